package io.binome.secrets;

/** Opens master keys that Vault keeps: what speaks to Vault is outside, and found by {@link java.util.ServiceLoader}. */
public interface VaultKeys {
    /** Asks nobody yet. Used for as long as the process lives. */
    WrappingKey open(VaultKeySettings settings);
}

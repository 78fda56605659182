package io.binome.drivers.vault;

import io.binome.secrets.VaultKeySettings;
import io.binome.secrets.VaultKeys;
import io.binome.secrets.WrappingKey;
import java.time.Clock;

/** Opens master keys that Vault's transit engine keeps. */
public final class TransitKeys implements VaultKeys {
    @Override
    public WrappingKey open(VaultKeySettings settings) {
        return new TransitMasterKey(settings, VaultSettings.DEFAULT, Clock.systemUTC());
    }
}

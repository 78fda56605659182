package io.binome.drivers.vault;

/** Vault cannot answer now, and may later. Never leaves this package. */
final class VaultAway extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean isSealed;

    private VaultAway(String reason, boolean isSealed) {
        super(reason, null, false, false);
        this.isSealed = isSealed;
    }

    static VaultAway because(String reason) {
        return new VaultAway(reason, false);
    }

    static VaultAway whileSealed() {
        return new VaultAway("it is sealed", true);
    }

    boolean isSealed() {
        return isSealed;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}

package io.binome.ledger;

import io.binome.kernel.TenantScope;

/**
 * Makes and uses the private keys of logs, which the ledger itself never sees in clear: it keeps what {@link #make} gave
 * it, sealed, and hands it back to sign.
 */
public interface LedgerSigner {
    /** A new Ed25519 key for a log of that tenant. */
    MadeKey make(TenantScope scope);

    /**
     * Signs with Ed25519 (RFC 8032).
     *
     * @param sealed as {@link #make} gave it
     * @throws RuntimeException when the key cannot be opened any more
     */
    byte[] sign(TenantScope scope, byte[] sealed, byte[] message);

    /**
     * @param publicKey the 32 bytes of RFC 8032
     * @param sealed the private key, of no use to whoever reads the database
     */
    @SuppressWarnings("ArrayRecordComponent")
    record MadeKey(byte[] publicKey, byte[] sealed) {}
}

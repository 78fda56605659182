package io.binome.bench;

import io.binome.kernel.TenantScope;
import io.binome.ledger.LedgerSigner;

/** Where nothing is signed. */
final class NoSigner implements LedgerSigner {
    @Override
    public MadeKey make(TenantScope scope) {
        throw new UnsupportedOperationException("Nothing is signed here");
    }

    @Override
    public byte[] sign(TenantScope scope, byte[] sealed, byte[] message) {
        throw new UnsupportedOperationException("Nothing is signed here");
    }
}

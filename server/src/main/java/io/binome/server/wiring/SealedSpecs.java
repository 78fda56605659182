package io.binome.server.wiring;

import io.binome.kernel.TenantScope;
import io.binome.secrets.Sealing;
import io.binome.workloads.SpecVault;

/** Seals what containers are made from, for the room that keeps it. */
record SealedSpecs(Sealing sealing) implements SpecVault {
    private static final String PURPOSE = "workloads.spec";

    @Override
    public byte[] seal(TenantScope scope, byte[] clear) {
        return sealing.seal(scope, PURPOSE, clear);
    }

    @Override
    public byte[] open(TenantScope scope, byte[] sealed) {
        return sealing.open(scope, PURPOSE, sealed);
    }
}

package io.binome.contracts.internal;

import io.binome.contracts.Contract;
import io.binome.database.Transaction;
import io.binome.tenancy.TenantLimits;
import io.binome.tenancy.Tenants;

/** Makes the limits of a tenant those of its contract, where the contract sets any. */
final class ContractLimits {
    private final Tenants tenants;

    ContractLimits(Tenants tenants) {
        this.tenants = tenants;
    }

    /** @param version of the contract that sets them */
    void set(Transaction transaction, int version, Contract.Limits limits) {
        TenantLimits before = tenants.limits(transaction);
        TenantLimits after = after(before, version, limits);
        if (!after.equals(before)) {
            tenants.changeLimits(transaction, DatabaseContracts.MACHINE, after);
        }
    }

    /** What a service gets that names no limit is never more than what all of them may take. */
    static TenantLimits after(TenantLimits before, int version, Contract.Limits limits) {
        long cpuMillis = limits.milliProcessors() == null ? before.maximumCpuMillis() : limits.milliProcessors();
        long memoryBytes = limits.memoryBytes() == null ? before.maximumMemoryBytes() : limits.memoryBytes();
        int replicas = limits.replicas() == null ? before.maximumReplicas() : limits.replicas();
        return new TenantLimits(
                Math.min(before.defaultCpuMillis(), cpuMillis),
                Math.min(before.defaultMemoryBytes(), memoryBytes),
                before.defaultPids(),
                cpuMillis,
                memoryBytes,
                before.maximumPids(),
                before.maximumVolumes(),
                replicas,
                before.firstPort(),
                before.lastPort(),
                new TenantLimits.Agreed(version, limits.diskBytes(), limits.domains()));
    }
}

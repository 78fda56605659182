package io.binome.tenancy;

import org.jspecify.annotations.Nullable;

/**
 * What a tenant's services get and may take. Used where a Compose file says nothing, and as ceilings where it says more.
 *
 * @param defaultCpuMillis thousandths of a CPU for a service that names no limit
 * @param defaultMemoryBytes memory for a service that names no limit
 * @param defaultPids processes and threads for a service that names no limit
 * @param maximumCpuMillis over all services of the tenant
 * @param maximumMemoryBytes over all services of the tenant
 * @param maximumPids processes and threads over all services of the tenant
 * @param maximumVolumes attached to services of the tenant; kept ones do not count
 * @param maximumReplicas of one service
 * @param firstPort first host port that its published services may be given
 * @param lastPort last such port, inclusive
 * @param agreed what the tenant's contract limits besides
 */
public record TenantLimits(
        long defaultCpuMillis,
        long defaultMemoryBytes,
        int defaultPids,
        long maximumCpuMillis,
        long maximumMemoryBytes,
        long maximumPids,
        int maximumVolumes,
        int maximumReplicas,
        int firstPort,
        int lastPort,
        Agreed agreed) {
    /** Without a contract that limits anything besides. */
    public TenantLimits(
            long defaultCpuMillis,
            long defaultMemoryBytes,
            int defaultPids,
            long maximumCpuMillis,
            long maximumMemoryBytes,
            long maximumPids,
            int maximumVolumes,
            int maximumReplicas,
            int firstPort,
            int lastPort) {
        this(
                defaultCpuMillis,
                defaultMemoryBytes,
                defaultPids,
                maximumCpuMillis,
                maximumMemoryBytes,
                maximumPids,
                maximumVolumes,
                maximumReplicas,
                firstPort,
                lastPort,
                Agreed.NOTHING);
    }

    /**
     * What only a contract limits.
     *
     * @param contract number of the version that says so; 0 for none
     * @param diskBytes that all volumes together may hold; null for no limit
     * @param domains addresses at which services answer from outside; null for no limit
     */
    public record Agreed(
            int contract,
            @Nullable Long diskBytes,
            @Nullable Integer domains) {
        public static final Agreed NOTHING = new Agreed(0, null, null);
    }

    private static final long MEBIBYTE = 1L << 20;

    /**
     * What a tenant gets as long as its contract says nothing else: memory for 64 services that name no limits of their
     * own, CPUs for twice as many, since most are idle most of the time.
     */
    public static TenantLimits ofNewTenant(int firstPort, int lastPort) {
        return new TenantLimits(
                500, 256 * MEBIBYTE, 256, 64_000, 16_384 * MEBIBYTE, 32_768, 200, 20, firstPort, lastPort);
    }
}

package io.binome.tenancy;

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
        int lastPort) {
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

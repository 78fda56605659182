package io.binome.workloads;

import java.util.function.LongBinaryOperator;

/**
 * What services may take at most, all replicas together: their limits, not what they use at a moment.
 *
 * @param cpuMillis thousandths of a CPU
 * @param pids processes and threads
 * @param diskBytes of volumes: what their files say they may hold, or what they were measured to hold where that is more
 * @param domains addresses at which they answer from outside
 */
public record ResourceUse(long cpuMillis, long memoryBytes, long pids, int volumes, long diskBytes, int domains) {
    public static final ResourceUse NONE = new ResourceUse(0, 0, 0, 0);

    public ResourceUse(long cpuMillis, long memoryBytes, long pids, int volumes) {
        this(cpuMillis, memoryBytes, pids, volumes, 0, 0);
    }

    public ResourceUse plus(ResourceUse other) {
        return with(other, Math::addExact);
    }

    /** The larger of both, for each resource by itself. */
    public ResourceUse most(ResourceUse other) {
        return with(other, Math::max);
    }

    public ResourceUse withDisk(long bytes) {
        return new ResourceUse(cpuMillis, memoryBytes, pids, volumes, bytes, domains);
    }

    private ResourceUse with(ResourceUse other, LongBinaryOperator operator) {
        return new ResourceUse(
                operator.applyAsLong(cpuMillis, other.cpuMillis),
                operator.applyAsLong(memoryBytes, other.memoryBytes),
                operator.applyAsLong(pids, other.pids),
                Math.toIntExact(operator.applyAsLong(volumes, other.volumes)),
                operator.applyAsLong(diskBytes, other.diskBytes),
                Math.toIntExact(operator.applyAsLong(domains, other.domains)));
    }
}

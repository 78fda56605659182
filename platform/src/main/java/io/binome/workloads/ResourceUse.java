package io.binome.workloads;

import java.util.function.LongBinaryOperator;

/**
 * What services may take at most, all replicas together: their limits, not what they use at a moment.
 *
 * @param cpuMillis thousandths of a CPU
 * @param pids processes and threads
 */
public record ResourceUse(long cpuMillis, long memoryBytes, long pids, int volumes) {
    public static final ResourceUse NONE = new ResourceUse(0, 0, 0, 0);

    public ResourceUse plus(ResourceUse other) {
        return with(other, Math::addExact);
    }

    /** The larger of both, for each resource by itself. */
    public ResourceUse most(ResourceUse other) {
        return with(other, Math::max);
    }

    private ResourceUse with(ResourceUse other, LongBinaryOperator operator) {
        return new ResourceUse(
                operator.applyAsLong(cpuMillis, other.cpuMillis),
                operator.applyAsLong(memoryBytes, other.memoryBytes),
                operator.applyAsLong(pids, other.pids),
                Math.toIntExact(operator.applyAsLong(volumes, other.volumes)));
    }
}

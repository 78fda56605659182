package io.binome.metering;

import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.WorkloadId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far one raw counter of a host had come at the beginning and at the end of an hour of UTC: the differences of all of an
 * hour's counters add up to the hour with all its revisions. Where no reading lay at a full hour, what lay between two of
 * them is divided by time. Memory and volumes are areas over time and have no counter.
 *
 * @param stack null for what belongs to the tenant as a whole; {@code service} for what belongs to the stack as a whole
 * @param boot of the host's kernel; a counter of before it cannot be compared
 * @param identity of what counted: of a cgroup its own, of a counter of networks or of the edge that one's
 * @param restarted whether the counter began anew within the hour; {@code from} is then put back by what it had counted
 */
public record UsageReading(
        Instant hour,
        HostId host,
        @Nullable StackId stack,
        @Nullable WorkloadId service,
        String boot,
        String identity,
        Counter from,
        Counter to,
        boolean restarted) {
    /** Cumulative: microseconds of processor time, bytes sent to outside, requests answered by the edge. */
    public record Counter(long cpuMicros, long sentBytes, long requests) {}
}

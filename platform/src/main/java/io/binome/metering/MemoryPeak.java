package io.binome.metering;

import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.WorkloadId;
import java.time.Instant;

/**
 * The most memory that a service was seen to use at once on a day {@code [day, day + 24 h)} of UTC, all its replicas on a
 * host together. Seen is what a reading found, every few seconds: what rose and fell in between is not in it.
 *
 * @param memoryBytes as {@link UsageSource.Counters#memoryBytes}: without page cache
 */
public record MemoryPeak(StackId stack, WorkloadId service, HostId host, Instant day, long memoryBytes) {}

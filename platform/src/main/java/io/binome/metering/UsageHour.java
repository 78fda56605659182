package io.binome.metering;

import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one service used on one host in one hour {@code [hour, hour + 1 h)} of UTC. All quantities are whole base units of
 * {@link Metered}.
 *
 * @param service null for what belongs to the stack as a whole, such as kept volumes that no service uses
 * @param stack null for what belongs to the tenant as a whole, such as builds
 * @param cpuMicros processor time, in microseconds
 * @param memoryByteSeconds the memory used, over time
 * @param volumeByteSeconds the bytes kept in volumes, over time
 * @param sentBytes to outside
 * @param requests answered by the edge
 * @param estimated whether part of it could only be bounded, such as memory while nobody could look
 * @param closed whether the hour is final; what comes later is an hour of its own with a higher {@code revision}
 * @param revision 0 for the hour itself, from 1 for corrections of it, whose quantities are to be added
 */
public record UsageHour(
        TenantId tenant,
        @Nullable StackId stack,
        @Nullable WorkloadId service,
        HostId host,
        Instant hour,
        int revision,
        long cpuMicros,
        long memoryByteSeconds,
        long volumeByteSeconds,
        long sentBytes,
        long requests,
        boolean estimated,
        boolean closed) {
    public long quantity(Metered measured) {
        return switch (measured) {
            case CPU -> cpuMicros;
            case MEMORY -> memoryByteSeconds;
            case VOLUME -> volumeByteSeconds;
            case TRAFFIC -> sentBytes;
            case REQUESTS -> requests;
        };
    }
}

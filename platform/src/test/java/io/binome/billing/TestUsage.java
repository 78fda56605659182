package io.binome.billing;

import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.Metered;
import io.binome.metering.UsageHour;
import java.time.Instant;
import java.util.UUID;

/** Hours for tests; services are told apart by numbers, which are the order in which they were made. */
public final class TestUsage {
    public static final TenantId TENANT = new TenantId(new UUID(0x0190_0000_0000_7000L, 1));
    private static final HostId HOST = new HostId(new UUID(0x0190_0000_0000_7000L, 2));
    public static final long GIB = 1L << 30;
    public static final long CPU_HOUR = 3_600_000_000L;

    private TestUsage() {}

    public static StackId stack(int number) {
        return new StackId(new UUID(0x0190_0000_0000_7000L, 1_000 + number));
    }

    public static WorkloadId service(int number) {
        return new WorkloadId(new UUID(0x0190_0000_0000_7000L, 100_000 + number));
    }

    public static Origin origin(int stack, int service) {
        return new Origin(stack(stack), service(service));
    }

    public static UsageHour hour(Origin origin, Instant hour, Metered measured, long quantity) {
        return hour(
                origin,
                hour,
                measured == Metered.CPU ? quantity : 0,
                measured == Metered.MEMORY ? quantity : 0,
                measured == Metered.VOLUME ? quantity : 0,
                measured == Metered.TRAFFIC ? quantity : 0,
                measured == Metered.REQUESTS ? quantity : 0);
    }

    public static UsageHour hour(
            Origin origin, Instant hour, long cpu, long memory, long volume, long sent, long requests) {
        return new UsageHour(
                TENANT,
                origin.stack(),
                origin.service(),
                HOST,
                hour,
                0,
                cpu,
                memory,
                volume,
                sent,
                requests,
                false,
                true);
    }

    /** Names made of the numbers. */
    public static Place names(Origin origin) {
        return origin.stack() == null
                ? Place.TENANT
                : new Place(
                        "production",
                        "shop",
                        "stack-" + origin.stack().value().getLeastSignificantBits(),
                        origin.service() == null
                                ? ""
                                : "service-" + origin.service().value().getLeastSignificantBits());
    }
}

package io.binome.server.console;

import io.binome.kernel.HostId;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metering;
import io.binome.metering.UsageHour;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Each service has used a twentieth of a processor since the beginning of the day, and no more before. */
record FakeMetering(FakeWorkloads workloads, InstantSource clock) implements Metering {
    private static final HostId HOST = new HostId(new UUID(7, 7));

    @Override
    public void hours(TenantScope scope, Instant from, Instant to, Consumer<UsageHour> each) {
        days(scope, from, to).forEach(each);
    }

    @Override
    public List<UsageHour> days(TenantScope scope, Instant from, Instant to) {
        Instant now = clock.instant();
        Instant day = now.truncatedTo(ChronoUnit.DAYS);
        long micros = Duration.between(day, now).toNanos() / 1_000;
        return workloads.all(scope).stream()
                .map(one -> new UsageHour(
                        scope.tenant(),
                        one.stack(),
                        one.id(),
                        HOST,
                        day,
                        0,
                        micros / 20,
                        micros * 64,
                        0,
                        micros / 100,
                        micros / 1_000_000,
                        false,
                        false))
                .toList();
    }

    /** Each service has used as much in each hour of 17 days, and three times that in the last one. */
    Metering rising(Instant last, long cpuMicros) {
        return new Metering() {
            @Override
            public void hours(TenantScope scope, Instant from, Instant to, Consumer<UsageHour> each) {
                for (UsageHour one : FakeMetering.this.days(scope, from, to)) {
                    for (long ago = 0; ago < 17 * 24; ago++) {
                        each.accept(new UsageHour(
                                one.tenant(),
                                one.stack(),
                                one.service(),
                                HOST,
                                last.minus(Duration.ofHours(ago)),
                                0,
                                ago == 0 ? 3 * cpuMicros : cpuMicros,
                                0,
                                0,
                                0,
                                0,
                                false,
                                true));
                    }
                }
            }

            @Override
            public List<UsageHour> days(TenantScope scope, Instant from, Instant to) {
                return List.of();
            }
        };
    }
}

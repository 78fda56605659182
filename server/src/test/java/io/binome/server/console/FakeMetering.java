package io.binome.server.console;

import io.binome.billing.Origin;
import io.binome.billing.TestUsage;
import io.binome.kernel.HostId;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metering;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageSum;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Each service has used a twentieth of a processor since the beginning of the day, and no more before. */
record FakeMetering(FakeWorkloads workloads, InstantSource clock) implements Metering {
    private static final List<Origin> SERVICES = List.of(
            TestUsage.origin(1, 1),
            TestUsage.origin(1, 2),
            TestUsage.origin(1, 3),
            TestUsage.origin(2, 4),
            TestUsage.origin(3, 5));
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

    /** Each service uses more than the one before it, and most by day. */
    @Override
    public List<UsageSum> sums(TenantScope scope, Instant from, Instant to, ChronoUnit by) {
        List<UsageSum> sums = new ArrayList<>();
        Instant at = from;
        while (at.isBefore(to) && at.isBefore(clock.instant())) {
            Instant next = at.atOffset(ZoneOffset.UTC).plus(1, by).toInstant();
            long hours = Duration.between(at, next).toHours();
            long busy = 10 + at.getEpochSecond() / 3_600 % 24 % 13 + at.getEpochSecond() / 86_400 % 7;
            int service = 1;
            for (Origin one : SERVICES) {
                long used = hours * busy * service++;
                sums.add(new UsageSum(
                        at,
                        one.stack(),
                        one.service(),
                        LongStream.of(
                                        used * 30_000_000,
                                        used * (1L << 40),
                                        hours * (1L << 43),
                                        used * 1_000_000,
                                        used * 400_000,
                                        used * 900,
                                        used * 70_000,
                                        used * 250_000)
                                .mapToObj(BigInteger::valueOf)
                                .toList(),
                        false,
                        service % 2 == 0));
            }
            at = next;
        }
        return sums;
    }

    /** Each service has used as much in each hour of 17 days, and three times that in the last one. */
    Metering rising(Instant last, long cpuMicros) {
        return new Metering() {
            @Override
            public void hours(TenantScope scope, Instant from, Instant to, Consumer<UsageHour> each) {
                for (UsageHour one : FakeMetering.this.days(scope, from, to)) {
                    for (long ago = 0; ago < 17 * 24; ago++) {
                        Instant hour = last.minus(Duration.ofHours(ago));
                        if (hour.isBefore(from) || !hour.isBefore(to)) {
                            continue;
                        }
                        each.accept(new UsageHour(
                                one.tenant(),
                                one.stack(),
                                one.service(),
                                HOST,
                                hour,
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

package io.binome.advice.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.advice.internal.UnusualUse.Unusual;
import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import io.binome.metering.Metering;
import io.binome.metering.UsageHour;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;

/** How little is read to find the same as when all of it is. */
class UnusualUseWatchTest {
    private static final TenantScope TENANT = new TenantScope(new TenantId(new UUID(0, 1)));
    private static final Instant HOUR = Instant.parse("2026-06-21T10:00:00Z");
    private static final long PROCESSOR = 3_600_000_000L;
    private static final int SERVICES = 50;

    private final Counted metering = new Counted();
    private Instant now = HOUR.plus(Duration.ofMinutes(50));
    private LongBinaryOperator millis = (_, _) -> 400;
    private final UnusualUseWatch watch = new UnusualUseWatch(metering, null, null, null, _ -> "", () -> now);

    /** {@code millis} by service and by hours since {@link #HOUR}; each service is as old as the window. */
    private final class Counted implements Metering {
        private int rows;

        @Override
        public void hours(TenantScope scope, Instant from, Instant to, Consumer<UsageHour> each) {
            for (Instant hour = HOUR.minus(Duration.ofDays(30)); hour.isBefore(to); hour = hour.plusSeconds(3_600)) {
                if (!hour.isBefore(from) && hour.isBefore(now)) {
                    for (int service = 0; service < SERVICES; service++) {
                        rows++;
                        each.accept(row(
                                service,
                                hour,
                                millis.applyAsLong(
                                        service, Duration.between(HOUR, hour).toHours())));
                    }
                }
            }
        }

        @Override
        public List<UsageHour> days(TenantScope scope, Instant from, Instant to) {
            List<UsageHour> days = new ArrayList<>();
            for (Instant day = from; day.isBefore(to); day = day.plus(Duration.ofDays(1))) {
                for (int service = 0; service < SERVICES; service++) {
                    days.add(row(service, day, 1));
                }
            }
            rows += days.size();
            return days;
        }

        private UsageHour row(int service, Instant hour, long thousandths) {
            return new UsageHour(
                    TENANT.tenant(),
                    new StackId(new UUID(0, 2)),
                    new WorkloadId(new UUID(1, service)),
                    new HostId(new UUID(0, 3)),
                    hour,
                    0,
                    thousandths * PROCESSOR / 1_000,
                    0,
                    0,
                    0,
                    0,
                    false,
                    true);
        }

        int taken() {
            int taken = rows;
            rows = 0;
            return taken;
        }
    }

    private List<Unusual> whole() {
        UnusualUse use = new UnusualUse();
        metering.hours(TENANT, now.minus(UnusualUse.WINDOW), now, use::add);
        metering.taken();
        return use.find(now);
    }

    @Test
    void aLookReadsTwoHoursAndOnceAnHourThoseOfTheDaysBefore() {
        assertThat(watch.unusual(TENANT, now)).isEmpty();
        assertThat(metering.taken()).isEqualTo(SERVICES * (2 + 14 * 2 + 17));
        now = now.plus(Duration.ofMinutes(5));
        assertThat(watch.unusual(TENANT, now)).isEmpty();
        assertThat(metering.taken()).isEqualTo(SERVICES * 2);
    }

    @Test
    void whatIsFoundIsTheSameAsWhenAllIsRead() {
        millis = (service, hour) ->
                service == 7 && hour >= -3 || service == 8 && hour >= -60 || service == 9 && hour == -1 ? 2_000 : 400;
        for (int look = 0; look < 60; look++) {
            assertThat(watch.unusual(TENANT, now)).containsExactlyInAnyOrderElementsOf(whole());
            now = now.plus(Duration.ofMinutes(59));
        }
    }

    @Test
    void whatGoesOnIsNotReadAllOfAgain() {
        millis = (service, hour) -> service == 7 && hour >= -3 ? 2_000 : 400;
        assertThat(watch.unusual(TENANT, now))
                .extracting(Unusual::since)
                .containsExactly(HOUR.minus(Duration.ofHours(3)));
        metering.taken();
        now = now.plus(Duration.ofMinutes(5));
        assertThat(watch.unusual(TENANT, now)).hasSize(1);
        assertThat(metering.taken()).isEqualTo(SERVICES * 2);
    }
}

package io.binome.metering.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.UsageSource.Sweep;
import io.binome.metering.internal.Step.Used;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was used between two readings that are so far apart that an hour of each counter would be too many rows. */
class LongGapsTest {
    private static final Instant START = Instant.parse("2026-01-03T09:10:00Z");
    private static final TenantId TENANT = new TenantId(UUID.randomUUID());
    private static final StackId STACK = new StackId(UUID.randomUUID());
    private static final int SERVICES = 1_500;

    private final Meter meter = new Meter(Duration.ofSeconds(15));
    private final List<Owner> services = new ArrayList<>();

    @Test
    void twoMonthsOfManyServicesAreCountedWholeInLongerPieces() {
        for (int i = 0; i < SERVICES; i++) {
            services.add(new Owner.Service(TENANT, STACK, new WorkloadId(UUID.randomUUID())));
        }
        Duration gap = Duration.ofDays(60).plusMinutes(7);
        Known known =
                meter.step(Known.NOTHING, sweep(Duration.ofHours(1), 0), START).known();
        Step step = meter.step(known, sweep(Duration.ofHours(1).plus(gap), 7_000_001), START.plus(gap));
        List<Used> used = step.used();
        assertThat(used.size()).isLessThanOrEqualTo((int) SweepLimits.MOST_ROWS);
        assertThat(step.reads().size()).isLessThanOrEqualTo((int) SweepLimits.MOST_ROWS);
        assertThat(used.stream().mapToLong(one -> one.amounts().cpuMicros()).sum())
                .isEqualTo(7_000_001L * SERVICES);
        assertThat(used.stream()
                        .mapToLong(one -> one.amounts().memoryByteSeconds())
                        .sum())
                .isEqualTo(4_096 * gap.toSeconds() * SERVICES);
        assertThat(used).allMatch(Used::estimated);
        List<Instant> hours = used.stream()
                .filter(one -> one.owner().equals(services.getFirst()))
                .map(Used::hour)
                .toList();
        assertThat(hours.getFirst()).isEqualTo("2026-01-03T09:00:00Z");
        // No piece has a share of two days of UTC.
        assertThat(hours)
                .filteredOn(hour -> hour.equals(hour.truncatedTo(ChronoUnit.DAYS)))
                .hasSize(60);
    }

    private Sweep sweep(Duration sinceBoot, long cpuMicros) {
        return new Sweep(
                START,
                sinceBoot,
                "boot",
                services.stream()
                        .map(one -> new Counters(one, "group of " + one, cpuMicros, 4_096, 0, 0, false, -1, -1))
                        .toList());
    }
}

package io.binome.advice.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.advice.internal.UnusualUse.Unusual;
import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.Metered;
import io.binome.metering.UsageHour;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** What is far above the usual of its hour is found within the hour, and what is only busy is not. */
final class UnusualUseTest {
    private static final Instant NOW = Instant.parse("2026-06-21T10:50:00Z");
    private static final Instant HOUR = Instant.parse("2026-06-21T10:00:00Z");
    private static final long PROCESSOR = 3_600_000_000L;
    private static final WorkloadId WEB = new WorkloadId(new UUID(1, 1));

    /** @param processors in thousandths, by how many hours ago */
    private static UnusualUse hours(int days, LongUnaryOperator processors) {
        UnusualUse use = new UnusualUse();
        for (long ago = 0; ago < days * 24L; ago++) {
            use.add(hour(HOUR.minus(Duration.ofHours(ago)), processors.applyAsLong(ago) * PROCESSOR / 1_000));
        }
        return use;
    }

    private static UsageHour hour(Instant at, long cpuMicros) {
        return new UsageHour(
                new TenantId(new UUID(0, 1)),
                new StackId(new UUID(0, 2)),
                WEB,
                new HostId(new UUID(0, 3)),
                at,
                0,
                cpuMicros,
                0,
                0,
                0,
                0,
                false,
                true);
    }

    @Test
    void aRiseIsFoundWhileItsHourGoesOn() {
        assertThat(hours(17, ago -> ago == 0 ? 2_000 : 400).find(NOW))
                .containsExactly(new Unusual(
                        new StackId(new UUID(0, 2)), WEB, Metered.CPU, HOUR, PROCESSOR * 400 / 1_000, PROCESSOR * 2));
    }

    @Test
    void whatGoesOnKeepsItsBeginningAndIsNotTakenForNewsAfterTwoDays() {
        assertThat(hours(17, ago -> ago <= 5 ? 2_000 : 400).find(NOW))
                .extracting(Unusual::since)
                .isEqualTo(List.of(HOUR.minus(Duration.ofHours(5))));
        assertThat(hours(17, ago -> ago <= 60 ? 2_000 : 400).find(NOW)).isEmpty();
    }

    @Test
    void whatIsBusyAtThisHourEveryDayIsUsual() {
        assertThat(hours(17, ago -> ago % 24 == 0 ? 3_000 : 100).find(NOW)).isEmpty();
    }

    @Test
    void whatVariesMuchMayVary() {
        Random random = new Random(5);
        long[] noise = random.longs(17 * 24, 200, 2_000).toArray();
        assertThat(hours(17, ago -> noise[(int) ago]).find(NOW)).isEmpty();
    }

    @Test
    void whatIsNewOrSmallIsLetBe() {
        assertThat(hours(6, ago -> ago == 0 ? 4_000 : 400).find(NOW)).isEmpty();
        assertThat(hours(17, ago -> ago == 0 ? 200 : 10).find(NOW)).isEmpty();
    }
}

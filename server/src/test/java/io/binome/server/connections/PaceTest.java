package io.binome.server.connections;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Pace pace = new Pace(Pace.Limits.USUAL);

    @Test
    void aByteNowAndThenIsTooSlowAfterHalfAMinute() {
        for (int second = 1; second <= 30; second++) {
            assertThat(pace.keptBy(1, SECOND)).as(second + " s").isTrue();
        }
        assertThat(pace.keptBy(1, SECOND)).isFalse();
        assertThat(pace.keptBy(1 << 30, 0)).as("what is too slow stays it").isFalse();
    }

    @Test
    void theLeastRateIsKeptForAsLongAsItTakes() {
        for (int second = 0; second < 500_000; second++) {
            assertThat(pace.keptBy(1024, SECOND)).isTrue();
        }
    }

    @Test
    void whoeverHasSentMuchMayStallForTwoMinutesAndNotMore() {
        assertThat(pace.keptBy(1 << 30, SECOND)).isTrue();
        assertThat(pace.keptBy(0, 119 * SECOND)).isTrue();
        assertThat(pace.keptBy(1, 2 * SECOND)).isFalse();
    }
}

package io.binome.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SystemIdsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    @Test
    void isAVersion7WithItsTime() {
        UUID id = new SystemIds(() -> NOW).next();
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void eachIsGreaterThanTheOneBeforeWithinAMillisecondAndWhenTheClockIsPutBack() {
        AtomicReference<Instant> clock = new AtomicReference<>(NOW);
        SystemIds ids = new SystemIds(clock::get);
        UUID before = ids.next();
        for (int i = 0; i < 20_000; i++) {
            if (i == 10_000) {
                clock.set(NOW.minusSeconds(3600));
            }
            UUID next = ids.next();
            assertThat(next).isGreaterThan(before);
            before = next;
        }
    }

    @Test
    void doesNotRunAwayFromTheClock() {
        SystemIds ids = new SystemIds(() -> NOW);
        UUID last = ids.next();
        for (int i = 0; i < 20_000; i++) {
            last = ids.next();
        }
        assertThat(last.getMostSignificantBits() >>> 16).isBetween(NOW.toEpochMilli(), NOW.toEpochMilli() + 11);
    }
}

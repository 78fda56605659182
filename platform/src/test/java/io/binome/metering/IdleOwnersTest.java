package io.binome.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdleOwnersTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Owner OWNER = new Owner.Service(
            new TenantId(new UUID(0, 1)), new StackId(new UUID(0, 2)), new WorkloadId(new UUID(0, 3)));

    private final IdleOwners idle = new IdleOwners();

    private boolean told(Duration later, String identity, long cpuMicros, long memoryBytes) {
        Counters counters = new Counters(OWNER, identity, cpuMicros, memoryBytes, 0, 0, false, -1, -1);
        return idle.of(Map.of(OWNER, counters), NOON.plus(later)).contains(OWNER);
    }

    @Test
    void whoUsedNothingForADayIsToldOnce() {
        assertThat(told(Duration.ZERO, "1", 5, 0)).isFalse();
        assertThat(told(Duration.ofHours(23), "1", 5, 0)).isFalse();
        assertThat(told(Duration.ofHours(24), "1", 5, 0)).isTrue();
        assertThat(told(Duration.ofHours(48), "1", 5, 0)).isFalse();
        // Used again, and idle for another day.
        assertThat(told(Duration.ofHours(49), "2", 1, 0)).isFalse();
        assertThat(told(Duration.ofHours(73), "2", 1, 0)).isTrue();
    }

    @Test
    void whoHoldsMemoryOrComputesNowAndThenIsNot() {
        assertThat(told(Duration.ZERO, "1", 5, 4096)).isFalse();
        assertThat(told(Duration.ofHours(30), "1", 5, 4096)).isFalse();
        assertThat(told(Duration.ofHours(31), "1", 6, 0)).isFalse();
        assertThat(told(Duration.ofHours(54), "1", 7, 0)).isFalse();
        assertThat(told(Duration.ofHours(77), "1", 7, 0)).isFalse();
    }
}

package io.binome.drift.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.RepositoryId;
import io.binome.kernel.StackId;
import io.binome.stacks.Drifted;
import io.binome.stacks.Stack;
import io.binome.stacks.StackDeclaration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LookScheduleTest {
    private static final Instant START = Instant.parse("2026-03-28T12:00:00Z");
    private static final String COMMIT = "a".repeat(40);
    private final LookSchedule daily = new LookSchedule(Duration.ofDays(1));

    private static Stack stack(UUID id, @Nullable String partial) {
        return new Stack(
                new StackId(id),
                new RepositoryId(new UUID(1, 1)),
                new StackDeclaration(
                        "web", "web", "opentofu", "production", "main", List.of(), List.of(), new TreeMap<>()),
                COMMIT,
                partial,
                null);
    }

    private static DriftStore.Kept kept(Stack stack, @Nullable Instant lookedAt, String commit, Found found) {
        return new DriftStore.Kept(
                stack.id(), START, lookedAt, lookedAt == null ? null : commit, null, null, null, true, found);
    }

    @Test
    void eachIsDueOnceInTheIntervalAndNotAllAtOnce() {
        Random random = new Random(7);
        int inTheFirstHour = 0;
        for (int i = 0; i < 240; i++) {
            Stack stack = stack(new UUID(random.nextLong(), random.nextLong()), null);
            @Nullable Instant looked = null;
            for (Instant now = START; now.isBefore(START.plus(Duration.ofDays(3))); now = now.plusSeconds(600)) {
                if (daily.due(stack, kept(stack, looked, COMMIT, Found.NOTHING), now)) {
                    if (looked != null) {
                        assertThat(Duration.between(looked, now)).isEqualTo(Duration.ofDays(1));
                    }
                    looked = now;
                    inTheFirstHour += now.isBefore(START.plusSeconds(3600)) ? 1 : 0;
                }
            }
            assertThat(looked).isAfter(START.plus(Duration.ofDays(2)).minusSeconds(600));
        }
        assertThat(inTheFirstHour).isBetween(1, 30);
    }

    @Test
    void whatHadDriftedIsLookedAtAsSoonAsItWasApplied() {
        Stack stack = stack(new UUID(3, 4), null);
        Found found = new Found(START, List.<Drifted>of());
        assertThat(daily.due(stack, kept(stack, START, "b".repeat(40), found), START.plusSeconds(1)))
                .isTrue();
        assertThat(daily.due(stack, kept(stack, START, "b".repeat(40), Found.NOTHING), START.plusSeconds(1)))
                .isFalse();
    }

    @Test
    void whatIsHalfAppliedIsNotLookedAt() {
        Stack stack = stack(new UUID(3, 4), "b".repeat(40));
        assertThat(daily.due(stack, kept(stack, null, COMMIT, Found.NOTHING), START.plus(Duration.ofDays(9))))
                .isFalse();
    }
}

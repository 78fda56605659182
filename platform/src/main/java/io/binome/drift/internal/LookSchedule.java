package io.binome.drift.internal;

import io.binome.kernel.StackId;
import io.binome.stacks.Stack;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** When a stack is to be looked at: each has its own moment in the interval, so that not all are due at once. */
final class LookSchedule {
    private final Duration every;

    LookSchedule(Duration every) {
        this.every = every;
    }

    boolean due(Stack stack, DriftStore.Kept kept, Instant now) {
        if (stack.appliedCommit() == null || stack.partial() != null) {
            return false;
        }
        if (kept.found().since() != null && !Objects.equals(kept.lookedCommit(), stack.appliedCommit())) {
            // It was applied since: whether that restored it is worth knowing at once.
            return true;
        }
        Instant last = kept.lookedAt() == null ? kept.noticedAt() : kept.lookedAt();
        return last.isBefore(lastMoment(stack.id(), now));
    }

    private Instant lastMoment(StackId stack, Instant now) {
        long length = every.toMillis();
        long own = Math.floorMod(
                stack.value().getLeastSignificantBits() ^ stack.value().getMostSignificantBits(), length);
        return now.minusMillis(Math.floorMod(now.toEpochMilli() - own, length));
    }
}

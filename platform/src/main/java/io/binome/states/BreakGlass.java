package io.binome.states;

import io.binome.kernel.BreakGlassId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time in which one person may write one state by hand.
 *
 * @param actor who opened it and alone writes under it, as {@link io.binome.kernel.Actor#reference()}
 * @param reason as they gave it; both sides read it
 * @param endsAt from then on nothing is written under it, whether or not it has been closed
 * @param closedAt null while nobody has closed it
 * @param closedBy null while it is open, and where its time was over
 * @param writes versions that were written under it
 */
public record BreakGlass(
        BreakGlassId id,
        StateKey key,
        String actor,
        String reason,
        Instant openedAt,
        Instant endsAt,
        @Nullable Instant closedAt,
        @Nullable String closedBy,
        int writes) {
    public boolean openAt(Instant now) {
        return closedAt == null && now.isBefore(endsAt);
    }
}

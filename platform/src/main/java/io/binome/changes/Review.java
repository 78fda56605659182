package io.binome.changes;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A vote.
 *
 * @param reviewer as an actor's reference
 * @param fingerprint what was seen
 * @param counts whether it still stands for what the change is now; {@code droppedBecause} says why not
 */
public record Review(
        String reviewer,
        Vote vote,
        @Nullable String note,
        String fingerprint,
        boolean counts,
        @Nullable String droppedBecause,
        Instant at) {
    public enum Vote {
        APPROVED,
        REJECTED,
        WITHDRAWN
    }
}

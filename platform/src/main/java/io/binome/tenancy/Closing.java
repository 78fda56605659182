package io.binome.tenancy;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That the stay of a client ends, or has ended.
 *
 * @param closesAt before this moment it does not end, and may be taken back
 * @param announcedBy as in the ledger
 * @param closed null until the stay has ended, which it does not while something stands against it
 */
public record Closing(
        Instant closesAt,
        String reason,
        int readingDays,
        boolean leavesBehind,
        String announcedBy,
        Instant announcedAt,
        Tenant.@Nullable Closed closed) {
    public static final int USUAL_READING_DAYS = 90;
    public static final int FEWEST_READING_DAYS = 30;
    public static final int MOST_READING_DAYS = 3650;
    private static final int LONGEST_REASON = 500;

    /** Its moment has come, but something stood against it. */
    public boolean waits(Instant now) {
        return closed == null && !now.isBefore(closesAt);
    }

    /**
     * What an owner asks for.
     *
     * @param closesAt null for now
     * @param reason what the client reads, 1 to 500 characters
     * @param readingDays for how long its own people may read and export afterwards, 30 to 3650
     * @param leavesBehind that states which still name resources, and volumes that are kept, stay behind
     */
    public record Order(@Nullable Instant closesAt, String reason, int readingDays, boolean leavesBehind) {
        public Order {
            reason = reason.strip();
            if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
                throw new ProblemException(InvalidInput.of("reason", "must have 1 to 500 characters"));
            }
            if (readingDays < FEWEST_READING_DAYS || readingDays > MOST_READING_DAYS) {
                throw new ProblemException(InvalidInput.of("readingDays", "must be 30 to 3650"));
            }
        }
    }
}

package io.binome.tenancy.internal;

import java.time.Duration;
import java.time.Instant;

/**
 * How long failures keep somebody out: not at all at first, then each time twice as long.
 *
 * @param free failures without a consequence
 * @param first the first pause
 * @param longest the longest pause
 * @param forgottenAfter quiet time after which earlier failures count no more; longer than {@code longest}
 */
record Backoff(int free, Duration first, Duration longest, Duration forgottenAfter) {
    /** For one account: its fifth failure closes it for two seconds, the fifteenth and all later for 15 minutes. */
    static final Backoff ACCOUNT = new Backoff(4, Duration.ofSeconds(2), Duration.ofMinutes(15), Duration.ofHours(1));

    /** For one address: wider, because a whole office or a proxy may stand behind it. */
    static final Backoff ADDRESS = new Backoff(19, Duration.ofSeconds(2), Duration.ofMinutes(15), Duration.ofHours(1));

    /** Until when nothing is looked at after so many failures, the last of them now. */
    Instant lockedUntil(int failures, Instant now) {
        if (failures <= free) {
            return now;
        }
        int doublings = Math.min(failures - free - 1, 30);
        Duration pause = first.multipliedBy(1L << doublings);
        return now.plus(pause.compareTo(longest) > 0 ? longest : pause);
    }

    /** Whether failures of {@code last} still count. A clock that jumped back forgets nothing. */
    boolean remembers(Instant last, Instant now) {
        return last.plus(forgottenAfter).isAfter(now);
    }
}

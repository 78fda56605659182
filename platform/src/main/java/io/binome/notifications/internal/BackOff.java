package io.binome.notifications.internal;

import java.time.Duration;
import java.util.List;

/** When a delivery that failed is tried again: soon, then ever later, for about three days. */
final class BackOff {
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10));
    static final Duration GIVE_UP = Duration.ofDays(3);

    private BackOff() {}

    /** @param attempts that have failed, from 1 */
    static Duration after(int attempts) {
        return PAUSES.get(Math.min(Math.max(attempts, 1), PAUSES.size()) - 1);
    }
}

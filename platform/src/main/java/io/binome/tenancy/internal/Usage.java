package io.binome.tenancy.internal;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When the last use of a session or token is written down: not for every request. */
final class Usage {
    private static final Duration PRECISION = Duration.ofMinutes(1);

    private Usage() {}

    static boolean isStale(@Nullable Instant lastUsedAt, Instant now) {
        return lastUsedAt == null || !lastUsedAt.plus(PRECISION).isAfter(now);
    }
}

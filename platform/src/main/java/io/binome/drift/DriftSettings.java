package io.binome.drift;

import java.time.Duration;

/**
 * How often is looked, and how long looks are kept.
 *
 * @param every each stack is looked at once in that time; a minute at least
 * @param newest so many of the newest looks of each stack are always kept; 1 or more
 * @param found and all that found drift and are younger than this
 */
public record DriftSettings(Duration every, int newest, Duration found) {
    public DriftSettings {
        if (every.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("every: stacks are looked at every minute at most");
        }
        if (newest < 1) {
            throw new IllegalArgumentException("newest: one look of each stack is kept at least");
        }
        if (found.isNegative()) {
            throw new IllegalArgumentException("found: a time must not be negative");
        }
    }

    public static DriftSettings defaults() {
        return new DriftSettings(Duration.ofHours(24), 30, Duration.ofDays(90));
    }
}

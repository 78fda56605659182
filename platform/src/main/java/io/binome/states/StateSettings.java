package io.binome.states;

import java.time.Duration;

/**
 * Limits of this room.
 *
 * @param largestBytes a body above this is refused
 * @param versions so many of the newest of each state are always kept
 * @param age and all that are younger
 */
public record StateSettings(long largestBytes, int versions, Duration age) {
    public static StateSettings defaults() {
        return new StateSettings(128L << 20, 200, Duration.ofDays(90));
    }
}

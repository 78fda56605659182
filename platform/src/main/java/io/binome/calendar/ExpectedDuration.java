package io.binome.calendar;

import java.time.Duration;
import java.util.List;

/** How long something will take, by how long it took before. */
public final class ExpectedDuration {
    /** Of what has never run. */
    public static final Duration UNKNOWN = Duration.ofMinutes(10);

    private static final int LAST = 20;
    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final int PERCENT = 90;

    private ExpectedDuration() {}

    /**
     * What nine of ten of the last twenty took at most (nearest rank), never under a minute. With fewer than three it is
     * never under {@link #UNKNOWN}: one quick run proves little.
     *
     * @param past newest first
     */
    public static Duration of(List<Duration> past) {
        List<Duration> sorted = past.stream().limit(LAST).sorted().toList();
        if (sorted.isEmpty()) {
            return UNKNOWN;
        }
        int rank = (sorted.size() * PERCENT + 99) / 100;
        Duration usual = sorted.get(rank - 1);
        Duration least = sorted.size() < 3 ? UNKNOWN : LEAST;
        return usual.compareTo(least) < 0 ? least : usual;
    }
}

package io.binome.changes.internal;

import io.binome.calendar.Calendar;
import io.binome.calendar.CalendarStatus;
import io.binome.changes.Blocker;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * When something can be begun under several calendars at once. Pure.
 *
 * @param agreed since when people know of it, for calendars that want notice
 * @param expected how long it will take
 */
record Opening(Instant agreed, Duration expected, Calendar.Purpose purpose) {
    /** Windows that never come together are given up after so many steps from one opening to another's. */
    private static final int MOST_STEPS = 500;

    /**
     * What keeps it from being begun now.
     *
     * @param calendars by environment
     * @return empty when all of them are open for long enough
     */
    Optional<Blocker.WindowClosed> closed(SortedMap<String, Calendar> calendars, Instant now) {
        for (var calendar : calendars.entrySet()) {
            Optional<Instant> start = next(calendar.getValue(), now);
            if (start.isEmpty() || start.get().isAfter(now)) {
                return Optional.of(new Blocker.WindowClosed(
                        calendar.getKey(), why(calendar.getValue(), now), earliest(calendars, now)));
            }
        }
        return Optional.empty();
    }

    private Optional<Instant> next(Calendar calendar, Instant from) {
        Instant noticed = calendar.noticeEnds(agreed, purpose);
        return calendar.nextStart(noticed.isAfter(from) ? noticed : from, expected, purpose);
    }

    private String why(Calendar calendar, Instant now) {
        CalendarStatus status = calendar.at(now, purpose);
        if (!status.open()) {
            return status.why();
        }
        return calendar.noticeEnds(agreed, purpose).isAfter(now)
                ? "The notice that people must be given is not over."
                : "What is left of the window is too short: it takes about " + minutes() + ".";
    }

    private @Nullable Instant earliest(SortedMap<String, Calendar> calendars, Instant now) {
        Instant start = now;
        for (int step = 0; step < MOST_STEPS; step++) {
            Instant later = start;
            for (Calendar calendar : calendars.values()) {
                Optional<Instant> next = next(calendar, later);
                if (next.isEmpty()) {
                    return null;
                }
                later = next.get();
            }
            if (later.equals(start)) {
                return start;
            }
            start = later;
        }
        return null;
    }

    private String minutes() {
        long minutes = Math.max(1, (expected.toSeconds() + 59) / 60);
        return minutes == 1 ? "1 minute" : minutes + " minutes";
    }
}

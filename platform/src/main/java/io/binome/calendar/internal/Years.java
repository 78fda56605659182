package io.binome.calendar.internal;

import java.time.LocalDate;

/** Years of UTC, the stretches in which calendars are computed. */
final class Years {
    static final int FIRST = 1970;
    static final int LAST = 2199;

    private static final long SECONDS_OF_DAY = 86_400;

    private Years() {}

    static long first(int year) {
        return LocalDate.of(year, 1, 1).toEpochDay() * SECONDS_OF_DAY;
    }

    /** @throws IllegalArgumentException outside of the years that calendars know */
    static int of(long second) {
        if (second < first(FIRST) || second >= first(LAST + 1)) {
            throw new IllegalArgumentException("Calendars know the years " + FIRST + " to " + LAST + " only");
        }
        return LocalDate.ofEpochDay(Math.floorDiv(second, SECONDS_OF_DAY)).getYear();
    }
}

package io.binome.calendar;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/** Instants as people and programs write them when they ask a calendar. */
public final class CalendarTimes {
    private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2200-01-01T00:00:00Z");
    private static final Pattern WITH_OFFSET = Pattern.compile(".*[T ].*([Zz]|[+-]\\d{2}:?\\d{2})");

    private CalendarTimes() {}

    /**
     * {@code 2027-03-28T02:30} on the clock of that zone, or with an offset, {@code 2027-03-28T00:30Z}.
     *
     * @return empty when it is no time, or outside of the years that calendars know
     */
    public static Optional<Instant> read(String text, ZoneId zone) {
        if (text.length() > 40) {
            return Optional.empty();
        }
        String written = text.replace(' ', 'T');
        try {
            Instant time = WITH_OFFSET.matcher(text).matches()
                    ? OffsetDateTime.parse(written).toInstant()
                    : LocalDateTime.parse(written).atZone(zone).toInstant();
            return time.isBefore(FIRST) || !time.isBefore(END) ? Optional.empty() : Optional.of(time);
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}

package io.binome.calendar.internal;

import io.binome.calendar.CalendarRules.End;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Days, times and lengths as people write them. */
final class TimeTexts {
    private static final Pattern LENGTH =
            Pattern.compile("(?:(\\d{1,3})d)? ?(?:(\\d{1,4})h)? ?(?:(\\d{1,5})m(?:in)?)?");
    private static final Pattern ISO = Pattern.compile("P(?:(\\d{1,3})D)?(?:T(?:(\\d{1,4})H)?(?:(\\d{1,5})M)?)?");
    private static final Pattern WORKING_DAYS = Pattern.compile("(\\d{1,2}) working days?");
    private static final Pattern HOUR = Pattern.compile("(\\d{1,2}):(\\d{2})");

    private TimeTexts() {}

    static Optional<LocalTime> time(String text) {
        Matcher matcher = HOUR.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int hour = Integer.parseInt(matcher.group(1));
        int minute = Integer.parseInt(matcher.group(2));
        // 24:00 is the midnight at the end of the day.
        if (hour == 24 && minute == 0) {
            return Optional.of(LocalTime.MIDNIGHT);
        }
        return hour < 24 && minute < 60 ? Optional.of(LocalTime.of(hour, minute)) : Optional.empty();
    }

    static Optional<LocalDate> date(String text) {
        try {
            LocalDate date = LocalDate.parse(text);
            return date.getYear() >= Years.FIRST && date.getYear() <= Years.LAST ? Optional.of(date) : Optional.empty();
        } catch (DateTimeException notOne) {
            return Optional.empty();
        }
    }

    /** A day, from its beginning or, as an end, to its end; or a time of one. */
    static Optional<LocalDateTime> moment(String text, boolean end) {
        Optional<LocalDate> day = date(text);
        if (day.isPresent()) {
            return day.map(date -> (end ? date.plusDays(1) : date).atStartOfDay());
        }
        if (text.length() < 12 || text.charAt(10) != 'T' && text.charAt(10) != ' ') {
            return Optional.empty();
        }
        boolean midnight = text.startsWith("24:00", 11);
        return date(text.substring(0, 10)).flatMap(date -> time(text.substring(11))
                .map(time -> (midnight ? date.plusDays(1) : date).atTime(time)));
    }

    static Optional<End.After> length(String text) {
        Matcher matcher = LENGTH.matcher(text);
        if (!matcher.matches()) {
            matcher = ISO.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
        }
        if (matcher.group(1) == null && matcher.group(2) == null && matcher.group(3) == null) {
            return Optional.empty();
        }
        return Optional.of(new End.After(
                number(matcher.group(1)),
                Duration.ofHours(number(matcher.group(2))).plusMinutes(number(matcher.group(3)))));
    }

    static Optional<Integer> workingDays(String text) {
        Matcher matcher = WORKING_DAYS.matcher(text);
        return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }

    /** English names, or their first two or three letters. */
    static Optional<DayOfWeek> day(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (upper.length() >= 2 && day.name().startsWith(upper)) {
                return Optional.of(day);
            }
        }
        return Optional.empty();
    }

    private static int number(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}

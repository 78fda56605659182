package io.binome.calendar.internal;

import io.binome.calendar.CalendarRules.Dates;
import io.binome.calendar.CalendarRules.End;
import io.binome.calendar.CalendarRules.Recurrence;
import io.binome.calendar.internal.Spans.Span;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** What one window, freeze or exception covers. */
interface Source {
    /** What is covered of a year of UTC. */
    Spans during(int year);

    /** @param beginning the occurrences that begin on a local day of a year, 366 days long at most */
    private static Source occurrences(IntFunction<List<Span>> beginning) {
        return year -> {
            List<Span> spans = new ArrayList<>();
            // Local days of the neighbours lie in this year by offset, and occurrences reach into it.
            for (int neighbour = year - 1; neighbour <= year + 1; neighbour++) {
                spans.addAll(beginning.apply(neighbour));
            }
            return Spans.of(spans).within(Years.first(year), Years.first(year + 1));
        };
    }

    /** All the time that this one does not cover. */
    default Source complement() {
        return year -> Spans.of(Years.first(year), Years.first(year + 1)).without(during(year));
    }

    default Source without(Source other) {
        return year -> during(year).without(other.during(year));
    }

    static Source of(Recurrence recurrence, ZoneId zone, Predicate<LocalDate> admitted) {
        DayRule rule = DayRule.of(recurrence.rule(), recurrence.starting());
        return occurrences(year -> rule.in(year).stream()
                .filter(admitted)
                .map(day -> occurrence(recurrence.at(), recurrence.end(), day, zone))
                .toList());
    }

    static Source of(Dates dates, ZoneId zone) {
        Span span = span(dates, zone);
        return year -> Spans.of(span.from(), span.to()).within(Years.first(year), Years.first(year + 1));
    }

    /** On each day that is admitted. */
    static Source daily(LocalTime at, End end, ZoneId zone, Predicate<LocalDate> admitted) {
        return occurrences(year -> LocalDate.of(year, 1, 1)
                .datesUntil(LocalDate.of(year + 1, 1, 1))
                .filter(admitted)
                .map(day -> occurrence(at, end, day, zone))
                .toList());
    }

    static Span span(Dates dates, ZoneId zone) {
        return new Span(second(dates.from(), zone), second(dates.to(), zone));
    }

    private static Span occurrence(LocalTime at, End end, LocalDate day, ZoneId zone) {
        ZonedDateTime from = ZonedDateTime.of(day.atTime(at), zone);
        long to =
                switch (end) {
                    case End.After after ->
                        from.plusDays(after.days()).plus(after.rest()).toEpochSecond();
                    case End.At until ->
                        second((until.time().isAfter(at) ? day : day.plusDays(1)).atTime(until.time()), zone);
                };
        return new Span(from.toEpochSecond(), to);
    }

    /** Skipped times with the offset before the gap, doubled ones at their first coming: as RFC 5545 reads them. */
    private static long second(LocalDateTime time, ZoneId zone) {
        return ZonedDateTime.of(time, zone).toEpochSecond();
    }
}

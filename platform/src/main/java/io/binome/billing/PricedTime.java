package io.binome.billing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * How long a price held within a month.
 *
 * @param book by name; empty when none was agreed, and where a price book has no part in it
 * @param begin the first moment, {@code end} the first one after it
 * @param from the first day, {@code until} the first one after the last: a day within which the book changes is a day of both
 */
public record PricedTime(String book, Instant begin, Instant end, LocalDate from, LocalDate until) {
    public static PricedTime of(String book, Instant begin, Instant end, ZoneId zone) {
        LocalDate from = LocalDate.ofInstant(begin, zone);
        return new PricedTime(
                book,
                begin,
                end,
                from,
                end.isAfter(begin)
                        ? LocalDate.ofInstant(end.minusNanos(1), zone).plusDays(1)
                        : from);
    }

    /** Whole days, by no book. */
    public static PricedTime days(LocalDate from, LocalDate until, ZoneId zone) {
        return of(
                "",
                from.atStartOfDay(zone).toInstant(),
                until.atStartOfDay(zone).toInstant(),
                zone);
    }
}

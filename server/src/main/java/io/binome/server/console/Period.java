package io.binome.server.console;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A time in pieces of one length, as an address asks for it.
 *
 * @param from its first day, {@code until} the first one after it
 */
public record Period(By by, LocalDate from, LocalDate until) {
    /** How long a piece is, and how many days at most are shown of it. */
    public enum By {
        MONTH(2 * 366),
        DAY(92),
        HOUR(3);

        private final int mostDays;

        By(int mostDays) {
            this.mostDays = mostDays;
        }

        /** As addresses have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static By of(String word) {
            return Arrays.stream(values())
                    .filter(one -> one.word().equals(word))
                    .findFirst()
                    .orElse(MONTH);
        }
    }

    /**
     * What an address asks for, or what is usual: twelve months, this month, today. What is too long ends earlier.
     *
     * @param from a month or a day; {@code until} too, and part of the period
     */
    static Period of(String by, String from, String until, LocalDate today) {
        By pieces = By.of(by);
        LocalDate last =
                switch (pieces) {
                    case MONTH -> endOfMonth(date(until, today));
                    case DAY ->
                        date(until, from.isEmpty() ? endOfMonth(today).minusDays(1) : date(from, today))
                                .plusDays(1);
                    case HOUR -> date(until, date(from, today)).plusDays(1);
                };
        LocalDate first =
                switch (pieces) {
                    case MONTH -> date(from, last.minusMonths(12)).withDayOfMonth(1);
                    case DAY -> date(from, last.minusDays(1).withDayOfMonth(1));
                    case HOUR -> date(from, last.minusDays(1));
                };
        if (!first.isBefore(last)) {
            last = pieces == By.MONTH ? first.plusMonths(1) : first.plusDays(1);
        }
        LocalDate most = first.plusDays(pieces.mostDays);
        return new Period(pieces, first, last.isAfter(most) ? most : last);
    }

    private static LocalDate endOfMonth(LocalDate day) {
        return day.withDayOfMonth(1).plusMonths(1);
    }

    private static LocalDate date(String text, LocalDate otherwise) {
        try {
            return text.length() == 7 ? YearMonth.parse(text).atDay(1) : LocalDate.parse(text);
        } catch (DateTimeException none) {
            return otherwise;
        }
    }

    /** As long, directly before; of a whole month the month before. */
    public Period before() {
        return shifted(-1);
    }

    public Period next() {
        return shifted(1);
    }

    private Period shifted(int way) {
        long months = ChronoUnit.MONTHS.between(from, until);
        boolean whole = from.getDayOfMonth() == 1
                && months > 0
                && from.plusMonths(months).equals(until);
        return whole
                ? new Period(by, from.plusMonths(way * months), until.plusMonths(way * months))
                : new Period(by, from.plusDays(way * days()), until.plusDays(way * days()));
    }

    /** From the same day on, as long as another one. */
    Period asLongAs(Period other) {
        return new Period(
                by,
                from,
                by == By.MONTH
                        ? from.plusMonths(ChronoUnit.MONTHS.between(other.from, other.until))
                        : from.plusDays(other.days()));
    }

    private long days() {
        return ChronoUnit.DAYS.between(from, until);
    }

    YearMonth firstMonth() {
        return YearMonth.from(from);
    }

    YearMonth lastMonth() {
        return YearMonth.from(until.minusDays(1));
    }

    Instant begin(ZoneId zone) {
        return from.atStartOfDay(zone).toInstant();
    }

    Instant end(ZoneId zone) {
        return until.atStartOfDay(zone).toInstant();
    }

    /** The pieces: {@code 2026-11}, {@code 2026-11-22}, or the moment at which an hour begins. */
    List<String> pieces(ZoneId zone) {
        List<String> pieces = new ArrayList<>();
        switch (by) {
            case MONTH -> {
                for (YearMonth month = firstMonth(); !month.isAfter(lastMonth()); month = month.plusMonths(1)) {
                    pieces.add(month.toString());
                }
            }
            case DAY -> from.datesUntil(until).forEach(day -> pieces.add(day.toString()));
            case HOUR -> {
                for (Instant hour = begin(zone); hour.isBefore(end(zone)); hour = hour.plus(1, ChronoUnit.HOURS)) {
                    pieces.add(hour.toString());
                }
            }
        }
        return pieces;
    }

    /** How a piece is called below its bar. */
    String label(String piece, Reader reader, ZoneId zone) {
        return switch (by) {
            case MONTH -> reader.shortMonth(YearMonth.parse(piece));
            case DAY -> reader.shortDay(LocalDate.parse(piece));
            case HOUR -> reader.clock(Instant.parse(piece), zone);
        };
    }

    /** How a piece is called where there is room. */
    String title(String piece, Reader reader, ZoneId zone) {
        return switch (by) {
            case MONTH -> reader.month(YearMonth.parse(piece));
            case DAY -> reader.day(LocalDate.parse(piece));
            case HOUR ->
                reader.day(LocalDate.ofInstant(Instant.parse(piece), zone)) + ", "
                        + reader.hour(Instant.parse(piece), zone);
        };
    }

    /** The period in words. */
    public String words(Reader reader) {
        if (by == By.MONTH || from.getDayOfMonth() == 1 && from.plusMonths(1).equals(until)) {
            return firstMonth().equals(lastMonth())
                    ? reader.month(firstMonth())
                    : reader.month(firstMonth()) + " – " + reader.month(lastMonth());
        }
        LocalDate last = until.minusDays(1);
        return from.equals(last) ? reader.date(from) : reader.date(from) + " – " + reader.date(last);
    }

    /** For an address. */
    public String parameters() {
        String format = by == By.MONTH ? firstMonth() + "&until=" + lastMonth() : from + "&until=" + until.minusDays(1);
        return "by=" + by.word() + "&from=" + format;
    }

    /** What an input of a form asks for. */
    public String inputType() {
        return by == By.MONTH ? "month" : "date";
    }

    public String firstInput() {
        return by == By.MONTH ? firstMonth().toString() : from.toString();
    }

    public String lastInput() {
        return by == By.MONTH ? lastMonth().toString() : until.minusDays(1).toString();
    }
}

package io.binome.billing;

import io.binome.billing.internal.DampedTrend;
import io.binome.billing.internal.SeasonalNaive;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;

/**
 * What a series will add up to, from what it was so far. Pure; amounts in and out are whole units such as millionths of a
 * currency's unit. A forecast is no promise: it says how sure it is, and says when there is too little to go by.
 */
public final class Forecasts {
    /** Of 100 totals that were forecast, about so many end up within their interval. */
    public static final int INTERVAL_PERCENT = 80;

    private static final int WEEK = 7;
    private static final int YEAR = 12;
    /** Two weeks, so that each weekday was seen twice. */
    private static final int LEAST_DAYS = 2 * WEEK;

    private static final int LEAST_MONTHS = 3;

    private Forecasts() {}

    /** How the future is drawn from the past. {@code ./binome bench forecast} compares them on what was held out. */
    public enum Method {
        /** The floor that others have to beat: next Monday as last Monday. */
        SEASONAL_NAIVE,
        /**
         * Level and trend smoothed exponentially, the trend dying away, on values freed of their season; where there are
         * fewer than 28 steps since the last jump, the floor.
         */
        DAMPED_TREND
    }

    /** What comes, or why nobody can tell. */
    public sealed interface Outlook {
        /**
         * @param each expected for each coming step, oldest first; {@code low} and {@code high} around it
         * @param total of all of them: its bounds are closer than the sums of the bounds of each
         */
        record Known(List<Range> each, Range total, Method method) implements Outlook {
            public Known {
                each = List.copyOf(each);
            }
        }

        /** There are {@code seen} steps, and it takes {@code needed}. */
        record TooShort(int seen, int needed) implements Outlook {}
    }

    /** Within {@code [low, high]} in {@link #INTERVAL_PERCENT} of 100 cases; never below 0. */
    public record Range(long expected, long low, long high) {
        public Range plus(long known) {
            return new Range(Math.addExact(expected, known), Math.addExact(low, known), Math.addExact(high, known));
        }
    }

    /**
     * Coming days, weekday by weekday.
     *
     * @param days whole days, oldest first; what began within a day begins with the next one
     * @param ahead from 1
     */
    public static Outlook days(List<Long> days, int ahead) {
        return days(days, ahead, Method.DAMPED_TREND);
    }

    public static Outlook days(List<Long> days, int ahead, Method method) {
        return days.size() < LEAST_DAYS
                ? new Outlook.TooShort(days.size(), LEAST_DAYS)
                : by(method, values(days), WEEK, ahead);
    }

    /**
     * A month as it will have been at its end.
     *
     * @param days whole days before {@code today}, oldest first, also those of earlier months
     * @param soFar of the month, {@code today}'s part included
     * @param soFarToday what of it is today's
     */
    public static Outlook endOfMonth(List<Long> days, LocalDate today, long soFar, long soFarToday) {
        int ahead = today.lengthOfMonth() - today.getDayOfMonth() + 1;
        return switch (days(days, ahead)) {
            case Outlook.TooShort tooShort -> tooShort;
            // A day never ends below what it has already cost.
            case Outlook.Known(List<Range> each, Range total, Method method) -> {
                long before = Math.subtractExact(soFar, soFarToday);
                Range whole = total.plus(before);
                yield new Outlook.Known(
                        each,
                        new Range(
                                Math.max(whole.expected(), soFar),
                                Math.max(whole.low(), soFar),
                                Math.max(whole.high(), soFar)),
                        method);
            }
        };
    }

    /**
     * Coming months. They are compared by what a day of them cost, as February is not cheaper for being short; with two
     * years to go by, each month as that of the year before.
     *
     * @param months whole months, oldest first, the last one just before {@code next}
     * @param next the first one to forecast
     */
    public static Outlook months(List<Long> months, YearMonth next, int ahead) {
        return months(months, next, ahead, Method.DAMPED_TREND);
    }

    public static Outlook months(List<Long> months, YearMonth next, int ahead, Method method) {
        if (months.size() < LEAST_MONTHS) {
            return new Outlook.TooShort(months.size(), LEAST_MONTHS);
        }
        double[] aDay = new double[months.size()];
        for (int i = 0; i < aDay.length; i++) {
            aDay[i] = months.get(i) / (double) next.minusMonths(aDay.length - i).lengthOfMonth();
        }
        Outlook.Known byDay = by(method, aDay, aDay.length >= 2 * YEAR ? YEAR : 1, ahead);
        List<Range> each = java.util.stream.IntStream.range(0, ahead)
                .mapToObj(i -> times(byDay.each().get(i), next.plusMonths(i).lengthOfMonth()))
                .toList();
        long days = java.time.temporal.ChronoUnit.DAYS.between(
                next.atDay(1), next.plusMonths(ahead).atDay(1));
        long expected = each.stream().mapToLong(Range::expected).sum();
        Range spread = byDay.total();
        double scale = days / (double) ahead;
        return new Outlook.Known(
                each,
                new Range(
                        expected,
                        Math.max(0, expected - Math.round((spread.expected() - spread.low()) * scale)),
                        expected + Math.round((spread.high() - spread.expected()) * scale)),
                method);
    }

    private static Range times(Range range, int factor) {
        return new Range(
                Math.multiplyExact(range.expected(), factor),
                Math.multiplyExact(range.low(), factor),
                Math.multiplyExact(range.high(), factor));
    }

    private static double[] values(List<Long> steps) {
        return steps.stream().mapToDouble(Long::doubleValue).toArray();
    }

    private static Outlook.Known by(Method method, double[] seen, int period, int ahead) {
        return switch (method) {
            case SEASONAL_NAIVE -> SeasonalNaive.forecast(seen, period, ahead);
            case DAMPED_TREND -> DampedTrend.forecast(seen, period, ahead);
        };
    }
}

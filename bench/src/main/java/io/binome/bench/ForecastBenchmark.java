package io.binome.bench;

import io.binome.billing.Forecasts;
import io.binome.billing.Forecasts.Method;
import io.binome.billing.Forecasts.Outlook;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Forecasts of what was held out: to a month's end from days, and twelve months from months, each method on the same
 * series. Needs no server.
 */
final class ForecastBenchmark implements Benchmark {
    private static final int SERIES = 200;
    private static final int DAYS = 120;
    private static final int AHEAD = 20;
    private static final long EURO = 1_000_000;

    @Override
    public String name() {
        return "forecast";
    }

    /** A family of series; {@code length} is what is seen of it. */
    private record Family(String name, int length, Maker maker) {}

    private interface Maker {
        IntToDoubleFunction make(Random random);
    }

    @Override
    public List<Row> run(Workshop workshop) {
        List<Row> rows = new ArrayList<>();
        for (Family family : families()) {
            rows.add(days(family));
        }
        rows.add(months("three years of months with a season", 36));
        rows.add(months("eight months", 8));
        return rows;
    }

    private static List<Family> families() {
        return List.of(
                new Family("steady", DAYS, random -> day -> noise(random, 0.08)),
                new Family("weekly", DAYS, random -> {
                    double weekend = 0.3 + 0.3 * random.nextDouble();
                    return day -> (day % 7 >= 5 ? weekend : 1) * noise(random, 0.1);
                }),
                new Family("growth", DAYS, random -> {
                    double growth = 0.002 + 0.008 * random.nextDouble();
                    return day -> (day % 7 >= 5 ? 0.6 : 1) * Math.exp(growth * day) * noise(random, 0.08);
                }),
                new Family("step", DAYS, random -> {
                    int when = DAYS - 10 - random.nextInt(30);
                    double after = random.nextBoolean() ? 2.5 : 0.4;
                    return day -> (day >= when ? after : 1) * (day % 7 >= 5 ? 0.7 : 1) * noise(random, 0.08);
                }),
                new Family(
                        "bursty",
                        DAYS,
                        random -> day ->
                                (random.nextInt(10) == 0 ? 4 + 4 * random.nextDouble() : 0.5) * noise(random, 0.2)),
                new Family("new, 3 weeks", 21, random -> day -> (day % 7 >= 5 ? 0.5 : 1) * noise(random, 0.1)),
                new Family("new, 5 days", 5, random -> day -> noise(random, 0.1)));
    }

    private static double noise(Random random, double deviation) {
        return Math.exp(deviation * random.nextGaussian());
    }

    private Row days(Family family) {
        Score floor = new Score();
        Score better = new Score();
        int refused = 0;
        for (int seed = 0; seed < SERIES; seed++) {
            Random random = new Random(seed * 1_000_003L + family.name().hashCode());
            double size = 5 + 95 * random.nextDouble();
            IntToDoubleFunction shape = family.maker().make(random);
            List<Long> all = IntStream.range(0, family.length() + AHEAD)
                    .mapToObj(day -> Math.round(size * EURO * shape.applyAsDouble(day)))
                    .toList();
            List<Long> seen = all.subList(0, family.length());
            List<Long> held = all.subList(family.length(), all.size());
            if (Forecasts.days(seen, AHEAD) instanceof Outlook.TooShort) {
                refused++;
                continue;
            }
            floor.add(seen, held, Forecasts.days(seen, AHEAD, Method.SEASONAL_NAIVE), 7);
            better.add(seen, held, Forecasts.days(seen, AHEAD, Method.DAMPED_TREND), 7);
        }
        return row(family.name() + ", " + AHEAD + " days to the end of a month", floor, better, refused);
    }

    private Row months(String what, int length) {
        Score floor = new Score();
        Score better = new Score();
        for (int seed = 0; seed < SERIES; seed++) {
            Random random = new Random(seed * 1_000_033L + length);
            double size = 100 + 1_900 * random.nextDouble();
            double growth = 0.02 * random.nextDouble();
            double season = length > 24 ? 0.25 * random.nextDouble() : 0;
            YearMonth first = YearMonth.of(2023, 1);
            List<Long> all = IntStream.range(0, length + 12)
                    .mapToObj(month -> Math.round(size
                            * EURO
                            * Math.exp(growth * month)
                            * (1 + season * Math.sin(month * Math.PI / 6))
                            * first.plusMonths(month).lengthOfMonth()
                            / 30.4
                            * noise(random, 0.05)))
                    .toList();
            List<Long> seen = all.subList(0, length);
            List<Long> held = all.subList(length, all.size());
            YearMonth next = first.plusMonths(length);
            int period = length >= 24 ? 12 : 1;
            floor.add(seen, held, Forecasts.months(seen, next, 12, Method.SEASONAL_NAIVE), period);
            better.add(seen, held, Forecasts.months(seen, next, 12, Method.DAMPED_TREND), period);
        }
        return row(what + ", 12 months", floor, better, 0);
    }

    private Row row(String what, Score floor, Score better, int refused) {
        if (refused == SERIES) {
            return new Row(name(), what, "says so instead of guessing", "all refused", Row.Verdict.of(true), List.of());
        }
        return new Row(
                name(),
                what,
                "total not further off than the floor, 70 to 95 % within",
                String.format(
                        Locale.ROOT,
                        "MAPE %.1f %% (floor %.1f %%), MASE %.2f (%.2f), within %.0f %% (%.0f %%)",
                        better.mape(),
                        floor.mape(),
                        better.mase(),
                        floor.mase(),
                        better.within(),
                        floor.within()),
                Row.Verdict.of(better.mape() <= floor.mape() && better.within() >= 70 && better.within() <= 95),
                List.of(String.format(
                        Locale.ROOT,
                        "%d series; MASE of the single steps; the interval of the total is %.0f %% of it wide (%.0f %%)",
                        floor.count,
                        better.width(),
                        floor.width())));
    }

    /** How far off a method is: of totals, of single steps, and whether totals lie where it said. */
    private static final class Score {
        private int count;
        private int inside;
        private double percent;
        private double scaled;
        private double widths;

        void add(List<Long> seen, List<Long> held, Outlook outlook, int period) {
            if (!(outlook instanceof Outlook.Known known)) {
                throw new BenchmarkFailure("No forecast: " + outlook);
            }
            long total = held.stream().mapToLong(Long::longValue).sum();
            count++;
            percent += 100.0 * Math.abs(known.total().expected() - total) / total;
            widths += 100.0 * (known.total().high() - known.total().low()) / total;
            if (known.total().low() <= total && total <= known.total().high()) {
                inside++;
            }
            double naive = IntStream.range(period, seen.size())
                    .mapToDouble(i -> Math.abs(seen.get(i) - seen.get(i - period)))
                    .average()
                    .orElseThrow();
            double off = IntStream.range(0, held.size())
                    .mapToDouble(i -> Math.abs(known.each().get(i).expected() - held.get(i)))
                    .average()
                    .orElseThrow();
            scaled += off / naive;
        }

        double mape() {
            return percent / count;
        }

        double mase() {
            return scaled / count;
        }

        double within() {
            return 100.0 * inside / count;
        }

        double width() {
            return widths / count;
        }
    }
}

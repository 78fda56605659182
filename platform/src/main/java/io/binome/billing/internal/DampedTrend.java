package io.binome.billing.internal;

import io.binome.billing.Forecasts.Method;
import io.binome.billing.Forecasts.Outlook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Holt's smoothing with a trend that dies away, on values divided by what their step of the season usually is. The
 * parameters are those of a small grid whose forecasts of a season's sum were least off. What was before a jump is left out;
 * what is too short for all this is left to the floor. Sources: Gardner and McKenzie 1985;
 * Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 8.2 and (variances) 8.7.
 */
public final class DampedTrend {
    private static final double[] LEVELS = {0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9};
    private static final double[] TRENDS = {0, 0.02, 0.1};
    private static final double[] NO_TREND = {0};
    private static final double[] DAMPINGS = {0.9, 0.98};

    /** With fewer, on what was held out, the floor was as good or better; chance looks like a trend. */
    private static final int LEAST_STEPS = 28;

    private static final int LEAST_SEASONS = 3;
    /** Of what a step usually is: less is next to nothing. */
    private static final double FAINT = 0.2;

    private DampedTrend() {}

    /** @param period steps of a season; 1 for none */
    public static Outlook.Known forecast(double[] all, int period, int ahead) {
        int from = Math.min(Jumps.last(all, period), Math.max(0, all.length - 2 * period));
        return Spread.around(past -> fit(past, period), Arrays.copyOfRange(all, from, all.length), period, ahead);
    }

    private static Spread.Fitted fit(double[] seen, int period) {
        return seen.length < LEAST_STEPS ? SeasonalNaive.fit(seen, period) : smoothed(seen, period);
    }

    private static Fitted smoothed(double[] seen, int period) {
        double[] season = season(seen, period);
        double[] plain = new double[seen.length];
        for (int i = 0; i < seen.length; i++) {
            plain[i] = plain(seen, i, season[i % period], period);
        }
        boolean trended = seen.length >= LEAST_SEASONS * period;
        Fitted best = null;
        for (double level : LEVELS) {
            for (double trend : trended ? TRENDS : NO_TREND) {
                for (double damping : trend == 0 ? NO_TREND : DAMPINGS) {
                    Fitted one = new Fitted(plain, season, level, trend, damping);
                    if (best == null || one.missed < best.missed) {
                        best = one;
                    }
                }
            }
        }
        return Objects.requireNonNull(best);
    }

    /**
     * Freed of its season. A step that is usually next to nothing, a Sunday without work, says nothing of the level: divided
     * by next to nothing, one Sunday with some work would be taken for a million times as much. Its surroundings say it.
     */
    private static double plain(double[] seen, int at, double season, int period) {
        if (season >= FAINT) {
            return seen[at] / season;
        }
        int half = period / 2;
        return around(seen, Math.clamp(at, half, seen.length - 1 - half), period);
    }

    /** What each step of the season is to its surroundings, 1 in the mean; the median, so that a jump bends none. */
    private static double[] season(double[] seen, int period) {
        List<List<Double>> ratios = Stream.generate(() -> (List<Double>) new ArrayList<Double>())
                .limit(period)
                .toList();
        int half = period / 2;
        for (int i = half; period > 1 && i + half < seen.length; i++) {
            double around = around(seen, i, period);
            if (around > 0) {
                ratios.get(i % period).add(seen[i] / around);
            }
        }
        double[] season = ratios.stream()
                .mapToDouble(one -> one.isEmpty() ? 1 : median(one))
                .toArray();
        double all = Arrays.stream(season).sum();
        return Arrays.stream(season)
                .map(one -> all > 0 ? one * period / all : 1)
                .toArray();
    }

    /** The mean of a season with the step in its middle. */
    private static double around(double[] seen, int at, int period) {
        int half = period / 2;
        double sum = 0;
        for (int i = at - half; i <= at + half; i++) {
            boolean edge = period % 2 == 0 && (i == at - half || i == at + half);
            sum += edge ? seen[i] / 2 : seen[i];
        }
        return sum / period;
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static final class Fitted implements Spread.Fitted {
        private final double[] season;
        private final int length;
        private final double alpha;
        private final double beta;
        private final double damping;
        private final double level;
        private final double slope;
        private final double missed;
        private final double variance;

        Fitted(double[] plain, double[] season, double alpha, double beta, double damping) {
            this.season = season;
            this.length = plain.length;
            this.alpha = alpha;
            this.beta = beta;
            this.damping = damping;
            int warm = Math.max(2, Math.min(season.length, plain.length / 2));
            double now = Arrays.stream(plain, 0, warm).average().orElse(0);
            double rise = 0;
            double missed = 0;
            double squares = 0;
            // Judged by the sum of a season: single steps would choose what chases the noise.
            int window = season.length;
            double rises = passedOn(window, 1, damping);
            double next =
                    Arrays.stream(plain, 0, Math.min(window, plain.length)).sum();
            for (int i = 0; i < plain.length; i++) {
                if (i + window <= plain.length && i >= warm) {
                    missed += Math.abs(window * now + rises * rise - next);
                }
                double expected = now + damping * rise;
                double off = plain[i] - expected;
                now = expected + alpha * off;
                rise = damping * rise + alpha * beta * off;
                next += (i + window < plain.length ? plain[i + window] : 0) - plain[i];
                if (i >= warm) {
                    double real = off * season[i % season.length];
                    squares += real * real;
                }
            }
            this.level = now;
            this.slope = rise;
            this.missed = missed;
            // What was used up by fitting: the season, level and trend.
            double free = Math.max(1, plain.length - warm - 2.0);
            this.variance = squares / free * plain.length / Math.max(1, plain.length - season.length);
        }

        /** What a rise adds to the sum of the next steps while it dies away. */
        private static double passedOn(int steps, double rise, double damping) {
            double sum = 0;
            double above = 0;
            double now = rise;
            for (int i = 0; i < steps; i++) {
                now *= damping;
                above += now;
                sum += above;
            }
            return sum;
        }

        @Override
        public Method method() {
            return Method.DAMPED_TREND;
        }

        @Override
        public double[] expected(int ahead) {
            double[] expected = new double[ahead];
            double rise = slope;
            double now = level;
            for (int i = 0; i < ahead; i++) {
                rise *= damping;
                now += rise;
                expected[i] = now * season[(length + i) % season.length];
            }
            return expected;
        }

        /** What an error of today is still worth so many steps later. */
        private double passedOn(int steps) {
            double trends = damping * (1 - Math.pow(damping, steps)) / (1 - damping);
            return alpha + alpha * beta * trends;
        }

        @Override
        public double deviation(int step) {
            double sum = 1;
            for (int i = 1; i < step; i++) {
                sum += passedOn(i) * passedOn(i);
            }
            return Math.sqrt(variance * sum);
        }

        @Override
        public double deviationOfSum(int ahead) {
            double sum = 0;
            double all = 1;
            for (int i = 0; i < ahead; i++) {
                sum += all * all;
                all += passedOn(i + 1);
            }
            return Math.sqrt(variance * sum);
        }
    }
}

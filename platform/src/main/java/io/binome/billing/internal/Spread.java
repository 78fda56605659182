package io.binome.billing.internal;

import io.binome.billing.Forecasts.Method;
import io.binome.billing.Forecasts.Outlook;
import io.binome.billing.Forecasts.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far off a method is likely to be. A model's own formula gives the shape over the horizon; how wide it has to be is
 * taken from what the same method would have said at earlier moments of the same series and how far off it was (split
 * conformal prediction, scaled: Lei et al. 2018, Distribution-Free Predictive Inference for Regression, 5.2).
 */
final class Spread {
    /** Of the normal distribution: 80 % lie within so many standard deviations. */
    private static final double NORMAL = 1.2816;

    private static final int MOST_ORIGINS = 40;
    private static final int FEWEST_ORIGINS = 10;
    private static final double COVERED = 0.8;

    private Spread() {}

    /** A method fitted to what was seen. */
    interface Fitted {
        Method method();

        /** Of the steps from 1 to {@code ahead}, without bounds. */
        double[] expected(int ahead);

        /** Standard deviation of the error of a step, by the method's own model. */
        double deviation(int step);

        /** Standard deviation of the error of the sum of the first {@code ahead} steps. */
        double deviationOfSum(int ahead);
    }

    interface Fit {
        Fitted to(double[] seen);
    }

    static Outlook.Known around(Fit fit, double[] seen, int period, int ahead) {
        Fitted fitted = fit.to(seen);
        double[] expected = fitted.expected(ahead);
        double[] wide = calibrated(fit, seen, period, ahead);
        List<Range> each = new ArrayList<>();
        double sum = 0;
        for (int i = 0; i < ahead; i++) {
            double one = Math.max(0, expected[i]);
            sum += one;
            each.add(range(one, wide[0] * fitted.deviation(i + 1)));
        }
        long total = each.stream().mapToLong(Range::expected).sum();
        double off = wide[1] * fitted.deviationOfSum(ahead);
        return new Outlook.Known(
                each, new Range(total, low(sum, off), Math.max(total, Math.round(sum + off))), fitted.method());
    }

    private static Range range(double expected, double off) {
        return new Range(Math.round(expected), low(expected, off), Math.round(expected + off));
    }

    private static long low(double expected, double off) {
        return Math.max(0, (long) Math.floor(expected - off));
    }

    /** By how many of its own standard deviations the method was off: of a step, of a sum. */
    private static double[] calibrated(Fit fit, double[] seen, int period, int ahead) {
        int least = Math.max(2 * period, 4);
        int horizon = Math.max(1, Math.min(ahead, (seen.length - least) / 2));
        int origins = seen.length - horizon - least + 1;
        if (origins < FEWEST_ORIGINS) {
            return new double[] {NORMAL, NORMAL};
        }
        int used = Math.min(origins, MOST_ORIGINS);
        List<Double> steps = new ArrayList<>();
        List<Double> sums = new ArrayList<>();
        for (int i = 0; i < used; i++) {
            int origin = least + (int) ((long) i * (origins - 1) / (used - 1));
            Fitted then = fit.to(Arrays.copyOf(seen, origin));
            double[] expected = then.expected(horizon);
            double off = 0;
            for (int step = 0; step < horizon; step++) {
                double one = seen[origin + step] - Math.max(0, expected[step]);
                off += one;
                steps.add(ratio(one, then.deviation(step + 1)));
            }
            sums.add(ratio(off, then.deviationOfSum(horizon)));
        }
        return new double[] {quantile(steps), quantile(sums)};
    }

    private static double ratio(double off, double deviation) {
        return deviation <= 0 ? (off == 0 ? 0 : 2 * NORMAL) : Math.abs(off) / deviation;
    }

    /** Between half and three times of what a normal distribution asks for: few origins prove little. */
    private static double quantile(List<Double> ratios) {
        double[] sorted =
                ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int rank = (int) Math.ceil(COVERED * (sorted.length + 1));
        return Math.clamp(sorted[Math.min(rank, sorted.length) - 1], NORMAL / 2, 3 * NORMAL);
    }
}

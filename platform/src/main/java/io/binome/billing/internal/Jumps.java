package io.binome.billing.internal;

import java.util.Arrays;

/** Finds where a series went over to another level for good: what was before says nothing about what comes. */
final class Jumps {
    /** A jump is this many times what neighbouring seasons usually differ by. */
    private static final double TIMES = 6;

    private static final double LEAST_SHARE = 0.2;

    private Jumps() {}

    /** The first step of the present level, 0 when there was no jump. Whole seasons are compared, on both sides of it. */
    static int last(double[] seen, int period) {
        if (period < 2 || seen.length < 4 * period) {
            return 0;
        }
        double[] differences = new double[seen.length];
        for (int i = period; i + period <= seen.length; i++) {
            differences[i] = Math.abs(sum(seen, i, i + period) - sum(seen, i - period, i));
        }
        double[] sorted = Arrays.copyOfRange(differences, period, seen.length - period + 1);
        Arrays.sort(sorted);
        double usual = sorted[sorted.length / 2];
        for (int i = seen.length - period; i >= period; i--) {
            double larger = Math.max(sum(seen, i, i + period), sum(seen, i - period, i));
            if (differences[i] > TIMES * usual && differences[i] > LEAST_SHARE * larger) {
                int at = i;
                while (at > period && differences[at - 1] > differences[at]) {
                    at--;
                }
                return at;
            }
        }
        return 0;
    }

    private static double sum(double[] seen, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += seen[i];
        }
        return sum;
    }
}

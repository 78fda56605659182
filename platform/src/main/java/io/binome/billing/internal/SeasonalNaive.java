package io.binome.billing.internal;

import io.binome.billing.Forecasts.Method;
import io.binome.billing.Forecasts.Outlook;

/**
 * The last season once more. Its model is a random walk per step of the season (Hyndman and Athanasopoulos, Forecasting:
 * Principles and Practice, 5.2 and 5.5).
 */
public final class SeasonalNaive {
    private SeasonalNaive() {}

    /** @param period steps of a season; 1 for none */
    public static Outlook.Known forecast(double[] seen, int period, int ahead) {
        return Spread.around(past -> fit(past, period), seen, period, ahead);
    }

    static Spread.Fitted fit(double[] seen, int period) {
        return new Fitted(seen, period);
    }

    private static final class Fitted implements Spread.Fitted {
        private final double[] seen;
        private final int period;
        private final double variance;

        Fitted(double[] seen, int period) {
            this.seen = seen;
            this.period = period;
            double squares = 0;
            for (int i = period; i < seen.length; i++) {
                double off = seen[i] - seen[i - period];
                squares += off * off;
            }
            this.variance = squares / Math.max(1, seen.length - period);
        }

        @Override
        public Method method() {
            return Method.SEASONAL_NAIVE;
        }

        @Override
        public double[] expected(int ahead) {
            double[] expected = new double[ahead];
            for (int i = 0; i < ahead; i++) {
                expected[i] = seen[seen.length - period + i % period];
            }
            return expected;
        }

        @Override
        public double deviation(int step) {
            return Math.sqrt(variance * seasons(step));
        }

        /** The errors of one weekday go on from one another, those of different ones do not. */
        @Override
        public double deviationOfSum(int ahead) {
            double sum = 0;
            for (int i = 0; i < Math.min(period, ahead); i++) {
                double times = (ahead - 1 - i) / period + 1.0;
                sum += times * (times + 1) * (2 * times + 1) / 6;
            }
            return Math.sqrt(variance * sum);
        }

        private int seasons(int step) {
            return (step - 1) / period + 1;
        }
    }
}

package io.binome.kernel;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** How quantities are rounded where people read them. What is charged goes by whole base units, never by these. */
public final class Quantities {
    private static final int MOST_DECIMALS = 12;
    private static final int LEAST_DIGITS = 2;

    private Quantities() {}

    /**
     * With so many decimals, and more where the number is so small that fewer than two digits of it were left: an hour of
     * a service that hardly runs is not nothing.
     *
     * @param decimals 0 to 12
     * @return rounded half up, without zeros at its end
     */
    public static BigDecimal readable(BigDecimal number, int decimals) {
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        int leadingZeros = number.scale() - number.precision();
        int scale = Math.min(MOST_DECIMALS, Math.max(decimals, leadingZeros + LEAST_DIGITS));
        BigDecimal rounded = number.setScale(scale, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }
}

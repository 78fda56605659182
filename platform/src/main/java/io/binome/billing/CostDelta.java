package io.binome.billing;

import io.binome.kernel.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan adds to a month's bill, or takes from it: a range, because use is measured and only its limits are known.
 *
 * @param low at least; negative for what is saved
 * @param high at most
 * @param lines what it is made of, the largest first
 * @param unknown addresses whose price nobody has written down
 * @param priceBook name and version of the prices; null when there are none
 */
public record CostDelta(
        Money low,
        Money high,
        List<Line> lines,
        List<String> unknown,
        @Nullable String priceBook) {

    /** @param basis how it was worked out, an English phrase such as {@code 0.5 CPU to 2 CPU at 0.012 EUR an hour} */
    public record Line(String address, String unit, Money low, Money high, String basis) {}
}

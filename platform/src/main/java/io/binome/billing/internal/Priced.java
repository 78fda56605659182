package io.binome.billing.internal;

import io.binome.kernel.Money;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What one resource costs a month, by what is paid for. */
final class Priced {
    /** @param basis an English phrase */
    record Item(Money low, Money high, String basis) {}

    static final Priced NOTHING = new Priced("");

    private static final int SCALE = 6;

    private final String currency;
    private final SortedMap<String, Item> items = new TreeMap<>();
    private final SortedSet<String> unknown = new TreeSet<>();
    private final List<String> reasons = new ArrayList<>();

    Priced(String currency) {
        this.currency = currency;
    }

    SortedMap<String, Item> items() {
        return items;
    }

    /** What is paid for and cannot be priced. */
    SortedSet<String> unknown() {
        return unknown;
    }

    /** Why, sentences. */
    List<String> reasons() {
        return reasons;
    }

    /**
     * The one place where an estimate is rounded: to millionths of the currency's unit, each line for itself, so that
     * totals are sums of lines.
     */
    void add(String unit, BigDecimal low, BigDecimal high, BigInteger baseUnits, String basis) {
        items.put(unit, new Item(money(low, baseUnits), money(high, baseUnits), basis));
    }

    private Money money(BigDecimal amount, BigInteger baseUnits) {
        return Money.of(amount.divide(new BigDecimal(baseUnits), SCALE, RoundingMode.HALF_EVEN), currency);
    }

    void unknown(String unit, String reason) {
        unknown.add(unit);
        reasons.add(reason);
    }
}

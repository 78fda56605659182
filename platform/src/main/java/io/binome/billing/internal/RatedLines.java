package io.binome.billing.internal;

import io.binome.billing.Bill;
import io.binome.billing.BillLine;
import io.binome.billing.BillLine.Kind;
import io.binome.billing.DayCost;
import io.binome.billing.Fraction;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.kernel.Money;
import io.binome.metering.Metered;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lines in the making: quantities are added up first, priced and rounded when all are there. */
public final class RatedLines {
    private static final int DAY_DIGITS = 6;
    private static final Comparator<BillLine> ORDER = Comparator.<BillLine, String>comparing(
                    line -> line.place().environment())
            .thenComparing(line -> line.place().repository())
            .thenComparing(line -> line.place().stack())
            .thenComparing(line -> line.place().service())
            .thenComparing(BillLine::origin)
            .thenComparing(BillLine::kind)
            .thenComparing(
                    line -> line.measured() == null ? -1 : line.measured().ordinal())
            .thenComparing(BillLine::name)
            .thenComparing(BillLine::from)
            .thenComparing(BillLine::tier);

    private final String currency;
    private final BillingMonth month;
    private final Place.Names names;
    private final boolean byDay;
    private final Map<Key, Sum> sums = new HashMap<>();
    private final Map<DayKey, Day> days = new HashMap<>();

    public RatedLines(String currency, BillingMonth month, Place.Names names, boolean byDay) {
        this.byDay = byDay;
        this.currency = currency;
        this.month = month;
        this.names = names;
    }

    /** What a line is about. */
    record Key(Kind kind, @Nullable Metered measured, String name, Origin origin, Terms terms, int tier) {}

    /**
     * The price of some days of the month that follow one another.
     *
     * @param price before discounts; null when there is none
     */
    record Terms(
            LocalDate from,
            LocalDate until,
            @Nullable BigDecimal price,
            String per,
            BigInteger baseUnits,
            BigDecimal share,
            List<String> discounts) {}

    private static final class Sum {
        private BigInteger quantity = BigInteger.ZERO;
        private BigInteger included = BigInteger.ZERO;
        private BigInteger committed = BigInteger.ZERO;
        private boolean estimated;
    }

    private record DayKey(int day, Origin origin, @Nullable Metered measured) {}

    private static final class Day {
        private BigInteger quantity = BigInteger.ZERO;
        /** Times {@code baseUnits}: all that is paid for one thing on one day goes by the same ones. */
        private BigDecimal amount = BigDecimal.ZERO;

        private BigInteger baseUnits = BigInteger.ONE;
        private boolean unknown;

        Money rounded(String currency) {
            return Money.of(amount.divide(new BigDecimal(baseUnits), DAY_DIGITS, RoundingMode.HALF_EVEN), currency);
        }
    }

    /** A part of what was used on one day. */
    record Part(BigInteger quantity, BigInteger included, BigInteger committed, boolean estimated) {
        static Part of(BigInteger quantity) {
            return new Part(quantity, BigInteger.ZERO, BigInteger.ZERO, false);
        }

        BigInteger charged() {
            return quantity.subtract(included).subtract(committed);
        }
    }

    void add(int day, Key key, Part part) {
        Sum sum = sums.computeIfAbsent(key, _ -> new Sum());
        sum.quantity = sum.quantity.add(part.quantity());
        sum.included = sum.included.add(part.included());
        sum.committed = sum.committed.add(part.committed());
        sum.estimated |= part.estimated();
        if (byDay) {
            addDay(day, key, part);
        }
    }

    private void addDay(int day, Key key, Part part) {
        Day of = days.computeIfAbsent(new DayKey(day, key.origin(), key.measured()), _ -> new Day());
        of.quantity = of.quantity.add(part.quantity());
        BigDecimal price = key.terms().price();
        if (price == null) {
            of.unknown = true;
        } else if (part.charged().signum() != 0) {
            of.amount = of.amount.add(amount(key.terms(), price, part.charged()));
            of.baseUnits = key.terms().baseUnits();
        }
    }

    private static BigDecimal amount(Terms terms, BigDecimal price, BigInteger charged) {
        return new BigDecimal(charged).multiply(price).multiply(terms.share());
    }

    public List<BillLine> lines() {
        List<BillLine> lines = new ArrayList<>();
        sums.forEach((key, sum) -> lines.add(line(key, sum)));
        lines.sort(ORDER);
        return lines;
    }

    private BillLine line(Key key, Sum sum) {
        Terms terms = key.terms();
        BigDecimal price = terms.price();
        Fraction exact = price == null
                ? null
                : Fraction.of(
                        amount(terms, price, sum.quantity.subtract(sum.included).subtract(sum.committed)),
                        terms.baseUnits());
        return new BillLine(
                key.kind(),
                key.measured(),
                key.name(),
                key.origin(),
                names.apply(key.origin()),
                terms.from(),
                terms.until(),
                sum.quantity,
                sum.included,
                sum.committed,
                price,
                terms.per(),
                terms.baseUnits(),
                key.tier(),
                terms.share(),
                terms.discounts(),
                sum.estimated,
                exact,
                exact == null ? null : Bill.cents(exact, currency));
    }

    /** By day, then by origin and what is measured, fees last. */
    public List<DayCost> days() {
        Map<Origin, Place> places = new HashMap<>();
        List<DayCost> costs = new ArrayList<>(days.size());
        days.forEach((key, day) -> costs.add(new DayCost(
                month.date(key.day()),
                key.origin(),
                places.computeIfAbsent(key.origin(), names),
                key.measured(),
                day.quantity,
                day.unknown ? null : day.rounded(currency))));
        costs.sort(Comparator.comparing(DayCost::day)
                .thenComparing(DayCost::origin)
                .thenComparing(DayCost::measured, Comparator.nullsLast(Comparator.<Metered>naturalOrder())));
        return costs;
    }
}

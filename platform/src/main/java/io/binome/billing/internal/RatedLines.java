package io.binome.billing.internal;

import io.binome.billing.Bill;
import io.binome.billing.BillLine;
import io.binome.billing.BillLine.Kind;
import io.binome.billing.DayCost;
import io.binome.billing.Fraction;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.billing.PricedTime;
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
    /** Of origins, by their places. */
    private static final Comparator<Map.Entry<Origin, Place>> PLACES =
            Comparator.<Map.Entry<Origin, Place>, String>comparing(
                            one -> one.getValue().environment())
                    .thenComparing(one -> one.getValue().repository())
                    .thenComparing(one -> one.getValue().stack())
                    .thenComparing(one -> one.getValue().service())
                    .thenComparing(Map.Entry::getKey);

    /** Of the lines of one origin. */
    private static final Comparator<BillLine> ORDER = Comparator.comparing(BillLine::kind)
            .thenComparingInt(
                    line -> line.measured() == null ? -1 : line.measured().ordinal())
            .thenComparing(BillLine::name)
            .thenComparing(line -> line.time().begin())
            .thenComparingInt(BillLine::tier);

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
     * The price of some time of the month that goes on without a gap.
     *
     * @param price before discounts; null when there is none
     */
    record Terms(
            PricedTime time,
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

    private record DayKey(int part, Origin origin, @Nullable Metered measured) {}

    private record DateKey(
            LocalDate date, Origin origin, @Nullable Metered measured) {}

    private static final class Day {
        private BigInteger quantity = BigInteger.ZERO;
        /** Times {@code baseUnits}: all that is paid for one thing in one part of a month goes by the same ones. */
        private BigDecimal amount = BigDecimal.ZERO;

        private BigInteger baseUnits = BigInteger.ONE;
        private boolean unknown;

        /** Of a day within which the book changes, the next piece. */
        Day plus(Day next) {
            Day sum = new Day();
            sum.quantity = quantity.add(next.quantity);
            sum.baseUnits = baseUnits.multiply(next.baseUnits);
            sum.amount = amount.multiply(new BigDecimal(next.baseUnits))
                    .add(next.amount.multiply(new BigDecimal(baseUnits)));
            sum.unknown = unknown || next.unknown;
            return sum;
        }

        Money rounded(String currency) {
            return Money.of(amount.divide(new BigDecimal(baseUnits), DAY_DIGITS, RoundingMode.HALF_EVEN), currency);
        }
    }

    /** A part of what was used in one part of the month. */
    record Part(BigInteger quantity, BigInteger included, BigInteger committed, boolean estimated) {
        static Part of(BigInteger quantity) {
            return new Part(quantity, BigInteger.ZERO, BigInteger.ZERO, false);
        }

        BigInteger charged() {
            return quantity.subtract(included).subtract(committed);
        }
    }

    /** Whether it matters on which day of its terms something was used. */
    boolean byDay() {
        return byDay;
    }

    void add(int at, Key key, Part part) {
        Sum sum = sums.computeIfAbsent(key, _ -> new Sum());
        sum.quantity = sum.quantity.add(part.quantity());
        sum.included = sum.included.add(part.included());
        sum.committed = sum.committed.add(part.committed());
        sum.estimated |= part.estimated();
        if (byDay) {
            addDay(at, key, part);
        }
    }

    private void addDay(int at, Key key, Part part) {
        Day of = days.computeIfAbsent(new DayKey(at, key.origin(), key.measured()), _ -> new Day());
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

    /** By place, then by what is paid for. */
    public List<BillLine> lines() {
        Map<Origin, Place> places = new HashMap<>();
        Map<Origin, List<BillLine>> each = new HashMap<>();
        sums.forEach((key, sum) -> {
            Place place = places.computeIfAbsent(key.origin(), names);
            each.computeIfAbsent(key.origin(), _ -> new ArrayList<>()).add(line(key, sum, place));
        });
        List<BillLine> lines = new ArrayList<>(sums.size());
        places.entrySet().stream().sorted(PLACES).forEach(one -> {
            List<BillLine> own = each.getOrDefault(one.getKey(), List.of());
            own.sort(ORDER);
            lines.addAll(own);
        });
        return lines;
    }

    private BillLine line(Key key, Sum sum, Place place) {
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
                place,
                terms.time(),
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

    private DayCost cost(DateKey of, Day day, Map<Origin, Place> places) {
        return new DayCost(
                of.date(),
                of.origin(),
                places.computeIfAbsent(of.origin(), names),
                of.measured(),
                day.quantity,
                day.unknown ? null : day.rounded(currency));
    }

    /** By day, then by origin and what is measured, fees last. */
    public List<DayCost> days() {
        Map<Origin, Place> places = new HashMap<>();
        Map<DateKey, Day> pieces = new HashMap<>();
        List<DayCost> costs = new ArrayList<>(days.size());
        days.forEach((key, day) -> {
            DateKey of = new DateKey(month.date(key.part()), key.origin(), key.measured());
            if (month.isPiece(key.part())) {
                pieces.merge(of, day, Day::plus);
            } else {
                costs.add(cost(of, day, places));
            }
        });
        pieces.forEach((of, day) -> costs.add(cost(of, day, places)));
        costs.sort(Comparator.comparing(DayCost::day)
                .thenComparing(DayCost::origin)
                .thenComparing(DayCost::measured, Comparator.nullsLast(Comparator.<Metered>naturalOrder())));
        return costs;
    }
}

package io.binome.billing;

import io.binome.billing.internal.BookFolder;
import io.binome.billing.internal.PlanPricer;
import io.binome.metering.Metered;
import io.binome.stacks.Finding;
import io.binome.stacks.Plan;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What things cost, by date, as a YAML file of the provider writes it. Amounts are exact decimals without tax; nothing is
 * rounded here.
 *
 * @param name by which contracts refer to it
 * @param currency as ISO 4217 names it
 * @param vatPercent added on an invoice
 * @param noticeDays how long before a price holds it must stand in the book
 * @param zone whose days and months count
 * @param rates by what is measured, each list ascending by date; what is not named has no price, which is not a price of 0
 * @param fees by the month, whatever is used
 * @param minimums the least that a month costs, ascending by date
 * @param catalogue what resources of infrastructure cost
 */
public record PriceBook(
        String name,
        String title,
        String currency,
        BigDecimal vatPercent,
        int noticeDays,
        ZoneId zone,
        SortedMap<Metered, List<Rate>> rates,
        List<Fee> fees,
        List<Amount> minimums,
        List<Discount> discounts,
        List<Commitment> commitments,
        Catalogue catalogue) {
    public PriceBook {
        rates = Collections.unmodifiableSortedMap(new TreeMap<>(rates));
        fees = List.copyOf(fees);
        minimums = List.copyOf(minimums);
        discounts = List.copyOf(discounts);
        commitments = List.copyOf(commitments);
    }

    /**
     * The price of something measured, from a day on until the next one's day.
     *
     * @param price for one {@code per}, in the first tier
     * @param per a size of {@link Metered#sizeNames}
     * @param baseUnits how many base units that is
     * @param included how many {@code per} a month cost nothing
     * @param tiers other prices above so many {@code per} a month, ascending
     * @param assumed how many GiB a volume is taken to hold at most by estimates, where nothing tells; null for unknown
     */
    public record Rate(
            LocalDate from,
            BigDecimal price,
            String per,
            BigInteger baseUnits,
            BigDecimal included,
            List<Tier> tiers,
            @Nullable BigDecimal assumed) {
        public Rate {
            tiers = List.copyOf(tiers);
        }

        /** The least that one {@code per} can cost. */
        public BigDecimal least() {
            return included.signum() > 0
                    ? BigDecimal.ZERO
                    : tiers.stream().map(Tier::price).reduce(price, BigDecimal::min);
        }

        /** The most that one {@code per} can cost. */
        public BigDecimal most() {
            return tiers.stream().map(Tier::price).reduce(price, BigDecimal::max);
        }
    }

    /** @param above how many {@code per} of a month it begins behind */
    public record Tier(BigDecimal above, BigDecimal price) {}

    /** Something by the month. */
    public record Fee(String name, FeeFor each, List<Amount> amounts) {
        public Fee {
            amounts = List.copyOf(amounts);
        }
    }

    /** What a fee is counted by. */
    public enum FeeFor {
        TENANT,
        SERVICE,
        REPLICA,
        VOLUME
    }

    /** An amount of money from a day on until the next one's day. */
    public record Amount(LocalDate from, BigDecimal amount) {}

    /**
     * @param of what it is taken off; empty for all that is measured
     * @param until the first day without it; null for no end
     */
    public record Discount(
            String name,
            BigDecimal percent,
            SortedSet<Metered> of,
            LocalDate from,
            @Nullable LocalDate until) {
        public Discount {
            of = Collections.unmodifiableSortedSet(new TreeSet<>(of));
        }

        public boolean holds(Metered measured, LocalDate day) {
            return (of.isEmpty() || of.contains(measured))
                    && !day.isBefore(from)
                    && (until == null || day.isBefore(until));
        }
    }

    /**
     * So much a month is paid for in any case, and what is used of it costs nothing more.
     *
     * @param quantity in {@code per}, of {@code baseUnits} base units each
     * @param month what it costs
     * @param until the first day without it; null for no end
     */
    public record Commitment(
            String name,
            Metered of,
            BigDecimal quantity,
            String per,
            BigInteger baseUnits,
            BigDecimal month,
            LocalDate from,
            @Nullable LocalDate until) {}

    /** One that says no price of anything. */
    public static PriceBook without(String name, String currency, ZoneId zone) {
        return new PriceBook(
                name,
                "",
                currency,
                BigDecimal.ZERO,
                0,
                zone,
                Collections.emptySortedMap(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Catalogue.EMPTY);
    }

    /** Whether anything that tenants use has a price in it. */
    public boolean hasPrices() {
        return !rates.isEmpty() || !fees.isEmpty();
    }

    /** The price that holds on a day; empty before the first one. */
    public Optional<Rate> rate(Metered measured, LocalDate day) {
        return rates.getOrDefault(measured, List.of()).stream()
                .filter(rate -> !day.isBefore(rate.from()))
                .reduce((_, later) -> later);
    }

    /** The amount that holds on a day; empty before the first one. */
    public static Optional<BigDecimal> amount(List<Amount> amounts, LocalDate day) {
        return amounts.stream()
                .filter(amount -> !day.isBefore(amount.from()))
                .reduce((_, later) -> later)
                .map(Amount::amount);
    }

    /** What is left of 1 after all discounts on something measured, each taken off what the others left; exact. */
    public BigDecimal share(Metered measured, LocalDate day) {
        return discounts.stream()
                .filter(discount -> discount.holds(measured, day))
                .map(discount -> BigDecimal.ONE.subtract(discount.percent().movePointLeft(2)))
                .reduce(BigDecimal.ONE, BigDecimal::multiply);
    }

    /** What a plan adds a month by the prices of a day. Needs no server. */
    public CostDelta estimate(Plan plan, LocalDate day) {
        return PlanPricer.price(this, name, plan, day);
    }

    /** An amount as people write it: no exponent, no zeros at the end. */
    public static String words(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }

    /**
     * Reads a folder of price books and catalogues. Needs no server.
     *
     * @param files by their names: {@code *.yaml} and {@code *.yml} are books, {@code *.csv} catalogues; others are let be
     */
    public static Outcome read(Map<String, byte[]> files) {
        return BookFolder.read(files);
    }

    /** What a folder said. */
    public sealed interface Outcome {
        /** @param books by name */
        record Read(SortedMap<String, PriceBook> books) implements Outcome {}

        record Wrong(List<Finding> findings) implements Outcome {}
    }
}

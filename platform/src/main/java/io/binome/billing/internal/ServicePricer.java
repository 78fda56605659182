package io.binome.billing.internal;

import io.binome.billing.PriceBook;
import io.binome.billing.PriceBook.Fee;
import io.binome.billing.PriceBook.FeeFor;
import io.binome.billing.PriceBook.Rate;
import io.binome.metering.Metered;
import io.binome.stacks.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/** What services and volumes of Compose stacks cost a month, from nothing or what they reserve up to their limits. */
final class ServicePricer implements ResourcePricer {
    private static final BigDecimal CPU_MICROS_OF_MONTH = BigDecimal.valueOf(Metered.SECONDS_OF_MONTH * 1_000_000);
    private static final BigDecimal SECONDS_OF_MONTH = BigDecimal.valueOf(Metered.SECONDS_OF_MONTH);
    private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);

    /** All that the price of a service or a volume rests on. */
    private static final List<String> PRICED =
            List.of("replicas", "limits.cpus", "limits.memory", "reservations.cpus", "reservations.memory", "size");

    private final PriceBook book;
    private final LocalDate day;

    ServicePricer(PriceBook book, LocalDate day) {
        this.book = book;
        this.day = day;
    }

    @Override
    public boolean costs(String type) {
        return type.equals("service") || type.equals("volume");
    }

    @Override
    public Priced price(String type, SortedMap<String, Value> values) {
        Priced priced = new Priced(book.currency());
        Attributes attributes = new Attributes(values);
        if (type.equals("volume")) {
            volume(attributes, priced);
        } else if (type.equals("service")) {
            service(attributes, priced);
        }
        return priced;
    }

    @Override
    public boolean alike(String type, SortedMap<String, Value> one, SortedMap<String, Value> other) {
        return samePriced(one, other);
    }

    /** As {@link #alike}, for when there is no book to ask. */
    static boolean samePriced(SortedMap<String, Value> one, SortedMap<String, Value> other) {
        return PRICED.stream().allMatch(path -> Objects.equals(one.get(path), other.get(path)));
    }

    private void service(Attributes attributes, Priced priced) {
        Optional<BigDecimal> replicas = attributes.number("replicas");
        if (replicas.isEmpty()) {
            priced.unknown("replicas", "A plan that does not say how many replicas a service has cannot be priced.");
            return;
        }
        measured(
                Metered.CPU,
                use(attributes, "cpus", CPU_MICROS_OF_MONTH, BigDecimal.ONE, " CPU"),
                replicas.get(),
                priced);
        measured(Metered.MEMORY, use(attributes, "memory", SECONDS_OF_MONTH, GIB, " GiB"), replicas.get(), priced);
        fee(FeeFor.SERVICE, BigDecimal.ONE, priced);
        fee(FeeFor.REPLICA, replicas.get(), priced);
    }

    /** @param low and {@code high} in base units for one replica, {@code words} for people */
    private record Use(BigDecimal low, BigDecimal high, String words) {}

    private static Optional<Use> use(
            Attributes attributes, String name, BigDecimal month, BigDecimal shownPer, String unit) {
        return attributes.number("limits." + name).map(limit -> {
            BigDecimal least = attributes
                    .number("reservations." + name)
                    .orElse(BigDecimal.ZERO)
                    .min(limit);
            String most = shown(limit, shownPer) + unit;
            String words = least.signum() == 0
                    ? "up to " + most
                    : least.compareTo(limit) == 0 ? most : shown(least, shownPer) + " to " + most;
            return new Use(least.multiply(month), limit.multiply(month), words);
        });
    }

    private static String shown(BigDecimal amount, BigDecimal per) {
        return PriceBook.words(amount.divide(per, 3, java.math.RoundingMode.HALF_UP));
    }

    private void measured(Metered measured, Optional<Use> use, BigDecimal replicas, Priced priced) {
        Optional<Rate> rate = rate(measured, priced);
        if (rate.isEmpty()) {
            return;
        }
        if (use.isEmpty()) {
            priced.unknown(
                    measured.word(),
                    "A service without a limit of " + measured.word()
                            + " cannot be priced: the tenant's default holds.");
            return;
        }
        charge(
                measured,
                rate.get(),
                use.get().low().multiply(replicas),
                use.get().high().multiply(replicas),
                basis(use.get().words(), replicas),
                priced);
    }

    private static String basis(String words, BigDecimal replicas) {
        return replicas.compareTo(BigDecimal.ONE) == 0 ? words : PriceBook.words(replicas) + " × " + words;
    }

    private void volume(Attributes attributes, Priced priced) {
        rate(Metered.VOLUME, priced).ifPresent(rate -> {
            BigDecimal assumed = rate.assumed();
            Optional<BigDecimal> size = attributes.number("size");
            if (size.isPresent()) {
                charge(
                        Metered.VOLUME,
                        rate,
                        BigDecimal.ZERO,
                        size.get().multiply(SECONDS_OF_MONTH),
                        "up to " + shown(size.get(), GIB) + " GiB",
                        priced);
            } else if (assumed != null) {
                charge(
                        Metered.VOLUME,
                        rate,
                        BigDecimal.ZERO,
                        assumed.multiply(GIB).multiply(SECONDS_OF_MONTH),
                        "assumed to hold up to " + PriceBook.words(assumed) + " GiB",
                        priced);
            } else if (rate.most().signum() == 0) {
                charge(Metered.VOLUME, rate, BigDecimal.ZERO, BigDecimal.ZERO, "whatever it holds", priced);
            } else {
                priced.unknown(
                        "volume", "What a volume will cost depends on what it will hold, which no plan can tell.");
            }
        });
        fee(FeeFor.VOLUME, BigDecimal.ONE, priced);
    }

    private Optional<Rate> rate(Metered measured, Priced priced) {
        Optional<Rate> rate = book.rate(measured, day);
        if (rate.isEmpty()) {
            priced.unknown(
                    measured.word(),
                    "The price book " + book.name() + " has no price of " + measured.word() + " on " + day + ".");
        }
        return rate;
    }

    private void charge(Metered measured, Rate rate, BigDecimal low, BigDecimal high, String words, Priced priced) {
        BigDecimal share = book.share(measured, day);
        BigDecimal least = rate.least();
        BigDecimal most = rate.most();
        StringBuilder basis = new StringBuilder(words).append(" at ");
        if (least.compareTo(most) != 0) {
            basis.append(PriceBook.words(least)).append(" to ");
        }
        basis.append(PriceBook.words(most))
                .append(' ')
                .append(book.currency())
                .append(" per ")
                .append(measured == Metered.CPU ? "CPU-" + rate.per() : rate.per());
        if (share.compareTo(BigDecimal.ONE) != 0) {
            basis.append(" less ")
                    .append(PriceBook.words(BigDecimal.ONE.subtract(share).movePointRight(2)))
                    .append(" %");
        }
        BigInteger baseUnits = rate.baseUnits();
        priced.add(
                measured.word(),
                low.multiply(least).multiply(share),
                high.multiply(most).multiply(share),
                baseUnits,
                basis.toString());
    }

    private void fee(FeeFor each, BigDecimal count, Priced priced) {
        for (Fee fee : book.fees()) {
            if (fee.each() == each) {
                PriceBook.amount(fee.amounts(), day).ifPresent(amount -> {
                    BigDecimal month = amount.multiply(count);
                    priced.add(
                            "fee " + fee.name(),
                            month,
                            month,
                            BigInteger.ONE,
                            PriceBook.words(count) + " × " + PriceBook.words(amount) + " " + book.currency()
                                    + " per month");
                });
            }
        }
    }
}

package io.binome.billing;

import io.binome.kernel.Money;
import io.binome.metering.Metered;
import io.binome.metering.UsageHour;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What each hour of some days cost. Prices count by the day: its amount is shared out over its hours by what each of them
 * used, and what has no use by time. The hours of a day add up to exactly the day.
 */
public final class HourCosts {
    private HourCosts() {}

    /** One thing at one place in one hour. */
    public record HourCost(
            Instant hour,
            Origin origin,
            Place place,
            @Nullable Metered measured,
            BigInteger quantity,
            @Nullable Money amount) {}

    private record Key(LocalDate day, Origin origin, Metered measured) {}

    /**
     * @param days as {@link Bills#days} says them
     * @param hours of the same days, corrections included
     * @param until hours that begin from then on are still to come
     */
    public static List<HourCost> of(List<DayCost> days, List<UsageHour> hours, ZoneId zone, Instant until) {
        Map<Key, SortedMap<Instant, BigInteger>> used = new HashMap<>();
        for (UsageHour hour : hours) {
            LocalDate day = LocalDate.ofInstant(hour.hour(), zone);
            for (Metered measured : Metered.values()) {
                if (hour.quantity(measured) != 0) {
                    used.computeIfAbsent(new Key(day, Origin.of(hour), measured), _ -> new TreeMap<>())
                            .merge(hour.hour(), BigInteger.valueOf(hour.quantity(measured)), BigInteger::add);
                }
            }
        }
        List<HourCost> costs = new ArrayList<>();
        for (DayCost day : days) {
            Metered measured = day.measured();
            SortedMap<Instant, BigInteger> weights =
                    measured == null ? null : used.get(new Key(day.day(), day.origin(), measured));
            share(day, weights == null ? byTime(day.day(), zone, until) : weights, costs);
        }
        return costs;
    }

    private static SortedMap<Instant, BigInteger> byTime(LocalDate day, ZoneId zone, Instant until) {
        SortedMap<Instant, BigInteger> hours = new TreeMap<>();
        Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
        Instant begin = day.atStartOfDay(zone).toInstant();
        for (Instant hour = begin;
                hour.isBefore(end) && (hour.isBefore(until) || hour.equals(begin));
                hour = hour.plus(1, ChronoUnit.HOURS)) {
            hours.put(hour, BigInteger.ONE);
        }
        return hours;
    }

    /** Each hour has its share of all up to it, less what earlier ones have: so that nothing is lost by rounding. */
    private static void share(DayCost day, SortedMap<Instant, BigInteger> weights, List<HourCost> costs) {
        BigInteger whole = weights.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
        Money amount = day.amount();
        BigInteger weight = BigInteger.ZERO;
        BigInteger quantity = BigInteger.ZERO;
        BigInteger micros = BigInteger.ZERO;
        for (Map.Entry<Instant, BigInteger> hour : weights.entrySet()) {
            weight = weight.add(hour.getValue());
            BigInteger quantityBefore = quantity;
            BigInteger microsBefore = micros;
            quantity = share(day.quantity(), weight, whole);
            micros = amount == null ? BigInteger.ZERO : share(BigInteger.valueOf(amount.micros()), weight, whole);
            costs.add(new HourCost(
                    hour.getKey(),
                    day.origin(),
                    day.place(),
                    day.measured(),
                    quantity.subtract(quantityBefore),
                    amount == null
                            ? null
                            : new Money(micros.subtract(microsBefore).longValueExact(), amount.currency())));
        }
    }

    private static BigInteger share(BigInteger all, BigInteger part, BigInteger whole) {
        return whole.signum() == 0 ? all : all.multiply(part).divide(whole);
    }
}

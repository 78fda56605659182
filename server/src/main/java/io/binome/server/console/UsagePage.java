package io.binome.server.console;

import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.metering.Reconciliation.TenantBalance;
import io.binome.metering.UsageSum;
import io.binome.metering.UsageSum.Counted;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What was used in a period of UTC, piece by piece, beside the one before.
 *
 * @param shown what the chart shows
 * @param names of places as they are known
 * @param balance processor time from both ends, by hour; none of a long period
 */
public record UsagePage(
        Period period,
        Counted shown,
        List<UsageSum> now,
        List<UsageSum> then,
        Place.Names names,
        List<TenantBalance> balance,
        LocalDate today) {
    private static final BigDecimal HOUR_MICROS = new BigDecimal(3_600_000_000L);
    private static final BigDecimal GIB_HOUR = new BigDecimal((1L << 30) * 3_600);

    public UsagePage {
        now = List.copyOf(now);
        then = List.copyOf(then);
        balance = List.copyOf(balance);
    }

    /** A service, or what belongs to a stack or the tenant as a whole; {@code quantities} by {@link Counted}. */
    public record Row(Place place, List<BigInteger> quantities, boolean estimated, boolean blockApproximate) {
        public BigInteger of(Counted counted) {
            return quantities.get(counted.ordinal());
        }
    }

    public List<Counted> counted() {
        return Arrays.asList(Counted.values());
    }

    public boolean empty() {
        return now.isEmpty() && then.isEmpty();
    }

    public boolean hasNext() {
        return !period.until().isAfter(today);
    }

    private Place place(UsageSum sum) {
        return names.apply(new Origin(sum.stack(), sum.service()));
    }

    private String piece(UsageSum sum) {
        return switch (period.by()) {
            case MONTH -> sum.from().toString().substring(0, 7);
            case DAY -> sum.from().toString().substring(0, 10);
            case HOUR -> sum.from().toString();
        };
    }

    /** In the unit in which it is shown, so that the axis says a round number. */
    private static BigDecimal unit(Counted counted, BigInteger quantity) {
        BigDecimal whole = new BigDecimal(quantity);
        return switch (counted) {
            case CPU -> whole.divide(HOUR_MICROS, 12, RoundingMode.HALF_UP);
            case MEMORY, VOLUME -> whole.divide(GIB_HOUR, 12, RoundingMode.HALF_UP);
            case SENT, RECEIVED, REQUESTS, READ, WRITTEN -> whole;
        };
    }

    /** A quantity with its unit. */
    public String words(Reader reader, Counted counted, BigInteger quantity) {
        return words(reader, counted, unit(counted, quantity));
    }

    public String words(Reader reader, Counted counted, BigDecimal units) {
        return switch (counted) {
            case CPU -> reader.quantity(units, 2) + "\u00a0" + reader.text("usage.unit.cpu");
            case MEMORY, VOLUME -> reader.quantity(units, 2) + "\u00a0" + reader.text("usage.unit.memory");
            case REQUESTS -> reader.decimal(units, 0);
            case SENT, RECEIVED, READ, WRITTEN -> reader.bytes(units.longValue());
        };
    }

    public Chart chart(Reader reader) {
        Map<String, Map<String, BigDecimal>> amounts = new HashMap<>();
        now.forEach(sum -> amounts.computeIfAbsent(piece(sum), _ -> new TreeMap<>())
                .merge(OverTimePage.stack(place(sum)), unit(shown, sum.of(shown)), BigDecimal::add));
        Map<String, BigDecimal> others = new HashMap<>();
        then.forEach(sum -> others.merge(piece(sum), unit(shown, sum.of(shown)), BigDecimal::add));
        List<String> keys = period.pieces(ZoneOffset.UTC);
        List<String> beforeKeys = period.before().pieces(ZoneOffset.UTC);
        List<Chart.Piece> pieces = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            pieces.add(new Chart.Piece(
                    period.label(keys.get(i), reader, ZoneOffset.UTC),
                    period.title(keys.get(i), reader, ZoneOffset.UTC),
                    amounts.getOrDefault(keys.get(i), Map.of()),
                    i < beforeKeys.size() ? others.getOrDefault(beforeKeys.get(i), BigDecimal.ZERO) : null,
                    null));
        }
        return Chart.of(pieces);
    }

    public BigInteger total(Counted counted) {
        return sum(now, counted);
    }

    public BigInteger before(Counted counted) {
        return sum(then, counted);
    }

    private static BigInteger sum(List<UsageSum> sums, Counted counted) {
        return sums.stream().map(sum -> sum.of(counted)).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Those that used most of what is shown first. */
    public List<Row> rows() {
        Map<Place, List<UsageSum>> places = new HashMap<>();
        now.forEach(sum ->
                places.computeIfAbsent(place(sum), _ -> new ArrayList<>()).add(sum));
        return places.entrySet().stream()
                .map(one -> new Row(
                        one.getKey(),
                        counted().stream()
                                .map(counted -> sum(one.getValue(), counted))
                                .toList(),
                        one.getValue().stream().anyMatch(UsageSum::estimated),
                        one.getValue().stream().anyMatch(UsageSum::blockApproximate)))
                .sorted(Comparator.<Row, BigInteger>comparing(row -> row.of(shown))
                        .reversed()
                        .thenComparing(row -> row.place().toString()))
                .toList();
    }

    /** All hours of both ends together; null where it is not shown. */
    public @Nullable TenantBalance ends() {
        return shown != Counted.CPU || balance.isEmpty()
                ? null
                : new TenantBalance(
                        balance.getFirst().hour(),
                        sum(TenantBalance::cpuMicros),
                        sum(TenantBalance::servicesMicros),
                        sum(TenantBalance::buildsMicros));
    }

    private long sum(ToLongFunction<TenantBalance> part) {
        return balance.stream().mapToLong(part).sum();
    }

    public boolean approximate() {
        return now.stream().anyMatch(UsageSum::blockApproximate);
    }
}

package io.binome.margin.internal;

import io.binome.billing.Bill;
import io.binome.kernel.HostId;
import io.binome.kernel.Money;
import io.binome.kernel.TenantId;
import io.binome.margin.HostCapacity;
import io.binome.margin.HostCost;
import io.binome.margin.MonthMargin;
import io.binome.margin.internal.CostDistribution.Amounts;
import io.binome.margin.internal.CostDistribution.Parts;
import io.binome.metering.Reconciliation.HostUse;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a host costs in a month, divided.
 *
 * @param until where what is counted ends, {@code end} where the month does: of a month that goes on, the cost is that of
 *     the time that is over
 */
record HostMonth(YearMonth month, String currency, Instant from, Instant until, Instant end) {
    private static final BigInteger MICROS_OF_MILLISECOND = BigInteger.valueOf(1_000);
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int SCALE = 6;

    /** What people call it. */
    record HostName(String site, String name) {}

    /**
     * @param costs of this host
     * @param capacities of this host, the last one of a month last
     * @param used on this host
     */
    MonthMargin.OfHost of(
            HostId host, HostName name, List<HostCost> costs, List<HostCapacity> capacities, List<HostUse> used) {
        SortedMap<TenantId, Amounts> tenants = tenants(used);
        Amounts sum = tenants.values().stream().reduce(Amounts.NOTHING, Amounts::plus);
        Amounts capacity = capacity(capacities);
        long cents = cents(costs);
        Parts<TenantId> parts = capacity == null
                ? new Parts<>(new TreeMap<>(tenants.comparator()), cents)
                : CostDistribution.divide(cents, capacity, tenants);
        SortedMap<TenantId, Money> money = new TreeMap<>(tenants.comparator());
        tenants.keySet().forEach(tenant -> money.put(tenant, money(parts.cents().getOrDefault(tenant, 0L))));
        return new MonthMargin.OfHost(
                host,
                name.site(),
                name.name(),
                money(cents),
                capacity != null,
                percent(sum, capacity, Amounts::cpuMicros),
                percent(sum, capacity, Amounts::memoryByteSeconds),
                money,
                money(parts.unused()));
    }

    private static SortedMap<TenantId, Amounts> tenants(List<HostUse> used) {
        SortedMap<TenantId, Amounts> tenants = new TreeMap<>(Comparator.comparing(TenantId::value));
        for (HostUse use : used) {
            if (use.tenant() != null) {
                tenants.merge(use.tenant(), new Amounts(use.cpuMicros(), use.memoryByteSeconds()), Amounts::plus);
            }
        }
        return tenants;
    }

    /** Over the time that is counted. */
    private @Nullable Amounts capacity(List<HostCapacity> capacities) {
        return capacities.stream()
                .filter(size -> !size.from().isAfter(month))
                .reduce((_, later) -> later)
                .map(size -> new Amounts(
                        BigInteger.valueOf(size.milliProcessors())
                                .multiply(BigInteger.valueOf(
                                        Duration.between(from, until).toSeconds()))
                                .multiply(MICROS_OF_MILLISECOND),
                        BigInteger.valueOf(size.memoryBytes())
                                .multiply(BigInteger.valueOf(
                                        Duration.between(from, until).toSeconds()))))
                .orElse(null);
    }

    /** Of a month that goes on, the part that is over, half up. */
    private long cents(List<HostCost> costs) {
        BigInteger whole = costs.stream()
                .filter(cost -> cost.covers(month))
                .map(cost -> BigInteger.valueOf(cost.amount().micros()))
                .reduce(BigInteger.ZERO, BigInteger::add);
        return new BigDecimal(whole.multiply(
                        BigInteger.valueOf(Duration.between(from, until).toSeconds())))
                .divide(
                        new BigDecimal(Duration.between(from, end).toSeconds())
                                .multiply(BigDecimal.valueOf(microsOfCent())),
                        0,
                        RoundingMode.HALF_UP)
                .longValueExact();
    }

    private Money money(long cents) {
        return new Money(Math.multiplyExact(cents, microsOfCent()), currency);
    }

    /** Of the smallest coin: a yen has no cents. */
    private long microsOfCent() {
        return BigInteger.TEN.pow(Math.max(0, SCALE - Bill.digits(currency))).longValueExact();
    }

    private static @Nullable BigDecimal percent(
            Amounts sum, @Nullable Amounts capacity, Function<Amounts, BigInteger> what) {
        return capacity == null || what.apply(capacity).signum() == 0
                ? null
                : new BigDecimal(what.apply(sum))
                        .multiply(HUNDRED)
                        .divide(new BigDecimal(what.apply(capacity)), 1, RoundingMode.HALF_UP);
    }
}

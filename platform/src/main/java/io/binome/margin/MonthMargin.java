package io.binome.margin;

import io.binome.kernel.HostId;
import io.binome.kernel.Money;
import io.binome.kernel.TenantId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A month of the provider. The costs of {@code tenants} and what of each host was not used add up to what the hosts cost,
 * to the cent.
 *
 * @param currency of all costs
 * @param until where what is counted ends; the end of the month unless it goes on
 * @param tenants all that were billed something or used something, by name
 * @param hosts all that cost something or were used, by site and name
 */
public record MonthMargin(
        YearMonth month,
        String currency,
        Instant from,
        Instant until,
        boolean complete,
        List<OfTenant> tenants,
        List<OfHost> hosts) {
    /** Whose months these are: those that price books have unless they say otherwise. */
    public static final ZoneId ZONE = ZoneId.of("Europe/Paris");

    public MonthMargin {
        tenants = List.copyOf(tenants);
        hosts = List.copyOf(hosts);
    }

    /** Of all tenants whose bill is in the currency of the costs. */
    public Money billed() {
        return tenants.stream()
                .map(OfTenant::billed)
                .filter(money -> money.currency().equals(currency))
                .reduce(Money.zero(currency), Money::plus);
    }

    /** What tenants' use of hosts costs. */
    public Money distributed() {
        return tenants.stream().map(OfTenant::cost).reduce(Money.zero(currency), Money::plus);
    }

    /** What the capacity costs that no tenant used, and the system itself. */
    public Money unused() {
        return hosts.stream().map(OfHost::unused).reduce(Money.zero(currency), Money::plus);
    }

    /** What all hosts cost. */
    public Money cost() {
        return hosts.stream().map(OfHost::cost).reduce(Money.zero(currency), Money::plus);
    }

    /** What is left when all of the hosts is paid, capacity that nobody used too. */
    public Money margin() {
        return billed().minus(cost());
    }

    public @Nullable BigDecimal percent() {
        return percent(margin(), billed());
    }

    /**
     * A tenant's month.
     *
     * @param billed by the rated bill, without tax
     * @param unpriced how many lines of the bill have no price, so that it is no less
     * @param cost its part of what hosts cost
     */
    public record OfTenant(TenantId tenant, String name, String title, Money billed, int unpriced, Money cost) {
        /** Null when the bill is in another currency than the costs. */
        public @Nullable Money margin() {
            return billed.currency().equals(cost.currency()) ? billed.minus(cost) : null;
        }

        /** Of what is billed, to a tenth; null when that is nothing. */
        public @Nullable BigDecimal percent() {
            return MonthMargin.percent(margin(), billed);
        }
    }

    /**
     * A host's month.
     *
     * @param cost of the part of the month that is counted
     * @param sized whether its size is known; when it is not, all of it counts as unused
     * @param cpuPercent of its processors, what all tenants used; {@code memoryPercent} of its memory; null without a size
     * @param parts by tenant
     * @param unused the rest of {@code cost}: capacity that no tenant used, and the system's own
     */
    public record OfHost(
            HostId host,
            String site,
            String name,
            Money cost,
            boolean sized,
            @Nullable BigDecimal cpuPercent,
            @Nullable BigDecimal memoryPercent,
            SortedMap<TenantId, Money> parts,
            Money unused) {
        public OfHost {
            parts = Collections.unmodifiableSortedMap(parts);
        }
    }

    private static @Nullable BigDecimal percent(@Nullable Money part, Money whole) {
        return part == null || whole.micros() <= 0
                ? null
                : part.amount().movePointRight(2).divide(whole.amount(), 1, RoundingMode.HALF_UP);
    }
}

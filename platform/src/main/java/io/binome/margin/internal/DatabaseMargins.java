package io.binome.margin.internal;

import io.binome.billing.Bill;
import io.binome.kernel.HostId;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.Money;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.margin.HostCapacity;
import io.binome.margin.HostCost;
import io.binome.margin.HostCosts;
import io.binome.margin.Margins;
import io.binome.margin.MonthMargin;
import io.binome.margin.internal.HostMonth.HostName;
import io.binome.metering.Reconciliation;
import io.binome.metering.Reconciliation.HostUse;
import io.binome.sites.Host;
import io.binome.sites.Site;
import io.binome.sites.Sites;
import io.binome.tenancy.Tenant;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Puts together what was billed, what was used and what hosts cost; keeps nothing. */
final class DatabaseMargins implements Margins {
    private static final String USUAL_CURRENCY = "EUR";

    private final HostCosts costs;
    private final Needs needs;

    /** @param bill of a tenant's month */
    record Needs(
            Reconciliation reconciliation,
            BiFunction<TenantScope, YearMonth, Bill> bill,
            Sites sites,
            Supplier<List<Tenant>> tenants,
            InstantSource clock) {}

    DatabaseMargins(HostCosts costs, Needs needs) {
        this.costs = costs;
        this.needs = needs;
    }

    @Override
    public YearMonth current() {
        return YearMonth.from(needs.clock().instant().atZone(MonthMargin.ZONE));
    }

    @Override
    public MonthMargin month(YearMonth month) {
        if (month.isAfter(current())) {
            throw new ProblemException(InvalidInput.of("month", "must have begun"));
        }
        Instant from = month.atDay(1).atStartOfDay(MonthMargin.ZONE).toInstant();
        Instant end =
                month.plusMonths(1).atDay(1).atStartOfDay(MonthMargin.ZONE).toInstant();
        Instant now = needs.clock().instant();
        Instant until = now.isBefore(end) ? now : end;
        List<HostCost> all = costs.all();
        String currency =
                all.isEmpty() ? USUAL_CURRENCY : all.getFirst().amount().currency();
        HostMonth calculation = new HostMonth(month, currency, from, until, end);
        List<MonthMargin.OfHost> hosts =
                hosts(calculation, all, needs.reconciliation().ofHosts(from, until));
        return new MonthMargin(month, currency, from, until, until.equals(end), tenants(month, currency, hosts), hosts);
    }

    private List<MonthMargin.OfHost> hosts(HostMonth calculation, List<HostCost> all, List<HostUse> used) {
        List<HostCapacity> capacities = costs.capacities();
        Map<HostId, HostName> names = names(all, capacities);
        Map<HostId, List<HostUse>> byHost = used.stream().collect(Collectors.groupingBy(HostUse::host));
        Set<HostId> seen = new LinkedHashSet<>(byHost.keySet());
        all.stream()
                .filter(cost -> cost.covers(calculation.month()))
                .map(HostCost::host)
                .forEach(seen::add);
        return seen.stream()
                .map(host -> calculation.of(
                        host,
                        names.getOrDefault(host, new HostName("", host.toString())),
                        all.stream().filter(cost -> cost.host().equals(host)).toList(),
                        capacities.stream()
                                .filter(size -> size.host().equals(host))
                                .toList(),
                        byHost.getOrDefault(host, List.of())))
                .sorted(Comparator.comparing(MonthMargin.OfHost::site).thenComparing(MonthMargin.OfHost::name))
                .toList();
    }

    /** The present ones, and of hosts that are gone those of then. */
    private Map<HostId, HostName> names(List<HostCost> all, List<HostCapacity> capacities) {
        Map<HostId, HostName> names = new HashMap<>();
        all.forEach(cost -> names.put(cost.host(), new HostName(cost.siteName(), cost.hostName())));
        capacities.forEach(size -> names.put(size.host(), new HostName(size.siteName(), size.hostName())));
        for (Site site : needs.sites().list()) {
            for (Host host : needs.sites().hosts(site.id())) {
                names.put(host.id(), new HostName(site.name(), host.name()));
            }
        }
        return names;
    }

    private List<MonthMargin.OfTenant> tenants(YearMonth month, String currency, List<MonthMargin.OfHost> hosts) {
        Map<TenantId, Money> parts = new LinkedHashMap<>();
        hosts.forEach(host -> host.parts().forEach((tenant, part) -> parts.merge(tenant, part, Money::plus)));
        List<MonthMargin.OfTenant> rows = new ArrayList<>();
        for (Tenant tenant : needs.tenants().get()) {
            Money cost = parts.remove(tenant.id());
            Bill bill = needs.bill().apply(new TenantScope(tenant.id()), month);
            if (cost != null || !bill.lines().isEmpty()) {
                rows.add(new MonthMargin.OfTenant(
                        tenant.id(),
                        tenant.name(),
                        tenant.title(),
                        bill.total(),
                        bill.unpriced(),
                        cost == null ? Money.zero(currency) : cost));
            }
        }
        // What a tenant that is gone used stands there as well, or the parts would not add up.
        parts.forEach((tenant, cost) -> rows.add(
                new MonthMargin.OfTenant(tenant, tenant.toString(), tenant.toString(), Money.zero(currency), 0, cost)));
        return rows;
    }
}

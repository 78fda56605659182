package io.binome.server.console;

import io.binome.kernel.Actor;
import io.binome.kernel.HostId;
import io.binome.margin.HostCost;
import io.binome.margin.HostCosts;
import io.binome.metering.Reconciliation.HostUse;
import io.binome.sites.Sites;
import io.binome.tenancy.Tenant;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.YearMonth;
import java.util.List;

/** What the example's host costs, and who uses how much of it. */
final class PreviewMargins {
    private static final Actor SETUP = new Actor.Machine("preview");
    private static final long GIB = 1L << 30;

    private PreviewMargins() {}

    static void fill(FakeReconciliation counted, HostCosts costs, Sites sites, List<Tenant> tenants) {
        HostId host = sites.hosts().getFirst().id();
        YearMonth first = YearMonth.of(2026, 1);
        add(costs, host, HostCost.Kind.RENT, "189.00", first, "Rack B4, contract of 2025");
        add(costs, host, HostCost.Kind.ENERGY, "41.50", first, "");
        HostCost licences = add(costs, host, HostCost.Kind.LICENCES, "25.00", first, "Monitoring of the machine");
        costs.end(SETUP, licences.id(), YearMonth.of(2026, 7));
        costs.size(SETUP, host, first, 8_000, 32 * GIB);
        counted.shares.add(new HostUse(
                host, tenants.getFirst().id(), BigInteger.valueOf(1_900_000), BigInteger.valueOf(11 * GIB)));
        counted.shares.add(
                new HostUse(host, tenants.getLast().id(), BigInteger.valueOf(140_000), BigInteger.valueOf(2 * GIB)));
    }

    private static HostCost add(
            HostCosts costs, HostId host, HostCost.Kind kind, String amount, YearMonth from, String note) {
        return costs.add(SETUP, host, new HostCosts.NewCost(kind, new BigDecimal(amount), "EUR", from, null, note));
    }
}

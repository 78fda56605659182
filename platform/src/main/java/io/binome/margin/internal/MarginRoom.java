package io.binome.margin.internal;

import io.binome.billing.Bill;
import io.binome.database.Database;
import io.binome.kernel.Ids;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.margin.HostCosts;
import io.binome.margin.Margins;
import io.binome.metering.Reconciliation;
import io.binome.sites.Sites;
import io.binome.tenancy.Tenant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Puts the room together for the server's wiring. */
public final class MarginRoom {
    private final HostCosts costs;
    private final Margins margins;

    /**
     * What the room stands on.
     *
     * @param provider whose costs these are
     * @param bill of a tenant's month
     * @param tenants all of them
     */
    public record Needs(
            Database database,
            Supplier<TenantScope> provider,
            Sites sites,
            Reconciliation reconciliation,
            BiFunction<TenantScope, YearMonth, Bill> bill,
            Supplier<List<Tenant>> tenants,
            Ledger ledger,
            Ids ids,
            InstantSource clock) {}

    public MarginRoom(Needs needs) {
        this.costs = new DatabaseHostCosts(new DatabaseHostCosts.Needs(
                needs.database(), needs.provider(), needs.sites(), needs.ledger(), needs.ids(), needs.clock()));
        this.margins = new DatabaseMargins(
                costs,
                new DatabaseMargins.Needs(
                        needs.reconciliation(), needs.bill(), needs.sites(), needs.tenants(), needs.clock()));
    }

    public HostCosts costs() {
        return costs;
    }

    public Margins margins() {
        return margins;
    }
}

package io.binome.billing.internal;

import io.binome.billing.Bills;
import io.binome.billing.Estimates;
import io.binome.billing.Holding;
import io.binome.billing.InvoiceWriter;
import io.binome.billing.Prices;
import io.binome.billing.Spending;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.PriceBookRule;
import io.binome.database.Database;
import io.binome.kernel.Ids;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.metering.Metering;
import io.binome.repositories.Repositories;
import io.binome.stacks.DocumentKind;
import io.binome.stacks.Stacks;
import io.binome.workloads.Workloads;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/** Puts the room together for the server's wiring. */
public final class BillingRoom {
    private final DatabasePrices prices;
    private final DatabaseSpending spending;
    private final Needs needs;
    /** Bills stand on contracts, which stand on the documents of this room: they come last. */
    private final AtomicReference<Bills> bills = new AtomicReference<>();

    /**
     * What the room stands on.
     *
     * @param provider whose tenant keeps the price books
     */
    public record Needs(
            Database database,
            Supplier<TenantScope> provider,
            Stacks stacks,
            Repositories repositories,
            InstantSource clock) {}

    /**
     * What bills need besides.
     *
     * @param contracts of a tenant, newest first, at least the offer
     * @param services as they are applied now; {@code volumes} as they are kept now
     * @param tenants all of them
     * @param stay when a tenant came, and when it went
     */
    public record BillNeeds(
            Metering metering,
            Function<TenantScope, List<ContractVersion>> contracts,
            Function<TenantScope, List<Workloads.Service>> services,
            Function<TenantScope, List<Workloads.Volume>> volumes,
            Supplier<List<TenantScope>> tenants,
            Function<TenantScope, Holding> stay) {}

    public BillingRoom(Needs needs) {
        this.needs = needs;
        PriceVersionStore versions = new PriceVersionStore();
        this.prices = new DatabasePrices(needs.database(), versions, needs.provider());
        this.spending = new DatabaseSpending(
                needs.database(),
                new StackCostStore(),
                new CostHoldStore(),
                prices,
                needs.stacks(),
                needs.repositories(),
                needs.clock(),
                () -> Optional.ofNullable(bills.get()));
    }

    /** Tells the engine of documents what price books mean; made before the stacks, on which the rest of the room stands. */
    public static DocumentKind documents(Database database, Supplier<TenantScope> provider, InstantSource clock) {
        return new PricesDocument(database, new PriceVersionStore(), provider, clock);
    }

    public Prices prices() {
        return prices;
    }

    /** What contracts are asked that name another price book; made before the stacks, too. */
    public static PriceBookRule rule(Database database, Supplier<TenantScope> provider) {
        return new PriceBookFit(new DatabasePrices(database, new PriceVersionStore(), provider)::inForce);
    }

    public Estimates estimates() {
        return spending;
    }

    public Spending spending() {
        return spending;
    }

    /** Bills, and whoever looks now and then what there is to be paid for. */
    public BilledTenants bills(BillNeeds more) {
        BilledHoldingStore store = new BilledHoldingStore();
        Holdings holdings = new Holdings(
                needs.database(),
                store,
                needs.stacks(),
                needs.repositories(),
                more.services(),
                more.volumes(),
                more.stay(),
                needs.clock());
        DatabaseBills made = new DatabaseBills(
                needs.database(),
                new KeptDays(needs.database(), new BilledUseStore(), store, more.metering(), needs.clock()),
                store,
                holdings,
                prices,
                more.contracts(),
                more.metering(),
                more.stay(),
                needs.clock());
        bills.set(made);
        return new BilledTenants(made, holdings, more.tenants());
    }

    /**
     * What invoices need besides.
     *
     * @param contract of a tenant, as it is in force
     * @param told of what is issued
     * @param tenants who may be invoiced, without the provider
     */
    public record InvoiceNeeds(
            Bills bills,
            Metering metering,
            Function<TenantScope, ContractVersion> contract,
            InvoiceWriter writer,
            Ledger ledger,
            InvoicesTold told,
            Supplier<List<TenantScope>> tenants,
            Ids ids) {}

    /** Invoices, and whoever issues them at the end of a month. */
    public MonthEnd invoices(InvoiceNeeds more) {
        DatabaseInvoices invoices = new DatabaseInvoices(new DatabaseInvoices.Needs(
                needs.database(),
                needs.provider(),
                more.bills(),
                more.metering(),
                more.contract(),
                (version, book) -> needs.database()
                        .inTenant(needs.provider().get(), transaction -> new PriceVersionStore()
                                .find(transaction, version))
                        .map(stored -> PrintedBook.files(stored, book))
                        .orElseThrow(),
                more.writer(),
                more.ledger(),
                more.told(),
                more.ids(),
                needs.clock()));
        return new MonthEnd(invoices, more.tenants());
    }
}

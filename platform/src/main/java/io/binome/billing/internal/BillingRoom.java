package io.binome.billing.internal;

import io.binome.billing.Estimates;
import io.binome.billing.Prices;
import io.binome.billing.Spending;
import io.binome.database.Database;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.stacks.DocumentKind;
import io.binome.stacks.Stacks;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Puts the room together for the server's wiring. */
public final class BillingRoom {
    private final DatabasePrices prices;
    private final DatabaseSpending spending;

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

    public BillingRoom(Needs needs) {
        PriceVersionStore versions = new PriceVersionStore();
        this.prices = new DatabasePrices(needs.database(), versions, needs.provider());
        this.spending = new DatabaseSpending(
                needs.database(),
                new StackCostStore(),
                new CostHoldStore(),
                prices,
                needs.stacks(),
                needs.repositories(),
                needs.clock());
    }

    /** Tells the engine of documents what price books mean; made before the stacks, on which the rest of the room stands. */
    public static DocumentKind documents(Database database, Supplier<TenantScope> provider, InstantSource clock) {
        return new PricesDocument(database, new PriceVersionStore(), provider, clock);
    }

    public Prices prices() {
        return prices;
    }

    public Estimates estimates() {
        return spending;
    }

    public Spending spending() {
        return spending;
    }
}

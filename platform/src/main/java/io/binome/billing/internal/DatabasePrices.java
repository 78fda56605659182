package io.binome.billing.internal;

import io.binome.billing.PriceBook;
import io.binome.billing.PriceBook.Outcome;
import io.binome.billing.Prices;
import io.binome.billing.internal.PriceVersionStore.Stored;
import io.binome.database.Database;
import io.binome.kernel.TenantScope;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The provider's price books in PostgreSQL. The version in force is read once and kept until there is another. */
final class DatabasePrices implements Prices {
    private final Database database;
    private final PriceVersionStore store;
    private final Supplier<TenantScope> provider;
    private final AtomicReference<@Nullable Version> remembered = new AtomicReference<>();

    DatabasePrices(Database database, PriceVersionStore store, Supplier<TenantScope> provider) {
        this.database = database;
        this.store = store;
        this.provider = provider;
    }

    @Override
    public Optional<Version> inForce() {
        Version known = remembered.get();
        int latest = database.inTenant(provider.get(), store::latest);
        if (known == null || known.number() != latest) {
            known = database.inTenant(provider.get(), transaction -> store.find(transaction, latest))
                    .map(DatabasePrices::version)
                    .orElse(null);
            remembered.set(known);
        }
        return Optional.ofNullable(known);
    }

    @Override
    public List<Version> versions() {
        return database.inTenant(provider.get(), store::all).stream()
                .map(DatabasePrices::version)
                .toList();
    }

    private static Version version(Stored stored) {
        return new Version(stored.version(), books(stored), stored.commit(), stored.change(), stored.since());
    }

    /** @throws IllegalStateException when what took effect is refused now, which a later version of Binome must not do */
    static SortedMap<String, PriceBook> books(Stored stored) {
        return switch (PriceBook.read(stored.bytes())) {
            case Outcome.Read(SortedMap<String, PriceBook> books) -> books;
            case Outcome.Wrong(var findings) ->
                throw new IllegalStateException("Version " + stored.version()
                        + " of the price books, which took effect, can no longer be read: " + findings);
        };
    }
}

package io.binome.billing.internal;

import io.binome.billing.Bills;
import io.binome.billing.InvoiceWriter;
import io.binome.billing.Invoices;
import io.binome.billing.TestBooks;
import io.binome.contracts.ContractVersion;
import io.binome.database.Database;
import io.binome.kernel.Ids;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.metering.Metering;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Invoices for tests of other modules: real ones, by the standard book of tests. */
public final class TestInvoices {
    private TestInvoices() {}

    /** What they stand on. */
    public record Needs(
            Database database,
            Supplier<TenantScope> provider,
            Bills bills,
            Metering metering,
            Function<TenantScope, ContractVersion> contract,
            InvoiceWriter writer,
            Ledger ledger,
            Ids ids,
            InstantSource clock) {}

    public static Invoices on(Needs needs) {
        return new DatabaseInvoices(new DatabaseInvoices.Needs(
                needs.database(),
                needs.provider(),
                needs.bills(),
                needs.metering(),
                needs.contract(),
                (_, _) -> new TreeMap<>(Map.of("standard.yaml", TestBooks.STANDARD, "cloud.csv", TestBooks.CLOUD)),
                needs.writer(),
                needs.ledger(),
                (_, _, _) -> {},
                needs.ids(),
                needs.clock()));
    }
}

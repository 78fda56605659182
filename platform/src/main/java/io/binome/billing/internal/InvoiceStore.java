package io.binome.billing.internal;

import static io.binome.database.tables.Invoice.INVOICE;
import static io.binome.database.tables.InvoiceFile.INVOICE_FILE;
import static io.binome.database.tables.InvoiceSeries.INVOICE_SERIES;

import io.binome.billing.Invoice;
import io.binome.billing.Invoices;
import io.binome.database.Transaction;
import io.binome.kernel.InvoiceId;
import io.binome.kernel.TenantId;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The tables of issued invoices and of their numbers. */
final class InvoiceStore {
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * An invoice with what it says.
     *
     * @param credits the invoice that a credit note refers to
     */
    record Kept(Invoice invoice, @Nullable InvoiceId credits) {}

    static String document(Invoice invoice) {
        return JSON.writeValueAsString(invoice);
    }

    /** From now on until the end of the transaction nobody else gets a number of the year. */
    void lock(Transaction transaction, TenantId provider, int year) {
        transaction
                .sql()
                .insertInto(INVOICE_SERIES)
                .set(INVOICE_SERIES.PROVIDER, provider.value())
                .set(INVOICE_SERIES.YEAR, year)
                .set(INVOICE_SERIES.LAST, 0)
                .onConflictDoNothing()
                .execute();
        transaction
                .sql()
                .selectFrom(INVOICE_SERIES)
                .where(INVOICE_SERIES.PROVIDER.eq(provider.value()), INVOICE_SERIES.YEAR.eq(year))
                .forUpdate()
                .execute();
    }

    /** The next number of a year that was locked. If the transaction is rolled back, nobody misses it. */
    int next(Transaction transaction, TenantId provider, int year) {
        Integer next = transaction
                .sql()
                .update(INVOICE_SERIES)
                .set(INVOICE_SERIES.LAST, INVOICE_SERIES.LAST.plus(1))
                .where(INVOICE_SERIES.PROVIDER.eq(provider.value()), INVOICE_SERIES.YEAR.eq(year))
                .returningResult(INVOICE_SERIES.LAST)
                .fetchSingle()
                .value1();
        return java.util.Objects.requireNonNull(next);
    }

    void add(Transaction transaction, Invoice invoice, @Nullable InvoiceId credits, String document) {
        transaction
                .sql()
                .insertInto(INVOICE)
                .set(INVOICE.TENANT_ID, tenant(transaction))
                .set(INVOICE.ID, invoice.id().value())
                .set(INVOICE.NUMBER, invoice.number())
                .set(INVOICE.KIND, invoice.isCredit() ? "credit-note" : "invoice")
                .set(INVOICE.MONTH, invoice.month().atDay(1))
                .set(INVOICE.CREDITS, credits == null ? null : credits.value())
                .set(INVOICE.ISSUED_AT, invoice.issuedAt())
                .set(INVOICE.DOCUMENT, document)
                .execute();
    }

    void addFile(Transaction transaction, InvoiceId invoice, Invoices.File file, byte[] content) {
        transaction
                .sql()
                .insertInto(INVOICE_FILE)
                .set(INVOICE_FILE.TENANT_ID, tenant(transaction))
                .set(INVOICE_FILE.INVOICE_ID, invoice.value())
                .set(INVOICE_FILE.NAME, word(file))
                .set(INVOICE_FILE.CONTENT, content)
                .execute();
    }

    Optional<byte[]> file(Transaction transaction, InvoiceId invoice, Invoices.File file) {
        return transaction
                .sql()
                .select(INVOICE_FILE.CONTENT)
                .from(INVOICE_FILE)
                .where(
                        INVOICE_FILE.TENANT_ID.eq(tenant(transaction)),
                        INVOICE_FILE.INVOICE_ID.eq(invoice.value()),
                        INVOICE_FILE.NAME.eq(word(file)))
                .fetchOptional(INVOICE_FILE.CONTENT);
    }

    private static String word(Invoices.File file) {
        return file.name().toLowerCase(Locale.ROOT);
    }

    /** The newest number first. */
    List<Kept> all(Transaction transaction) {
        return where(transaction, org.jooq.impl.DSL.noCondition());
    }

    Optional<Kept> find(Transaction transaction, InvoiceId id) {
        return where(transaction, INVOICE.ID.eq(id.value())).stream().findFirst();
    }

    Optional<Kept> find(Transaction transaction, String number) {
        return where(transaction, INVOICE.NUMBER.eq(number)).stream().findFirst();
    }

    /** The months that were ever invoiced, whatever became of that. */
    SortedSet<YearMonth> invoiced(Transaction transaction) {
        return transaction
                .sql()
                .selectDistinct(INVOICE.MONTH)
                .from(INVOICE)
                .where(INVOICE.TENANT_ID.eq(tenant(transaction)), INVOICE.KIND.eq("invoice"))
                .fetchStream()
                .map(row -> YearMonth.from(row.value1()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Kept> where(Transaction transaction, Condition which) {
        return transaction
                .sql()
                .selectFrom(INVOICE)
                .where(INVOICE.TENANT_ID.eq(tenant(transaction)), which)
                .orderBy(INVOICE.ISSUED_AT.desc(), INVOICE.NUMBER.desc())
                .fetch(row -> new Kept(
                        JSON.readValue(row.getDocument(), Invoice.class),
                        row.getCredits() == null ? null : new InvoiceId(row.getCredits())));
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}

package io.binome.billing.internal;

import static io.binome.billing.TestUsage.CPU_HOUR;
import static io.binome.billing.TestUsage.origin;

import io.binome.billing.AgreedBooks;
import io.binome.billing.Bill;
import io.binome.billing.Bills;
import io.binome.billing.DayCost;
import io.binome.billing.Holding;
import io.binome.billing.Invoice;
import io.binome.billing.InvoiceWriter;
import io.binome.billing.Origin;
import io.binome.billing.PriceBook;
import io.binome.billing.Rating;
import io.binome.billing.TestBooks;
import io.binome.billing.TestUsage;
import io.binome.billing.internal.PriceVersionStore.Stored;
import io.binome.contracts.Contract;
import io.binome.contracts.ContractReading;
import io.binome.contracts.ContractVersion;
import io.binome.database.TestDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.metering.Metered;
import io.binome.metering.Metering;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageReading;
import io.binome.testing.TestTenants;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Invoices on real PostgreSQL of two tenants, at the beginning of November: use of September and October, a book, a
 * contract. Tests change the contract and the time, and say what is unfit.
 */
final class InvoicesFixture implements AutoCloseable {
    private static final TenantScope PROVIDER = new TenantScope(new TenantId(new UUID(1, 1)));
    static final TenantScope CLIENT = new TenantScope(new TenantId(new UUID(2, 2)));
    static final TenantScope OTHER = new TenantScope(new TenantId(new UUID(3, 3)));
    static final Actor OWNER = new Actor.Machine("test");
    static final YearMonth SEPTEMBER = YearMonth.of(2026, 9);
    static final YearMonth OCTOBER = YearMonth.of(2026, 10);
    private static final String BOOK = """
            name: standard
            currency: EUR
            vat: 20
            prices:
              cpu: [{from: 2026-01-01, price: 0.012, included: 10}]
              traffic: [{from: 2026-01-01, price: 0.05}]
            fees:
              - {name: support, for: tenant, prices: [{from: 2026-01-01, price: 49.9}]}
            """;
    static final String CONTRACT = """
            environments: {production: {autonomy: self}}
            priceBook: standard
            invoices:
              provider:
                name: MSP
                siret: "73282932000074"
                vat: FR44732829320
                address: {street: 12 rue Nationale, postcode: 59000, city: Lille}
              tenant:
                name: Librairie Martin
                siret: "40483304800022"
                address: {street: 1 place du Marché, postcode: 69001, city: Lyon}
            """;

    final TestDatabase server = TestDatabase.fresh();
    final Ledger ledger = Ledger.in(server.database(), InstantSource.system());
    private final List<UsageHour> used = new ArrayList<>();
    Instant now = Instant.parse("2026-11-02T06:00:00Z");
    /** Whenever somebody has asked what time it is. */
    Runnable whenAsked = () -> {};

    String contract = CONTRACT;

    PriceBook book = read(BOOK);
    /** When the tenant came. */
    Instant came = Instant.parse("2026-01-01T00:00:00Z");

    @Nullable
    String unfit;

    Runnable whileWriting = () -> {};
    /** Between the hours and the readings of a month. */
    Runnable whenRead = () -> {};
    /** Once what an invoice would say is worked out, before it has a number. */
    Runnable whenDrafted = () -> {};

    final Bills bills = new RatedOnTheSpot();
    final DatabaseInvoices invoices;

    InvoicesFixture() {
        TestTenants.add(server, PROVIDER, CLIENT, OTHER);
        server.database().inTenant(PROVIDER, transaction -> {
            new PriceVersionStore()
                    .add(
                            transaction,
                            new Stored(
                                    1,
                                    "prices",
                                    "1".repeat(40),
                                    null,
                                    new TreeMap<>(Map.of(
                                            "standard.yaml", BOOK, "other.yaml", "name: other\ncurrency: EUR\n")),
                                    now));
            return 0;
        });
        invoices = new DatabaseInvoices(new DatabaseInvoices.Needs(
                server.database(),
                () -> server.database().asOverview(_ -> PROVIDER),
                bills,
                new Hours(),
                _ -> version(),
                this::files,
                this::write,
                ledger,
                (_, _, _) -> {},
                UUID::randomUUID,
                this::clock));
        use(origin(1, 1), "2026-09-03T10:00:00Z", Metered.CPU, 30 * CPU_HOUR);
        use(origin(1, 1), "2026-10-03T10:00:00Z", Metered.CPU, 60 * CPU_HOUR);
        use(origin(1, 2), "2026-10-04T10:00:00Z", Metered.TRAFFIC, 3_500_000_000L);
    }

    @Override
    public void close() {
        server.close();
    }

    private Instant clock() {
        Instant told = now;
        whenAsked.run();
        return told;
    }

    private SortedMap<String, String> files(int version, String book) {
        whenDrafted.run();
        return server.database()
                .inTenant(PROVIDER, transaction -> new PriceVersionStore().find(transaction, version))
                .map(stored -> PrintedBook.files(stored, book))
                .orElseThrow();
    }

    private InvoiceWriter.Written write(Invoice invoice) throws InvoiceWriter.Unfit {
        if (unfit != null) {
            throw new InvoiceWriter.Unfit(List.of(unfit));
        }
        whileWriting.run();
        byte[] text = invoice.number().getBytes(StandardCharsets.UTF_8);
        return new InvoiceWriter.Written(text, text, "none");
    }

    private static PriceBook read(String text) {
        return java.util.Objects.requireNonNull(
                TestBooks.read(Map.of("standard.yaml", text)).get("standard"));
    }

    /** The book as it would be by another rate of tax. */
    void vat(String percent) {
        edit("vat: 20", "vat: " + percent);
    }

    /** For what is rated; archives go on to hold the book as it was. */
    void edit(String was, String is) {
        book = read(BOOK.replace(was, is));
    }

    void use(Origin origin, String hour, Metered measured, long quantity) {
        used.add(TestUsage.hour(origin, Instant.parse(hour), measured, quantity));
    }

    private ContractVersion version() {
        Contract read =
                switch (ContractReading.of("contract.yaml", contract.getBytes(StandardCharsets.UTF_8))) {
                    case ContractReading.Read(Contract good) -> good;
                    case ContractReading.Wrong wrong ->
                        throw new AssertionError(wrong.findings().toString());
                };
        return new ContractVersion(2, read, true, null, null, contract, now);
    }

    private final class Hours implements Metering {
        @Override
        public void hours(TenantScope scope, Instant from, Instant to, Consumer<UsageHour> each) {
            used.stream()
                    .filter(hour -> !hour.hour().isBefore(from) && hour.hour().isBefore(to))
                    .forEach(each);
        }

        @Override
        public List<UsageReading> readings(TenantScope scope, Instant from, Instant to) {
            whenRead.run();
            return used.stream()
                    .filter(hour -> !hour.hour().isBefore(from) && hour.hour().isBefore(to))
                    .map(hour -> new UsageReading(
                            hour.hour(),
                            hour.host(),
                            hour.stack(),
                            hour.service(),
                            "boot",
                            "inode 7",
                            new UsageReading.Counter(0, 0, 0),
                            new UsageReading.Counter(hour.cpuMicros(), hour.sentBytes(), hour.requests()),
                            false))
                    .toList();
        }

        @Override
        public String mark(TenantScope scope, Instant from, Instant to) {
            return Integer.toString(used.size());
        }

        @Override
        public List<UsageHour> days(TenantScope scope, Instant from, Instant to) {
            throw new UnsupportedOperationException();
        }
    }

    private final class RatedOnTheSpot implements Bills {
        @Override
        public YearMonth current(TenantScope scope) {
            return YearMonth.from(now.atZone(book.zone()));
        }

        @Override
        public Bill month(TenantScope scope, YearMonth month) {
            Rating rating = new Rating(book, month);
            used.forEach(rating::add);
            basis(scope, month).holdings().forEach(rating::add);
            return rating.bill(TestUsage::names);
        }

        @Override
        public SortedMap<YearMonth, Bill> months(TenantScope scope, YearMonth first, YearMonth last) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<DayCost> days(TenantScope scope, LocalDate from, LocalDate until) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<UsageHour> hours(TenantScope scope, YearMonth month, Origin origin) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Basis basis(TenantScope scope, YearMonth month) {
            return new Basis(AgreedBooks.of(book), 1, List.of(Holding.tenant(came)), TestUsage::names);
        }
    }
}

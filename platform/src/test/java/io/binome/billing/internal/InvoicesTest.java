package io.binome.billing.internal;

import static io.binome.billing.TestUsage.CPU_HOUR;
import static io.binome.billing.TestUsage.origin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.billing.Bill;
import io.binome.billing.Bills;
import io.binome.billing.DayCost;
import io.binome.billing.Focus;
import io.binome.billing.Holding;
import io.binome.billing.Invoice;
import io.binome.billing.InvoiceLine;
import io.binome.billing.InvoiceProblem;
import io.binome.billing.InvoiceReplay;
import io.binome.billing.InvoiceWriter;
import io.binome.billing.Invoices;
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
import io.binome.kernel.Money;
import io.binome.kernel.PageRequest;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerFilter;
import io.binome.metering.Metered;
import io.binome.metering.Metering;
import io.binome.metering.UsageHour;
import io.binome.testing.TestTenants;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invoices on real PostgreSQL: numbers without gaps, nothing ever altered, late use, credit notes, replay. */
class InvoicesTest {
    private static final TenantScope PROVIDER = new TenantScope(new TenantId(new UUID(1, 1)));
    private static final TenantScope CLIENT = new TenantScope(new TenantId(new UUID(2, 2)));
    private static final TenantScope OTHER = new TenantScope(new TenantId(new UUID(3, 3)));
    private static final Actor OWNER = new Actor.Machine("test");
    private static final YearMonth SEPTEMBER = YearMonth.of(2026, 9);
    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);
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
    private static final String CONTRACT = """
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

    private final TestDatabase server = TestDatabase.fresh();
    private final Ledger ledger = Ledger.in(server.database(), InstantSource.system());
    private final List<UsageHour> used = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-02T06:00:00Z");
    private String contract = CONTRACT;
    private @Nullable String unfit;
    private DatabaseInvoices invoices;

    @BeforeEach
    void room() {
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
                new RatedOnTheSpot(),
                new Hours(),
                _ -> version(),
                (version, book) -> server.database()
                        .inTenant(PROVIDER, transaction -> new PriceVersionStore().find(transaction, version))
                        .map(stored -> PrintedBook.files(stored, book))
                        .orElseThrow(),
                this::write,
                ledger,
                (_, _, _) -> {},
                UUID::randomUUID,
                () -> now));
        use(origin(1, 1), "2026-09-03T10:00:00Z", Metered.CPU, 30 * CPU_HOUR);
        use(origin(1, 1), "2026-10-03T10:00:00Z", Metered.CPU, 60 * CPU_HOUR);
        use(origin(1, 2), "2026-10-04T10:00:00Z", Metered.TRAFFIC, 3_500_000_000L);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private InvoiceWriter.Written write(Invoice invoice) throws InvoiceWriter.Unfit {
        if (unfit != null) {
            throw new InvoiceWriter.Unfit(List.of(unfit));
        }
        byte[] text = invoice.number().getBytes(StandardCharsets.UTF_8);
        return new InvoiceWriter.Written(text, text, "none");
    }

    private void use(Origin origin, String hour, Metered measured, long quantity) {
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
        public List<UsageHour> days(TenantScope scope, Instant from, Instant to) {
            throw new UnsupportedOperationException();
        }
    }

    private final class RatedOnTheSpot implements Bills {
        private final PriceBook book = java.util.Objects.requireNonNull(
                TestBooks.read(Map.of("standard.yaml", BOOK)).get("standard"));

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
        public SortedMap<YearMonth, Bill> year(TenantScope scope, int year) {
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
            return new Basis(book, 1, List.of(Holding.tenant(Instant.parse("2026-01-01T00:00:00Z"))), TestUsage::names);
        }
    }

    private static Money euros(String amount) {
        return Money.of(new BigDecimal(amount), "EUR");
    }

    private static void refused(Callable<?> work, Class<? extends Problem> problem) {
        assertThatThrownBy(work::call)
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.problem())
                        .isInstanceOf(problem));
    }

    @Test
    void anInvoiceIsTheSumOfItsLinesAndTheTaxOnIt() {
        Invoice invoice = invoices.issue(CLIENT, OWNER, OCTOBER);
        assertThat(invoice.number()).isEqualTo("2026-00001");
        assertThat(invoice.lines())
                .extracting(line -> line.amount().amount().setScale(2).toPlainString())
                .containsExactlyInAnyOrder("49.90", "0.60", "0.18");
        assertThat(invoice.net()).isEqualTo(euros("50.68"));
        assertThat(invoice.vat()).isEqualTo(euros("10.14"));
        assertThat(invoice.payable()).isEqualTo(euros("60.82"));
        assertThat(invoice.due()).isEqualTo(LocalDate.of(2026, 12, 2));
        assertThat(invoices.get(CLIENT, invoice.id())).isEqualTo(invoice);
        assertThat(invoices.list(OTHER)).isEmpty();
        refused(() -> invoices.get(OTHER, invoice.id()), InvoiceProblem.Unknown.class);
        assertThat(ledger.list(CLIENT, LedgerFilter.ANY, PageRequest.first(10)).items())
                .extracting(io.binome.ledger.LedgerEntry::kind)
                .contains("invoice.issued");
        InvoiceLine cpu = invoice.lines().stream()
                .filter(line -> line.measured() == Metered.CPU)
                .findFirst()
                .orElseThrow();
        assertThat(cpu.quantity()).isEqualByComparingTo("50");
        assertThat(cpu.used()).isEqualByComparingTo("60");
        assertThat(invoices.hours(CLIENT, invoice.id(), cpu.position()))
                .extracting(UsageHour::cpuMicros)
                .containsExactly(60 * CPU_HOUR);
    }

    @Test
    void whatStandsAgainstAnInvoiceUsesUpNoNumber() {
        contract = "environments: {production: {autonomy: self}}\npriceBook: standard\n";
        refused(() -> invoices.issue(CLIENT, OWNER, OCTOBER), InvoiceProblem.PartiesMissing.class);
        contract = CONTRACT;
        refused(() -> invoices.issue(CLIENT, OWNER, YearMonth.of(2026, 11)), InvoiceProblem.MonthOpen.class);
        unfit = "BR-FR-01";
        refused(() -> invoices.issue(CLIENT, OWNER, OCTOBER), InvoiceProblem.Unfit.class);
        unfit = null;
        assertThat(invoices.issue(CLIENT, OWNER, OCTOBER).number()).isEqualTo("2026-00001");
        refused(() -> invoices.issue(CLIENT, OWNER, OCTOBER), InvoiceProblem.Exists.class);
        assertThat(invoices.issue(OTHER, OWNER, OCTOBER).number()).isEqualTo("2026-00002");
    }

    /** Many at once, some of which fail half-way: the numbers that are there are 1 to n, and one month has one invoice. */
    @Test
    void numbersHaveNoGapsWhoeverComesFirst() throws Exception {
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 1; i <= 12; i++) {
            TenantScope scope = new TenantScope(new TenantId(new UUID(9, i)));
            TestTenants.add(server, scope);
            for (int twice = 0; twice < 2; twice++) {
                work.add(() -> {
                    try {
                        invoices.issue(scope, OWNER, OCTOBER);
                        return true;
                    } catch (ProblemException lost) {
                        return false;
                    }
                });
            }
        }
        int issued = 0;
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> done : many.invokeAll(work)) {
                issued += done.get() ? 1 : 0;
            }
        }
        assertThat(issued).isEqualTo(12);
        List<String> numbers = new ArrayList<>();
        server.asOwner(sql -> numbers.addAll(
                sql.fetch("SELECT number FROM invoice ORDER BY number").getValues(0, String.class)));
        assertThat(numbers).hasSize(12).startsWith("2026-00001").endsWith("2026-00012");
    }

    @Test
    void nobodyAltersWhatWasIssued() {
        invoices.issue(CLIENT, OWNER, OCTOBER);
        for (String attempt : List.of(
                "UPDATE invoice SET document = '{}'",
                "DELETE FROM invoice_file",
                "DELETE FROM invoice",
                "UPDATE invoice_file SET content = ''",
                "TRUNCATE invoice CASCADE")) {
            assertThatThrownBy(() -> server.asOwner(sql -> sql.execute(attempt)))
                    .hasMessageContaining("an issued invoice is never changed");
            assertThatThrownBy(() -> server.database()
                            .inTenant(CLIENT, transaction -> transaction.sql().execute(attempt)))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void lateUseGoesToTheNextInvoiceUnderItsOwnMonth() {
        Invoice september = invoices.issue(CLIENT, OWNER, SEPTEMBER);
        use(origin(1, 1), "2026-09-03T10:00:00Z", Metered.CPU, 25 * CPU_HOUR);
        Invoice october = invoices.issue(CLIENT, OWNER, OCTOBER);
        assertThat(october.lines().getLast()).satisfies(line -> {
            assertThat(line.kind()).isEqualTo(InvoiceLine.Kind.CORRECTION);
            assertThat(line.month()).isEqualTo(SEPTEMBER);
            assertThat(line.amount()).isEqualTo(euros("0.30"));
        });
        // What was charged together is what the month costs by now, and is not charged again.
        now = Instant.parse("2026-12-02T06:00:00Z");
        Invoice november = invoices.issue(CLIENT, OWNER, YearMonth.of(2026, 11));
        assertThat(november.lines()).noneMatch(line -> line.kind() == InvoiceLine.Kind.CORRECTION);
        for (Invoice invoice : List.of(september, october, november)) {
            assertThat(InvoiceReplay.of(invoices.file(CLIENT, invoice.id(), Invoices.File.ZIP))
                            .differences())
                    .isEmpty();
        }
    }

    @Test
    void creditNotesNeverTakeBackMoreThanThereIs() {
        Invoice invoice = invoices.issue(CLIENT, OWNER, OCTOBER);
        Invoice part = invoices.credit(CLIENT, OWNER, invoice.id(), euros("0.33"), "A night without service");
        assertThat(part.vat()).isEqualTo(euros("0.07"));
        refused(
                () -> invoices.credit(CLIENT, OWNER, invoice.id(), euros("50.36"), "Too much"),
                InvoiceProblem.CreditTooMuch.class);
        refused(() -> invoices.issue(CLIENT, OWNER, OCTOBER), InvoiceProblem.Exists.class);
        Invoice rest = invoices.credit(CLIENT, OWNER, invoice.id(), null, "All of it");
        assertThat(part.payable().plus(rest.payable())).isEqualTo(invoice.payable());
        assertThat(rest.credited()).isEqualTo(new Invoice.Credited("2026-00001", invoice.issued()));
        assertThat(rest.number()).isEqualTo("2026-00003");
        refused(
                () -> invoices.credit(CLIENT, OWNER, invoice.id(), null, "Once more"),
                InvoiceProblem.CreditTooMuch.class);
        assertThat(invoices.issue(CLIENT, OWNER, OCTOBER).number()).isEqualTo("2026-00004");
        assertThat(InvoiceReplay.of(invoices.file(CLIENT, rest.id(), Invoices.File.ZIP))
                        .same())
                .isTrue();
    }

    @Test
    void anArchiveSaysWhereItDiffers() throws Exception {
        Invoice invoice = invoices.issue(CLIENT, OWNER, OCTOBER);
        byte[] zip = invoices.file(CLIENT, invoice.id(), Invoices.File.ZIP);
        SortedMap<String, String> files = unpacked(zip);
        // No other book than the client's own leaves the provider.
        assertThat(files).containsKey("prices/standard.yaml").doesNotContainKey("prices/other.yaml");
        assertThat(InvoiceReplay.of(zip).same()).isTrue();
        files.replace("prices/standard.yaml", files.get("prices/standard.yaml").replace("0.012", "0.024"));
        assertThat(InvoiceReplay.of(packed(files)).differences())
                .contains("The total without tax: worked out is 51.28 EUR, the invoice says 50.68 EUR")
                .anySatisfy(one -> assertThat(one)
                        .startsWith("Line ")
                        .endsWith("worked out is 1.2 EUR, the invoice says 0.6 EUR"));
        assertThatThrownBy(() -> InvoiceReplay.of("no zip".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void focusRowsAddUpToWhatIsPaid() {
        Invoice invoice = invoices.issue(CLIENT, OWNER, OCTOBER);
        List<Map<String, String>> rows = Focus.rows(invoice);
        assertThat(rows.stream()
                        .map(row -> new BigDecimal(row.get("BilledCost")))
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(invoice.payable().amount());
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.keySet()).containsExactlyElementsOf(Focus.COLUMNS);
            assertThat(row).containsEntry("InvoiceId", "2026-00001").containsEntry("BillingCurrency", "EUR");
        });
        assertThat(rows).extracting(row -> row.get("ChargeCategory")).contains("Usage", "Purchase", "Tax");
        assertThat(Focus.csv(List.of(invoice)).lines()).hasSize(rows.size() + 1);
    }

    @Test
    void monthEndIssuesOnceAndLeavesWhatWasTakenBackToPeople() {
        MonthEnd monthEnd = new MonthEnd(invoices, () -> List.of(CLIENT));
        now = Instant.parse("2026-11-01T12:00:00Z");
        monthEnd.look();
        assertThat(invoices.list(CLIENT)).extracting(Invoice::month).containsExactly(SEPTEMBER);
        now = Instant.parse("2026-11-02T12:00:00Z");
        monthEnd.look();
        monthEnd.look();
        assertThat(invoices.list(CLIENT)).extracting(Invoice::month).containsExactly(OCTOBER, SEPTEMBER);
        invoices.credit(CLIENT, OWNER, invoices.list(CLIENT).getFirst().id(), null, "Wrong price");
        monthEnd.look();
        assertThat(invoices.list(CLIENT)).hasSize(3);
    }

    private static SortedMap<String, String> unpacked(byte[] bytes) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private static byte[] packed(Map<String, String> files) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }
}

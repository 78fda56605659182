package io.binome.billing.internal;

import static io.binome.billing.TestUsage.CPU_HOUR;
import static io.binome.billing.TestUsage.origin;
import static io.binome.billing.internal.InvoicesFixture.CLIENT;
import static io.binome.billing.internal.InvoicesFixture.CONTRACT;
import static io.binome.billing.internal.InvoicesFixture.OCTOBER;
import static io.binome.billing.internal.InvoicesFixture.OTHER;
import static io.binome.billing.internal.InvoicesFixture.OWNER;
import static io.binome.billing.internal.InvoicesFixture.SEPTEMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.billing.Invoice;
import io.binome.billing.InvoiceLine;
import io.binome.billing.InvoiceProblem;
import io.binome.billing.InvoiceReplay;
import io.binome.billing.Invoices;
import io.binome.billing.PriceBook;
import io.binome.kernel.Money;
import io.binome.kernel.PageRequest;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.LedgerFilter;
import io.binome.metering.Metered;
import io.binome.metering.UsageHour;
import io.binome.testing.TestTenants;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Invoices on real PostgreSQL: numbers without gaps, nothing ever altered, late use, credit notes, replay. */
class InvoicesTest {
    private final InvoicesFixture room = new InvoicesFixture();
    private final DatabaseInvoices invoices = room.invoices;

    @AfterEach
    void close() {
        room.close();
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
        assertThat(room.ledger
                        .list(CLIENT, LedgerFilter.ANY, PageRequest.first(10))
                        .items())
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
        room.contract = "environments: {production: {autonomy: self}}\npriceBook: standard\n";
        refused(() -> invoices.issue(CLIENT, OWNER, OCTOBER), InvoiceProblem.PartiesMissing.class);
        room.contract = CONTRACT;
        refused(() -> invoices.issue(CLIENT, OWNER, YearMonth.of(2026, 11)), InvoiceProblem.MonthOpen.class);
        room.unfit = "BR-FR-01";
        refused(() -> invoices.issue(CLIENT, OWNER, OCTOBER), InvoiceProblem.Unfit.class);
        room.unfit = null;
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
            TestTenants.add(room.server, scope);
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
        room.server.asOwner(sql -> numbers.addAll(
                sql.fetch("SELECT number FROM invoice ORDER BY number").getValues(0, String.class)));
        assertThat(numbers).hasSize(12).startsWith("2026-00001").endsWith("2026-00012");
    }

    /** Numbers and days go up together, also over New Year: whoever waits for a number has the day on which it comes. */
    @Test
    void anInvoiceThatWaitsForItsNumberOverMidnightIsOfTheNewYear() {
        room.now = Instant.parse("2026-12-31T22:59:59Z");
        invoices.issue(CLIENT, OWNER, SEPTEMBER);
        room.whenDrafted = () -> room.whenAsked = () -> room.now = Instant.parse("2026-12-31T23:00:01Z");
        Invoice waited = invoices.issue(CLIENT, OWNER, OCTOBER);
        assertThat(waited.number()).isEqualTo("2027-00001");
        assertThat(waited.issued()).isEqualTo(LocalDate.of(2027, 1, 1));
        assertThat(invoices.credit(CLIENT, OWNER, waited.id(), null, "All of it")
                        .number())
                .isEqualTo("2027-00002");
    }

    @Test
    void whatIsLessThanACentIsNotTakenBack() {
        Invoice invoice = invoices.issue(CLIENT, OWNER, OCTOBER);
        refused(
                () -> invoices.credit(CLIENT, OWNER, invoice.id(), euros("0.005"), "Half a cent"),
                io.binome.kernel.InvalidInput.class);
        assertThat(invoices.list(CLIENT)).hasSize(1);
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
            assertThatThrownBy(() -> room.server.asOwner(sql -> sql.execute(attempt)))
                    .hasMessageContaining("an issued invoice is never changed");
            assertThatThrownBy(() -> room.server
                            .database()
                            .inTenant(CLIENT, transaction -> transaction.sql().execute(attempt)))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void lateUseGoesToTheNextInvoiceUnderItsOwnMonth() {
        Invoice september = invoices.issue(CLIENT, OWNER, SEPTEMBER);
        room.use(origin(1, 1), "2026-09-03T10:00:00Z", Metered.CPU, 25 * CPU_HOUR);
        Invoice october = invoices.issue(CLIENT, OWNER, OCTOBER);
        assertThat(october.lines().getLast()).satisfies(line -> {
            assertThat(line.kind()).isEqualTo(InvoiceLine.Kind.CORRECTION);
            assertThat(line.month()).isEqualTo(SEPTEMBER);
            assertThat(line.amount()).isEqualTo(euros("0.30"));
        });
        // What was charged together is what the month costs by now, and is not charged again.
        room.now = Instant.parse("2026-12-02T06:00:00Z");
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

    /** Each part's tax rounded up for itself would be more than the whole tax. */
    @Test
    void manySmallCreditNotesTakeBackNoMoreTaxThanThereIs() {
        room.book = new PriceBook(
                "standard",
                "",
                "EUR",
                room.book.vatPercent(),
                0,
                room.book.zone(),
                room.book.rates(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                room.book.catalogue());
        Invoice invoice = invoices.issue(CLIENT, OWNER, SEPTEMBER);
        assertThat(invoice.payable()).isEqualTo(euros("0.29"));
        Money back = Money.zero("EUR");
        for (int i = 0; i < 8; i++) {
            Invoice part = invoices.credit(CLIENT, OWNER, invoice.id(), i < 7 ? euros("0.03") : null, "A part");
            assertThat(part.vat().micros()).isBetween(0L, 10_000L);
            back = back.plus(part.payable());
        }
        assertThat(back).isEqualTo(invoice.payable());
    }

    @Test
    void whatManyTakeBackAtOnceIsTakenBackOnce() throws Exception {
        Invoice invoice = invoices.issue(CLIENT, OWNER, OCTOBER);
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            work.add(() -> {
                try {
                    invoices.credit(CLIENT, OWNER, invoice.id(), null, "All of it");
                    return true;
                } catch (ProblemException late) {
                    assertThat(late.problem()).isInstanceOf(InvoiceProblem.CreditTooMuch.class);
                    return false;
                }
            });
        }
        int credited = 0;
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> done : many.invokeAll(work)) {
                credited += done.get() ? 1 : 0;
            }
        }
        assertThat(credited).isEqualTo(1);
        assertThat(invoices.list(CLIENT))
                .extracting(Invoice::number)
                .containsExactlyInAnyOrder("2026-00001", "2026-00002");
    }

    @Test
    void anArchiveSaysWhereItDiffers() throws Exception {
        Invoice invoice = invoices.issue(CLIENT, OWNER, OCTOBER);
        byte[] zip = invoices.file(CLIENT, invoice.id(), Invoices.File.ZIP);
        SortedMap<String, String> files = Archives.unpacked(zip);
        // No other book than the client's own leaves the provider.
        assertThat(files).containsKey("prices/standard.yaml").doesNotContainKey("prices/other.yaml");
        assertThat(InvoiceReplay.of(zip).same()).isTrue();
        files.replace("prices/standard.yaml", files.get("prices/standard.yaml").replace("0.012", "0.024"));
        assertThat(InvoiceReplay.of(Archives.packed(files)).differences())
                .contains("The total without tax: worked out is 51.28 EUR, the invoice says 50.68 EUR")
                .anySatisfy(one -> assertThat(one)
                        .startsWith("Line ")
                        .endsWith("worked out is 1.2 EUR, the invoice says 0.6 EUR"));
        assertThatThrownBy(() -> InvoiceReplay.of("no zip".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoIsKilledWhileItIssuesLeavesNothingBehindAndTheNextOneGetsTheNumber() {
        invoices.issue(CLIENT, OWNER, SEPTEMBER);
        room.whileWriting = () -> assertThat(killBackends()).isPositive();
        assertThatThrownBy(() -> invoices.issue(CLIENT, OWNER, OCTOBER)).hasMessageContaining("database-lost");
        room.whileWriting = () -> {};
        assertThat(invoices.list(CLIENT)).extracting(Invoice::number).containsExactly("2026-00001");
        assertThat(issuedInTheLedger()).isEqualTo(1);
        assertThat(room.server.database().<Integer>inTenant(CLIENT, transaction -> transaction
                        .sql()
                        .fetchCount(io.binome.database.tables.InvoiceFile.INVOICE_FILE)))
                .isEqualTo(3);
        assertThat(invoices.issue(CLIENT, OWNER, OCTOBER).number()).isEqualTo("2026-00002");
        assertThat(issuedInTheLedger()).isEqualTo(2);
    }

    /** As the kernel does with the server's connections when its process is killed: the transaction has no end. */
    private int killBackends() {
        int[] killed = new int[1];
        room.server.asSuperuser(sql -> killed[0] = sql.fetch(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND state = 'idle in transaction' AND pid <> pg_backend_pid()")
                .size());
        return killed[0];
    }

    private int issuedInTheLedger() {
        return room.ledger
                .list(CLIENT, new LedgerFilter("invoice.issued", null), PageRequest.first(PageRequest.MAX))
                .items()
                .size();
    }

    @Test
    void aTenantThatIsCalledAnotherNameWithinAMonthIsInvoicedAsTheContractSays() {
        Invoice before = invoices.issue(CLIENT, OWNER, SEPTEMBER);
        room.server.asOwner(sql -> sql.execute(
                "UPDATE tenant SET name = 'renamed', title = 'Renamed' WHERE id = ?",
                CLIENT.tenant().value()));
        Invoice after = invoices.issue(CLIENT, OWNER, OCTOBER);
        assertThat(after.tenant()).isEqualTo(before.tenant());
        assertThat(after.buyer()).isEqualTo(before.buyer());
        assertThat(after.net()).isEqualTo(Money.of(new BigDecimal("50.68"), "EUR"));
        assertThat(invoices.list(CLIENT)).extracting(Invoice::number).containsExactly("2026-00002", "2026-00001");
    }

    @Test
    void monthEndIssuesOnceAndLeavesWhatWasTakenBackToPeople() {
        MonthEnd monthEnd = new MonthEnd(invoices, () -> List.of(CLIENT));
        room.now = Instant.parse("2026-11-01T12:00:00Z");
        monthEnd.look();
        assertThat(invoices.list(CLIENT)).extracting(Invoice::month).containsExactly(SEPTEMBER);
        room.now = Instant.parse("2026-11-02T12:00:00Z");
        monthEnd.look();
        monthEnd.look();
        assertThat(invoices.list(CLIENT)).extracting(Invoice::month).containsExactly(OCTOBER, SEPTEMBER);
        invoices.credit(CLIENT, OWNER, invoices.list(CLIENT).getFirst().id(), null, "Wrong price");
        monthEnd.look();
        assertThat(invoices.list(CLIENT)).hasSize(3);
    }

    @Test
    void monthEndIssuesWhatStoodOverAsSoonAsNothingStandsAgainstIt() {
        MonthEnd monthEnd = new MonthEnd(invoices, () -> List.of(CLIENT));
        invoices.issue(CLIENT, OWNER, SEPTEMBER);
        room.unfit = "BR-FR-01";
        room.now = Instant.parse("2026-11-30T12:00:00Z");
        monthEnd.look();
        assertThat(invoices.list(CLIENT)).hasSize(1);
        assertThat(monthEnd.stuck(CLIENT)).containsOnlyKeys(OCTOBER);
        assertThat(monthEnd.stuck(CLIENT).get(OCTOBER).message()).contains("BR-FR-01");
        room.unfit = null;
        room.now = Instant.parse("2026-12-02T12:00:00Z");
        monthEnd.look();
        assertThat(invoices.list(CLIENT))
                .extracting(Invoice::month)
                .containsExactly(YearMonth.of(2026, 11), OCTOBER, SEPTEMBER);
        assertThat(monthEnd.stuck(CLIENT)).isEmpty();
    }
}

package io.binome.billing.internal;

import static io.binome.billing.TestUsage.CPU_HOUR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.billing.AgreedBooks;
import io.binome.billing.Bill;
import io.binome.billing.Bills;
import io.binome.billing.Focus;
import io.binome.billing.Holding;
import io.binome.billing.Invoice;
import io.binome.billing.InvoiceCsv;
import io.binome.billing.InvoiceLine;
import io.binome.billing.InvoiceProblem;
import io.binome.billing.InvoiceReplay;
import io.binome.billing.InvoiceWriter;
import io.binome.billing.Invoices;
import io.binome.billing.Origin;
import io.binome.billing.Rating;
import io.binome.billing.TestUsage;
import io.binome.billing.internal.PriceVersionStore.Stored;
import io.binome.changes.internal.ChangesFixture;
import io.binome.contracts.ContractReading;
import io.binome.contracts.ContractVersion;
import io.binome.kernel.Actor;
import io.binome.kernel.HostId;
import io.binome.kernel.ProblemException;
import io.binome.ledger.Ledger;
import io.binome.metering.FakeMetering;
import io.binome.metering.UsageHour;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contracts that name another price book in mid-month, from the bill over what is kept of it to the archive. */
class BookChangeInvoicesTest {
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    private static final HostId HOST = new HostId(new UUID(7, 7));
    private static final Origin WEB = TestUsage.origin(1, 1);
    private static final Actor OWNER = new Actor.Machine("test");
    private static final String BOOK = """
            name: standard
            currency: EUR
            vat: 20
            prices: {cpu: [{from: 2026-01-01, price: 1}]}
            fees: [{name: support, prices: [{from: 2026-01-01, price: 72}]}]
            """;
    private static final String CONTRACT = """
            currency: EUR
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

    private final ChangesFixture room = new ChangesFixture(_ -> List.of());
    private final FakeMetering metering = new FakeMetering();
    private final List<ContractVersion> contracts = new ArrayList<>();
    private final Map<String, String> books = new TreeMap<>();
    private Instant now = Instant.parse("2026-11-20T11:00:00Z");
    private Bills bills;
    private Invoices invoices;

    @BeforeEach
    void rooms() {
        BillingRoom billing = new BillingRoom(new BillingRoom.Needs(
                room.database.database(), () -> room.scope, room.stacks, room.repositories, () -> now));
        bills = billing.bills(new BillingRoom.BillNeeds(
                        metering,
                        _ -> contracts.reversed(),
                        _ -> List.of(),
                        _ -> List.of(),
                        () -> List.of(room.scope),
                        _ -> Holding.tenant(Instant.parse("2026-01-01T00:00:00Z"))))
                .bills();
        invoices = billing.invoices(new BillingRoom.InvoiceNeeds(
                        bills,
                        metering,
                        _ -> contracts.getLast(),
                        _ -> new InvoiceWriter.Written(new byte[1], new byte[1], "none"),
                        Ledger.in(room.database.database(), () -> now),
                        (_, _, _) -> {},
                        () -> List.of(room.scope),
                        UUID::randomUUID))
                .invoices();
        books.put("standard", BOOK);
        books.put("premium", BOOK.replace("standard", "premium").replace("price: 1}", "price: 2}"));
        write();
        agree("2026-01-01T00:00:00Z", CONTRACT);
        // One hour of CPU in each hour of the month.
        for (int hour = 0; hour < 720; hour++) {
            use(Instant.parse("2026-10-31T23:00:00Z").plusSeconds(hour * 3_600L), 1);
        }
    }

    @AfterEach
    void close() {
        room.close();
    }

    private void write() {
        room.database.database().inTenant(room.scope, transaction -> {
            PriceVersionStore store = new PriceVersionStore();
            TreeMap<String, String> files = new TreeMap<>();
            books.forEach((name, text) -> files.put(name + ".yaml", text));
            int version = store.latest(transaction) + 1;
            store.add(transaction, new Stored(version, "prices", "1".repeat(40), null, files, now));
            return version;
        });
    }

    private void agree(String since, String text) {
        ContractReading.Read read =
                (ContractReading.Read) ContractReading.of("contract.yaml", text.getBytes(StandardCharsets.UTF_8));
        contracts.add(new ContractVersion(
                contracts.size() + 1, read.contract(), true, null, null, text, Instant.parse(since)));
    }

    private static String naming(String book) {
        return CONTRACT.replace("priceBook: standard", book.isEmpty() ? "" : "priceBook: " + book);
    }

    private void use(Instant hour, long cpuHours) {
        metering.add(new UsageHour(
                room.scope.tenant(),
                WEB.stack(),
                WEB.service(),
                HOST,
                hour,
                0,
                cpuHours * CPU_HOUR,
                0,
                0,
                0,
                0,
                false,
                true));
    }

    private static String total(Bill bill) {
        return bill.total().amount().setScale(2).toPlainString();
    }

    private Invoice issued() {
        now = Instant.parse("2026-12-02T06:00:00Z");
        return invoices.issue(room.scope, OWNER, NOVEMBER);
    }

    private void assertUnfit(String reason) {
        assertThatThrownBy(this::issued)
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.problem())
                        .isEqualTo(new InvoiceProblem.PriceBookUnfit(reason)));
    }

    @Test
    void aChangeOfTheRunningMonthIsInWhatIsKept() {
        // 468 hours by 11 on the 20th, and of 72 the same share.
        assertThat(total(bills.month(room.scope, NOVEMBER))).isEqualTo("514.80");
        agree("2026-11-16T11:20:00Z", naming("premium"));
        Bill changed = bills.month(room.scope, NOVEMBER);
        // 373 hours are still those of the first book, 95 those of the second.
        assertThat(total(changed)).isEqualTo("609.80");
        int asked = metering.asked();
        assertThat(bills.month(room.scope, NOVEMBER)).isEqualTo(changed);
        assertThat(metering.asked() - asked).as("only today's").isEqualTo(12);
        // Another version of the contract that changes something else changes no cent, nor what is kept.
        agree(
                "2026-11-18T08:30:00Z",
                naming("premium") + "budgets: {everything: {month: 5000, over: peer+provider}}\n");
        asked = metering.asked();
        assertThat(bills.month(room.scope, NOVEMBER)).isEqualTo(changed);
        assertThat(metering.asked() - asked).as("only today's").isEqualTo(12);
        assertThat(bills.year(room.scope, 2026).get(NOVEMBER).lines()).isEqualTo(changed.lines());
        // Late use of the hour of the change, and of the one after it.
        use(Instant.parse("2026-11-16T11:00:00Z"), 10);
        use(Instant.parse("2026-11-16T12:00:00Z"), 10);
        assertThat(total(bills.month(room.scope, NOVEMBER))).isEqualTo("639.80");
        Bills.Basis basis = bills.basis(room.scope, NOVEMBER);
        Rating anew = new Rating(basis.books(), NOVEMBER, now);
        basis.holdings().forEach(anew::add);
        metering.hours(room.scope, anew.from(), anew.until(), anew::add);
        assertThat(bills.month(room.scope, NOVEMBER)).isEqualTo(anew.bill(basis.names()));
    }

    @Test
    void theArchiveHoldsEachBookAndComesToTheSameCents() throws IOException {
        agree("2026-11-16T11:20:00Z", naming("premium"));
        agree("2026-11-30T23:30:00Z", naming("standard"));
        Invoice invoice = issued();
        // 373 at 1, 347 at 2, and 72 in two parts.
        assertThat(invoice.net().amount()).isEqualByComparingTo("1139.00");
        assertThat(invoice.books())
                .extracting(AgreedBooks.Named::book)
                .as("what is named in December is no part of November")
                .containsExactly("standard", "premium");
        byte[] zip = invoices.file(room.scope, invoice.id(), Invoices.File.ZIP);
        Map<String, String> files = Archives.unpacked(zip);
        assertThat(files).containsKeys("prices/standard.yaml", "prices/premium.yaml");
        assertThat(InvoiceReplay.of(zip).differences()).isEmpty();
        files.computeIfPresent("prices/premium.yaml", (_, text) -> text.replace("price: 2}", "price: 3}"));
        assertThat(InvoiceReplay.of(Archives.packed(files)).differences())
                .contains("The total without tax: worked out is 1486 EUR, the invoice says 1139 EUR");
        files.remove("prices/premium.yaml");
        assertThat(InvoiceReplay.of(Archives.packed(files)).differences())
                .containsExactly("The archive lacks the price book premium");

        InvoiceLine later = invoice.lines().stream()
                .filter(line -> line.measured() != null && line.time().book().equals("premium"))
                .findFirst()
                .orElseThrow();
        assertThat(invoices.hours(room.scope, invoice.id(), later.position()))
                .as("a line opens to its own hours")
                .hasSize(347)
                .allMatch(hour -> !hour.hour().isBefore(Instant.parse("2026-11-16T12:00:00Z")));
        List<Map<String, String>> rows = Focus.rows(invoice);
        assertThat(rows.stream()
                        .map(row -> new BigDecimal(row.get("BilledCost")))
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(invoice.payable().amount());
        assertThat(rows).anySatisfy(row -> assertThat(row)
                .containsEntry("ChargePeriodStart", "2026-11-16T12:00:00Z")
                .containsEntry("ChargePeriodEnd", "2026-11-30T23:00:00Z")
                .containsEntry("SkuPriceId", "binome/cpu/premium/2/hour"));
        assertThat(InvoiceCsv.of(invoice))
                .contains("2026-11-16,2026-12-01,2026-11-16T12:00:00Z,2026-11-30T23:00:00Z,premium,347,347,hour,2");
    }

    @Test
    void lateUseOfAMonthOfTwoBooksIsChargedByTheBookOfItsHour() {
        agree("2026-11-16T11:20:00Z", naming("premium"));
        issued();
        use(Instant.parse("2026-11-16T11:00:00Z"), 10);
        use(Instant.parse("2026-11-16T12:00:00Z"), 10);
        agree("2026-12-10T00:00:00Z", naming("standard"));
        now = Instant.parse("2027-01-02T06:00:00Z");
        Invoice december = invoices.issue(room.scope, OWNER, NOVEMBER.plusMonths(1));
        assertThat(december.lines().getLast().kind()).isEqualTo(InvoiceLine.Kind.CORRECTION);
        assertThat(december.lines().getLast().amount().amount()).isEqualByComparingTo("30");
        assertThat(InvoiceReplay.of(invoices.file(room.scope, december.id(), Invoices.File.ZIP))
                        .differences())
                .isEmpty();
    }

    @Test
    void whereNoBookWasAgreedNothingIsOwed() {
        contracts.clear();
        agree("2026-01-01T00:00:00Z", naming(""));
        assertUnfit("the contract names no price book that is in force");
        agree("2026-11-15T23:00:00Z", naming("standard"));
        now = Instant.parse("2026-11-20T11:00:00Z");
        assertThat(bills.month(room.scope, NOVEMBER).unpriced()).isEqualTo(1);
        assertThat(issued().net().amount()).isEqualByComparingTo("396.00");
    }

    @Test
    void aBookThatIsNotThereStandsAgainstTheInvoiceUntilItIs() {
        agree("2026-11-15T23:00:00Z", naming("later"));
        assertUnfit("for a part of the month the contract named the price book later, which is not there or in another"
                + " currency. Write it, with prices from then on");
        books.put("later", BOOK.replace("standard", "later").replace("vat: 20", "vat: 10"));
        write();
        assertUnfit("the price books standard and later, which both hold in the month, differ in VAT. Let them have the"
                + " same");
        // The days are those of the tenant's first book, whatever another one says.
        books.put(
                "later",
                BOOK.replace("standard", "later")
                        .replace("price: 1}", "price: 3}")
                        .replace("currency:", "timezone: America/New_York\ncurrency:"));
        write();
        assertThat(issued().net().amount()).isEqualByComparingTo("1512.00");
    }

    @Test
    void aBookInAnotherCurrencyBeginsWithTheNextMonth() {
        books.put("dollars", BOOK.replace("standard", "dollars").replace("EUR", "USD"));
        write();
        agree("2026-11-16T11:20:00Z", naming("dollars").replace("currency: EUR", "currency: USD"));
        Invoice invoice = issued();
        assertThat(invoice.payable().currency()).isEqualTo("EUR");
        assertThat(invoice.bookNames()).containsExactly("standard");
        assertThat(bills.month(room.scope, NOVEMBER.plusMonths(1)).currency()).isEqualTo("USD");
        // A contract in one currency that names a book in another one has no agreed price.
        agree("2026-11-17T00:00:00Z", naming("dollars"));
        assertThat(bills.month(room.scope, NOVEMBER).unpriced()).isEqualTo(1);
    }
}

package io.binome.billing.internal;

import static io.binome.billing.TestUsage.CPU_HOUR;
import static io.binome.billing.TestUsage.origin;
import static io.binome.billing.internal.InvoicesFixture.CLIENT;
import static io.binome.billing.internal.InvoicesFixture.OCTOBER;
import static io.binome.billing.internal.InvoicesFixture.OWNER;
import static io.binome.billing.internal.InvoicesFixture.SEPTEMBER;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.billing.BillLine;
import io.binome.billing.Invoice;
import io.binome.billing.InvoiceLine;
import io.binome.billing.InvoiceReplay;
import io.binome.billing.Invoices;
import io.binome.kernel.Money;
import io.binome.kernel.ProblemException;
import io.binome.metering.Metered;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No record is charged twice, in whatever order months are invoiced, taken back and invoiced again. */
class InvoicedOnceTest {
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);

    private final InvoicesFixture room = new InvoicesFixture();
    private final Invoices invoices = room.invoices;

    @AfterEach
    void close() {
        room.close();
    }

    private static Money euros(String amount) {
        return Money.of(new BigDecimal(amount), "EUR");
    }

    /** What stands on invoices for the processor of a month, whichever they are. */
    private static Money charged(YearMonth month, List<Invoice> standing) {
        return standing.stream()
                .flatMap(invoice -> invoice.lines().stream())
                .filter(line -> line.month().equals(month) && line.measured() == Metered.CPU)
                .map(InvoiceLine::amount)
                .reduce(Money.zero("EUR"), Money::plus);
    }

    private void replayed(Invoice invoice) {
        assertThat(InvoiceReplay.of(invoices.file(CLIENT, invoice.id(), Invoices.File.ZIP))
                        .differences())
                .isEmpty();
    }

    @Test
    void twoInvoicesAtOnceDoNotBothChargeWhatCameLate() {
        invoices.issue(CLIENT, OWNER, SEPTEMBER);
        room.use(origin(1, 1), "2026-09-03T10:00:00Z", Metered.CPU, 25 * CPU_HOUR);
        room.now = Instant.parse("2026-12-02T06:00:00Z");
        // Somebody invoices October by hand just when November's invoice was worked out.
        room.whenDrafted = () -> {
            room.whenDrafted = () -> {};
            invoices.issue(CLIENT, OWNER, OCTOBER);
        };
        Invoice november = invoices.issue(CLIENT, OWNER, NOVEMBER);
        assertThat(november.number()).isEqualTo("2026-00003");
        assertThat(charged(SEPTEMBER, invoices.list(CLIENT))).isEqualTo(euros("0.54"));
        invoices.list(CLIENT).forEach(this::replayed);
    }

    @Test
    void whatALaterInvoiceHasChargedIsNotChargedByTheMonthsNextInvoiceAgain() {
        Invoice first = invoices.issue(CLIENT, OWNER, SEPTEMBER);
        room.use(origin(1, 1), "2026-09-03T10:00:00Z", Metered.CPU, 25 * CPU_HOUR);
        Invoice october = invoices.issue(CLIENT, OWNER, OCTOBER);
        assertThat(charged(SEPTEMBER, List.of(october))).isEqualTo(euros("0.30"));
        invoices.credit(CLIENT, OWNER, first.id(), null, "Wrong address");
        Invoice again = invoices.issue(CLIENT, OWNER, SEPTEMBER);
        assertThat(charged(SEPTEMBER, List.of(october, again))).isEqualTo(euros("0.54"));
        replayed(again);
        room.now = Instant.parse("2026-12-02T06:00:00Z");
        Invoice november = invoices.issue(CLIENT, OWNER, NOVEMBER);
        assertThat(november.lines()).noneMatch(line -> line.kind() == InvoiceLine.Kind.CORRECTION);
    }

    @Test
    void whatCameLateIsNeverTaxedAtAnotherRateThanItsMonth() {
        invoices.issue(CLIENT, OWNER, SEPTEMBER);
        room.use(origin(1, 1), "2026-09-03T10:00:00Z", Metered.CPU, 25 * CPU_HOUR);
        room.vat("21");
        Invoice october = invoices.issue(CLIENT, OWNER, OCTOBER);
        assertThat(october.vatPercent()).isEqualByComparingTo("21");
        assertThat(october.lines()).noneMatch(line -> line.kind() == InvoiceLine.Kind.CORRECTION);
        room.vat("20");
        room.now = Instant.parse("2026-12-02T06:00:00Z");
        Invoice november = invoices.issue(CLIENT, OWNER, NOVEMBER);
        assertThat(charged(SEPTEMBER, List.of(november))).isEqualTo(euros("0.30"));
    }

    @Test
    void whatComesInWhileAnInvoiceIsWorkedOutIsInAllOfItsArchiveOrInNothing() {
        room.whenRead = () -> {
            room.whenRead = () -> {};
            room.use(origin(1, 1), "2026-10-03T10:00:00Z", Metered.CPU, 25 * CPU_HOUR);
        };
        Invoice october = invoices.issue(CLIENT, OWNER, OCTOBER);
        replayed(october);
        assertThat(charged(OCTOBER, List.of(october))).isEqualTo(euros("0.90"));
    }

    /** Months are invoiced, taken back whole or in part and invoiced again while use goes on to come in, in any order. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whateverIsDoneWhenWhatStandsIsWhatTheMonthsCost(long seed) {
        Random random = new Random(seed);
        List<YearMonth> months = List.of(SEPTEMBER, OCTOBER, NOVEMBER);
        room.now = Instant.parse("2026-12-02T06:00:00Z");
        for (int i = 0; i < 25; i++) {
            YearMonth month = months.get(random.nextInt(months.size()));
            switch (random.nextInt(4)) {
                case 0 ->
                    room.use(
                            origin(1, 1),
                            month.atDay(1 + random.nextInt(28)) + "T10:00:00Z",
                            Metered.CPU,
                            random.nextLong(-5, 40) * CPU_HOUR);
                case 1 -> credit(random);
                default -> {
                    if (tried(() -> invoices.issue(CLIENT, OWNER, month))) {
                        assertThat(charged(month, standing())).as("%s", month).isEqualTo(cost(month));
                    }
                }
            }
        }
        room.now = Instant.parse("2027-01-02T06:00:00Z");
        tried(() -> invoices.issue(CLIENT, OWNER, NOVEMBER));
        Invoice last = invoices.issue(CLIENT, OWNER, YearMonth.of(2026, 12));
        List<Invoice> standing = standing();
        assertThat(standing).contains(last);
        for (YearMonth month : months) {
            if (standing.stream().anyMatch(invoice -> invoice.month().equals(month))) {
                assertThat(charged(month, standing)).as("%s", month).isEqualTo(cost(month));
            }
        }
        standing.forEach(this::replayed);
    }

    private void credit(Random random) {
        List<Invoice> all = invoices.list(CLIENT);
        if (!all.isEmpty()) {
            Invoice of = all.get(random.nextInt(all.size()));
            Money part = random.nextBoolean() ? null : euros("0.07");
            tried(() -> invoices.credit(CLIENT, OWNER, of.id(), part, "Random"));
        }
    }

    private static boolean tried(Callable<Invoice> work) {
        try {
            return work.call() != null;
        } catch (ProblemException refused) {
            return false;
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    /** Those that are not taken back whole. */
    private List<Invoice> standing() {
        List<Invoice> all = invoices.list(CLIENT);
        return all.stream()
                .filter(invoice -> !invoice.isCredit()
                        && !all.stream()
                                .filter(credit -> credit.credited() != null
                                        && credit.credited().number().equals(invoice.number()))
                                .map(Invoice::net)
                                .reduce(Money.zero("EUR"), Money::plus)
                                .equals(invoice.net()))
                .toList();
    }

    private Money cost(YearMonth month) {
        return room.bills.month(CLIENT, month).lines().stream()
                .filter(line -> line.measured() == Metered.CPU)
                .map(BillLine::amount)
                .reduce(Money.zero("EUR"), Money::plus);
    }
}

package io.binome.billing.internal;

import static io.binome.billing.internal.InvoicesFixture.CLIENT;
import static io.binome.billing.internal.InvoicesFixture.OCTOBER;
import static io.binome.billing.internal.InvoicesFixture.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.billing.Focus;
import io.binome.billing.Invoice;
import io.binome.billing.InvoicesCsv;
import io.binome.kernel.Money;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows of FOCUS 1.2, and the list of invoices for a spreadsheet. */
class FocusTest {
    private final InvoicesFixture room = new InvoicesFixture();
    private final DatabaseInvoices invoices = room.invoices;

    @AfterEach
    void close() {
        room.close();
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
    void focusRowsKeepTheRulesOfTheSpecification() {
        Invoice invoice = invoices.issue(CLIENT, OWNER, OCTOBER);
        assertThat(Focus.COLUMNS).containsAll(FocusRules.MANDATORY);
        Focus.rows(invoice).forEach(FocusRules::hold);
        assertThat(Focus.rows(invoice)).anySatisfy(row -> assertThat(row)
                .containsEntry("ConsumedUnit", "CPU-Hours")
                .containsEntry("ConsumedQuantity", "60")
                .containsEntry("PricingQuantity", "50")
                .containsEntry("ContractedUnitPrice", "0.012")
                .containsEntry("ChargePeriodStart", "2026-09-30T22:00:00Z")
                .containsEntry("ChargePeriodEnd", "2026-10-31T23:00:00Z"));
        Invoice whole = invoices.credit(CLIENT, OWNER, invoice.id(), null, "Wrong price");
        Focus.rows(whole).forEach(FocusRules::hold);
        assertThat(Focus.rows(whole)).extracting(row -> row.get("ChargeClass")).containsOnly("Correction");
        assertThat(sum(Focus.rows(whole)))
                .isEqualByComparingTo(invoice.payable().amount().negate());
        assertThat(InvoicesCsv.of(invoices.list(CLIENT)).lines().skip(1))
                .containsExactly(
                        "2026-00002,credit-note,2026-00001,2026-10,2026-11-02,2026-11-02,-50.68,20,-10.14,-60.82,EUR",
                        "2026-00001,invoice,,2026-10,2026-11-02,2026-12-02,50.68,20,10.14,60.82,EUR");
        Invoice again = invoices.issue(CLIENT, OWNER, OCTOBER);
        Invoice part = invoices.credit(
                CLIENT, OWNER, again.id(), Money.of(new BigDecimal("5"), "EUR"), "A night without service");
        Focus.rows(part).forEach(FocusRules::hold);
        assertThat(Focus.rows(part))
                .extracting(row -> row.get("ChargeCategory"))
                .containsExactly("Credit", "Tax");
    }

    /** 385 of 745 hours: with four digits of that the fee would come to eleven cents more. */
    @Test
    void costsOfAPartOfAMonthAreThoseOfItsQuantityToo() {
        room.edit("price: 49.9", "price: 4999.9");
        room.came = java.time.Instant.parse("2026-10-15T22:00:00Z");
        Invoice invoice = invoices.issue(CLIENT, OWNER, OCTOBER);
        assertThat(invoice.lines().getFirst().amount().amount()).isEqualByComparingTo("2583.84");
        Focus.rows(invoice).forEach(FocusRules::hold);
        assertThat(Focus.rows(invoice).getFirst().get("ContractedCost")).startsWith("2583.8409");
    }

    private static BigDecimal sum(List<Map<String, String>> rows) {
        return rows.stream().map(row -> new BigDecimal(row.get("BilledCost"))).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}

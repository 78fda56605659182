package io.binome.server.console;

import io.binome.billing.Invoice;
import io.binome.kernel.Money;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What was invoiced.
 *
 * @param missing keys that the contract lacks for an invoice; empty when nothing does
 */
public record InvoicesPage(List<Invoice> invoices, List<String> missing) {
    /** The month that is most likely to be invoiced next; empty when it is invoiced already. */
    public String next(Reader reader) {
        YearMonth month = YearMonth.from(reader.now().atOffset(ZoneOffset.UTC)).minusMonths(1);
        return invoices.stream()
                        .anyMatch(invoice ->
                                invoice.month().equals(month) && !invoice.isCredit() && !isTakenBack(invoice))
                ? ""
                : month.toString();
    }

    /** Without tax, by all its credit notes. */
    public Money takenBack(Invoice invoice) {
        return credits(invoice, invoices).stream()
                .map(Invoice::net)
                .reduce(Money.zero(invoice.currency()), Money::plus);
    }

    public boolean isTakenBack(Invoice invoice) {
        return takenBack(invoice).equals(invoice.net());
    }

    public Money signed(Invoice invoice, Money amount) {
        return invoice.isCredit() ? amount.negated() : amount;
    }

    static List<Invoice> credits(Invoice invoice, List<Invoice> all) {
        return all.stream()
                .filter(one -> one.credited() != null && one.credited().number().equals(invoice.number()))
                .toList();
    }
}

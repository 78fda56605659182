package io.binome.billing;

import io.binome.kernel.CsvLine;
import io.binome.kernel.Money;
import java.util.List;
import java.util.Locale;

/** Invoices and credit notes as CSV (RFC 4180), a line each, with a point in numbers; what a credit note gives back is negative. */
public final class InvoicesCsv {
    private static final List<String> HEAD = List.of(
            "number", "kind", "credits", "month", "issued", "due", "net", "vat_percent", "vat", "payable", "currency");

    private InvoicesCsv() {}

    public static String of(List<Invoice> invoices) {
        StringBuilder csv = new StringBuilder(CsvLine.of(HEAD));
        for (Invoice invoice : invoices) {
            Invoice.Credited credited = invoice.credited();
            csv.append(CsvLine.of(List.of(
                    invoice.number(),
                    invoice.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    credited == null ? "" : credited.number(),
                    invoice.month().toString(),
                    invoice.issued().toString(),
                    invoice.due().toString(),
                    words(invoice, invoice.net()),
                    PriceBook.words(invoice.vatPercent()),
                    words(invoice, invoice.vat()),
                    words(invoice, invoice.payable()),
                    invoice.currency())));
        }
        return csv.toString();
    }

    /** An accountant adds up the column. */
    private static String words(Invoice invoice, Money money) {
        return (invoice.isCredit() ? money.amount().negate() : money.amount())
                .setScale(Bill.digits(invoice.currency()))
                .toPlainString();
    }
}

package io.binome.billing;

import io.binome.kernel.CsvLine;
import io.binome.metering.Metered;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Lines of an invoice as CSV (RFC 4180), with a point in numbers, for spreadsheets and programs. */
public final class InvoiceCsv {
    private static final List<String> HEAD = List.of(
            "invoice",
            "line",
            "kind",
            "environment",
            "repository",
            "stack",
            "service",
            "of",
            "name",
            "month",
            "from",
            "until",
            "begin",
            "end",
            "price_book",
            "used",
            "quantity",
            "per",
            "price",
            "discount_percent",
            "estimated",
            "amount",
            "currency");

    private InvoiceCsv() {}

    public static String of(Invoice invoice) {
        StringBuilder csv = new StringBuilder(CsvLine.of(HEAD));
        for (InvoiceLine line : invoice.lines()) {
            Metered measured = line.measured();
            csv.append(CsvLine.of(List.of(
                    invoice.number(),
                    Integer.toString(line.position()),
                    line.kind().name().toLowerCase(Locale.ROOT),
                    line.place().environment(),
                    line.place().repository(),
                    line.place().stack(),
                    line.place().service(),
                    measured == null ? "" : measured.word(),
                    line.name(),
                    line.month().toString(),
                    line.from().toString(),
                    line.until().toString(),
                    line.time().begin().toString(),
                    line.time().end().toString(),
                    line.time().book(),
                    PriceBook.words(line.used()),
                    PriceBook.words(line.quantity()),
                    line.per(),
                    PriceBook.words(line.price()),
                    PriceBook.words(line.discount()),
                    Boolean.toString(line.estimated()),
                    cents(invoice, line.amount().amount()),
                    invoice.currency())));
        }
        return csv.toString();
    }

    private static String cents(Invoice invoice, BigDecimal amount) {
        return amount.setScale(Bill.digits(invoice.currency())).toPlainString();
    }
}

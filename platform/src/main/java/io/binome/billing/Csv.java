package io.binome.billing;

import io.binome.metering.Metered;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines of an invoice as CSV (RFC 4180), a point in numbers, for spreadsheets and programs. */
public final class Csv {
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
            "used",
            "quantity",
            "per",
            "price",
            "discount_percent",
            "estimated",
            "amount",
            "currency");

    private Csv() {}

    /** One line with its end. Texts that a spreadsheet would take for a formula are made plain. */
    static String line(List<String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(String text) {
        boolean formula = !text.isEmpty() && "=+@\t".indexOf(text.charAt(0)) >= 0;
        String plain = formula ? "'" + text : text;
        return plain.matches("[^\",\r\n]*") ? plain : '"' + plain.replace("\"", "\"\"") + '"';
    }

    public static String of(Invoice invoice) {
        StringBuilder csv = new StringBuilder(line(HEAD));
        for (InvoiceLine line : invoice.lines()) {
            Metered measured = line.measured();
            csv.append(line(List.of(
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

package io.binome.server.console;

import io.binome.billing.Invoice;
import io.binome.billing.InvoiceLine;
import io.binome.contracts.Invoicing;
import io.binome.kernel.Money;
import io.binome.metering.Metered;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An invoice or a credit note as it was issued, with what has become of it.
 *
 * @param address of this page; its files are below it
 * @param credits the credit notes of an invoice
 * @param credited address of the invoice that a credit note refers to
 */
public record InvoicePage(
        Invoice invoice,
        String address,
        List<Invoice> credits,
        @Nullable String credited) {
    private static final int USUAL_DIGITS = 4;
    /** Of a quantity whose amount with fewer would be another one. */
    private static final int MOST_DIGITS = 12;

    public InvoicePage {
        credits = List.copyOf(credits);
    }

    /** What was not taken back, without tax. */
    public Money left() {
        return credits.stream().map(Invoice::net).reduce(invoice.net(), Money::minus);
    }

    public boolean creditable() {
        return !invoice.isCredit() && left().micros() > 0;
    }

    /** What a line is for, in the reader's language. */
    public String what(Reader reader, InvoiceLine line) {
        Metered measured = line.measured();
        String what = measured != null
                ? reader.text("invoice.of." + measured)
                : line.name().isEmpty() ? reader.text("invoice.kind." + line.kind()) : line.name();
        return line.kind() == InvoiceLine.Kind.CORRECTION
                ? reader.text("invoice.correction", what, reader.month(line.month()))
                : what;
    }

    public String where(InvoiceLine line) {
        String stack = line.place().stack();
        return stack.isEmpty()
                ? ""
                : (line.place().service().isEmpty() ? "" : line.place().service() + " · ")
                        + line.place().environment() + " · " + line.place().repository() + "/" + stack;
    }

    /** How much is charged, with its unit. */
    public String quantity(Reader reader, InvoiceLine line) {
        return line.per().equals("lump")
                ? reader.decimal(line.quantity(), MOST_DIGITS)
                : words(reader, line, line.quantity(USUAL_DIGITS, MOST_DIGITS).orElse(line.quantity()));
    }

    /** What was used of it and is not charged; empty when nothing. */
    public String free(Reader reader, InvoiceLine line) {
        BigDecimal free = line.used().subtract(line.quantity()).setScale(USUAL_DIGITS, RoundingMode.HALF_UP);
        return free.signum() <= 0 ? "" : words(reader, line, free);
    }

    private static String words(Reader reader, InvoiceLine line, BigDecimal quantity) {
        return reader.decimal(quantity, MOST_DIGITS) + "\u00a0"
                + reader.basis(line.measured() == Metered.CPU ? "CPU-" + line.per() : line.per());
    }

    public String price(Reader reader, InvoiceLine line) {
        return reader.price(line.price(), invoice.currency());
    }

    /** Whether its price held for a part of its month only. */
    public boolean partial(InvoiceLine line) {
        return !line.from().equals(line.month().atDay(1))
                || !line.until().equals(line.month().plusMonths(1).atDay(1));
    }

    public boolean severalBooks() {
        return invoice.bookNames().size() > 1;
    }

    /** Whether something was measured for it, so that there are hours to look at. */
    public boolean opens(InvoiceLine line) {
        return line.measured() != null && !invoice.isCredit();
    }

    /** Who a party is before the law, line by line, below its name. */
    public List<String> identity(Reader reader, Invoicing.Identity party) {
        List<String> lines = new ArrayList<>();
        Invoicing.Address address = party.address();
        add(lines, party.form());
        add(lines, address.street());
        add(lines, address.extra());
        add(lines, address.postcode() + " " + address.city() + " (" + address.country() + ")");
        add(lines, numbered("SIRET", party.siret()));
        add(lines, party.siret() == null ? numbered("SIREN", party.siren()) : null);
        add(lines, numbered(reader.text("invoice.vat-number"), party.vatNumber()));
        return lines;
    }

    private static @Nullable String numbered(String name, @Nullable String number) {
        return number == null ? null : name + " " + number;
    }

    private static void add(List<String> lines, @Nullable String line) {
        if (line != null) {
            lines.add(line);
        }
    }
}

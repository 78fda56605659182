package io.binome.billing.internal;

import io.binome.billing.AgreedBooks;
import io.binome.billing.Invoice;
import io.binome.billing.InvoiceLine;
import io.binome.billing.InvoiceReplay;
import io.binome.billing.Place;
import io.binome.billing.PriceBook;
import io.binome.kernel.Money;
import io.binome.kernel.ProblemException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;

/** Compares an invoice with what its archive comes to. */
public final class ReplayedInvoice {
    private ReplayedInvoice() {}

    /** @throws IllegalArgumentException when it cannot be read or says what cannot be, whoever wrote it */
    public static InvoiceReplay of(byte[] zip) {
        try {
            return compared(InvoiceArchive.read(zip));
        } catch (NullPointerException | ArithmeticException | DateTimeException | ProblemException impossible) {
            throw new IllegalArgumentException("It lacks something, or says what cannot be", impossible);
        }
    }

    private static InvoiceReplay compared(InvoiceArchive archive) {
        Invoice invoice = archive.invoice();
        List<String> differences = new ArrayList<>();
        sums(invoice, differences);
        if (!invoice.isCredit()) {
            worked(archive, invoice, differences);
        }
        return new InvoiceReplay(invoice, differences);
    }

    private static void sums(Invoice invoice, List<String> differences) {
        amount(
                "The lines' sum",
                InvoiceCalculation.net(invoice.lines(), invoice.currency()),
                invoice.net(),
                differences);
        if (!invoice.isCredit()) {
            amount(
                    "The tax on the sum",
                    InvoiceCalculation.vat(invoice.net(), invoice.vatPercent()),
                    invoice.vat(),
                    differences);
        }
    }

    private static void worked(InvoiceArchive archive, Invoice invoice, List<String> differences) {
        if (archive.months().isEmpty() || !archive.months().getFirst().month().equals(invoice.month())) {
            differences.add("The archive lacks the usage of " + invoice.month());
            return;
        }
        archive.missing().forEach(book -> differences.add("The archive lacks the price book " + book));
        if (!differences.isEmpty()) {
            return;
        }
        AgreedBooks books = archive.months().getFirst().books();
        if (!books.named(archive.months().getFirst().end()).equals(invoice.books())
                || !books.zone().equals(invoice.zone())) {
            differences.add("The invoice says other price books, or other times of theirs, than it was worked out by");
        }
        for (PriceBook book : books.books()) {
            if (book.hasPrices() && book.vatPercent().compareTo(invoice.vatPercent()) != 0) {
                differences.add("The price book " + book.name() + " has " + book.vatPercent() + " % VAT, the invoice "
                        + invoice.vatPercent());
            }
        }
        archive.months().forEach(month -> differences.addAll(ReadingCsv.differences(month.hours(), month.readings())));
        InvoiceCalculation worked = InvoiceCalculation.of(
                archive.months().getFirst(),
                archive.months().subList(1, archive.months().size()));
        int most = Math.max(worked.lines().size(), invoice.lines().size());
        for (int i = 0; i < most; i++) {
            String line = "Line " + (i + 1);
            if (i >= worked.lines().size()) {
                differences.add(line + ": nothing was used for it, the invoice says "
                        + words(invoice.lines().get(i).amount()));
            } else if (i >= invoice.lines().size()) {
                differences.add(line + ": the invoice lacks "
                        + words(worked.lines().get(i).amount()));
            } else {
                line(line, worked.lines().get(i), invoice.lines().get(i), differences);
            }
        }
        amount("The total without tax", worked.net(), invoice.net(), differences);
        amount("The tax", worked.vat(), invoice.vat(), differences);
    }

    private static void line(String name, InvoiceLine worked, InvoiceLine said, List<String> differences) {
        amount(name, worked.amount(), said.amount(), differences);
        if (worked.amount().equals(said.amount()) && !plain(worked).equals(plain(said))) {
            differences.add(name + ": worked out is " + words(worked) + ", the invoice says " + words(said));
        }
    }

    /** However many zeros its numbers were written with. */
    private static InvoiceLine plain(InvoiceLine line) {
        return new InvoiceLine(
                line.position(),
                line.kind(),
                line.measured(),
                line.name(),
                line.origin(),
                line.place(),
                line.month(),
                line.time(),
                line.quantity().stripTrailingZeros(),
                line.used().stripTrailingZeros(),
                line.per(),
                line.price().stripTrailingZeros(),
                line.discount().stripTrailingZeros(),
                line.estimated(),
                line.amount());
    }

    private static String words(InvoiceLine line) {
        Place place = line.place();
        return line.position() + ". " + line.kind()
                + (line.measured() == null ? "" : " of " + line.measured().word())
                + " " + line.name() + " ("
                + String.join("/", place.environment(), place.repository(), place.stack(), place.service()) + ") in "
                + line.month() + " from " + line.time().begin() + " until "
                + line.time().end() + " by '" + line.time().book() + "', "
                + line.quantity().toPlainString() + " of "
                + line.used().toPlainString() + " " + line.per() + " at "
                + line.price().toPlainString() + " less "
                + line.discount().toPlainString() + " %" + (line.estimated() ? ", estimated" : "");
    }

    private static void amount(String name, Money worked, Money said, List<String> differences) {
        if (!worked.equals(said)) {
            differences.add(name + ": worked out is " + words(worked) + ", the invoice says " + words(said));
        }
    }

    private static String words(Money money) {
        return money.amount().stripTrailingZeros().toPlainString() + " " + money.currency();
    }
}

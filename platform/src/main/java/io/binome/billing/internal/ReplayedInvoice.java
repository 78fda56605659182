package io.binome.billing.internal;

import io.binome.billing.Invoice;
import io.binome.billing.InvoiceLine;
import io.binome.billing.InvoiceReplay;
import io.binome.billing.PriceBook;
import io.binome.kernel.Money;
import java.util.ArrayList;
import java.util.List;

/** Compares an invoice with what its archive comes to. */
public final class ReplayedInvoice {
    private ReplayedInvoice() {}

    public static InvoiceReplay of(byte[] zip) {
        InvoiceArchive archive = InvoiceArchive.read(zip);
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
        if (archive.months().isEmpty()) {
            differences.add("The archive lacks the usage");
            return;
        }
        archive.missing().forEach(book -> differences.add("The archive lacks the price book " + book));
        if (!differences.isEmpty()) {
            return;
        }
        for (PriceBook book : archive.months().getFirst().books().books()) {
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
        if (worked.amount().equals(said.amount())
                && (worked.quantity().compareTo(said.quantity()) != 0
                        || worked.price().compareTo(said.price()) != 0
                        || !worked.origin().equals(said.origin()))) {
            differences.add(name + ": worked out is " + worked.quantity().toPlainString() + " at "
                    + worked.price().toPlainString() + ", the invoice says "
                    + said.quantity().toPlainString() + " at " + said.price().toPlainString());
        }
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

package io.binome.drivers.facturx;

import io.binome.billing.Invoice;
import io.binome.billing.InvoiceLine;
import io.binome.contracts.Invoicing.Identity;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The invoice for people: who owes whom what until when on the first page, line by line below. */
final class InvoicePages {
    private static final float LEFT = Sheet.MARGIN;
    private static final float RIGHT = Sheet.WIDTH - Sheet.MARGIN;
    private static final float QUANTITY = 372;
    private static final float PRICE = 462;
    private static final float INDENT = 8;

    private final Invoice invoice;
    private final Wording words;
    private final Sheet sheet;

    private InvoicePages(Invoice invoice, Sheet sheet) {
        this.invoice = invoice;
        this.words = new Wording(invoice.language());
        this.sheet = sheet;
    }

    static byte[] pdf(Invoice invoice) throws IOException {
        Wording words = new Wording(invoice.language());
        try (Sheet sheet = new Sheet(words.title(invoice) + " " + invoice.number(), words.language())) {
            InvoicePages pages = new InvoicePages(invoice, sheet);
            sheet.onEachFurtherPage(pages::further);
            pages.head();
            pages.parties();
            pages.facts();
            pages.lines();
            pages.totals();
            pages.payment();
            pages.law();
            return sheet.bytes(
                    invoice.seller().name() + " · " + invoice.number(), words.of("Page %d sur %d", "Page %d of %d"));
        }
    }

    private void head() throws IOException {
        sheet.bar();
        sheet.down(26);
        sheet.left(LEFT, invoice.seller().name(), Sheet.Style.BRAND);
        sheet.right(RIGHT, words.title(invoice).toUpperCase(invoice.language().locale()), Sheet.Style.TITLE);
        sheet.down(18);
        sheet.right(RIGHT, words.of("N° ", "No. ") + invoice.number(), Sheet.Style.STRONG);
        sheet.down(28);
    }

    private void further() throws IOException {
        sheet.left(LEFT, words.title(invoice) + " " + invoice.number(), Sheet.Style.STRONG);
        sheet.right(RIGHT, invoice.buyer().name(), Sheet.Style.QUIET);
        sheet.down(10);
        sheet.rule();
        sheet.down(16);
        columns();
    }

    private void parties() throws IOException {
        List<String> seller = address(invoice.seller());
        List<String> buyer = address(invoice.buyer());
        float second = 318;
        sheet.left(LEFT, words.of("ÉMETTEUR", "FROM"), Sheet.Style.LABEL);
        sheet.left(second, words.of("CLIENT", "BILLED TO"), Sheet.Style.LABEL);
        sheet.down(14);
        for (int i = 0; i < Math.max(seller.size(), buyer.size()); i++) {
            Sheet.Style style = i == 0 ? Sheet.Style.STRONG : Sheet.Style.TEXT;
            if (i < seller.size()) {
                sheet.left(LEFT, sheet.fitted(seller.get(i), style, second - LEFT - 16), style);
            }
            if (i < buyer.size()) {
                sheet.left(second, sheet.fitted(buyer.get(i), style, RIGHT - second), style);
            }
            sheet.down(12.5f);
        }
        sheet.down(12);
    }

    private List<String> address(Identity party) {
        List<String> lines = new ArrayList<>();
        lines.add(party.name());
        add(lines, "", party.form());
        lines.add(party.address().street());
        add(lines, "", party.address().extra());
        String country = party.address().country();
        lines.add(party.address().postcode() + " " + party.address().city()
                + (country.equals("FR")
                        ? ""
                        : ", "
                                + java.util.Locale.of("", country)
                                        .getDisplayCountry(invoice.language().locale())));
        if (party.siret() != null) {
            lines.add("SIRET " + grouped(party.siret(), 3, 3, 3, 5));
        } else if (party.siren() != null) {
            lines.add("SIREN " + grouped(party.siren(), 3, 3, 3));
        }
        add(lines, "", party.register());
        add(lines, words.of("TVA ", "VAT "), party.vatNumber());
        add(lines, "", party.email());
        return lines;
    }

    private static void add(List<String> lines, String before, @Nullable String text) {
        if (text != null) {
            lines.add(before + text);
        }
    }

    private static String grouped(String digits, int... sizes) {
        StringBuilder grouped = new StringBuilder();
        int at = 0;
        for (int size : sizes) {
            grouped.append(grouped.isEmpty() ? "" : "\u00a0").append(digits, at, at + size);
            at += size;
        }
        return grouped.toString();
    }

    /** Date, due date, month and amount, in a box that is seen first. */
    private void facts() throws IOException {
        Invoice.Credited credited = invoice.credited();
        List<String[]> facts = new ArrayList<>();
        facts.add(new String[] {words.of("DATE", "DATE"), words.day(invoice.issued())});
        facts.add(
                credited == null
                        ? new String[] {words.of("À PAYER AVANT LE", "DUE BY"), words.day(invoice.due())}
                        : new String[] {words.of("SUR FACTURE", "FOR INVOICE"), credited.number()});
        facts.add(new String[] {words.of("PÉRIODE", "PERIOD"), words.month(invoice.month())});
        facts.add(new String[] {
            invoice.isCredit() ? words.of("TOTAL DE L’AVOIR", "CREDITED") : words.of("TOTAL À PAYER", "TOTAL DUE"),
            words.money(invoice.payable())
        });
        sheet.box(46);
        sheet.down(18);
        float step = (RIGHT - LEFT) / facts.size();
        for (int i = 0; i < facts.size(); i++) {
            sheet.left(LEFT + 12 + i * step, facts.get(i)[0], Sheet.Style.LABEL);
        }
        sheet.down(16);
        for (int i = 0; i < facts.size(); i++) {
            sheet.left(
                    LEFT + 12 + i * step,
                    facts.get(i)[1],
                    i == facts.size() - 1 ? Sheet.Style.AMOUNT : Sheet.Style.STRONG);
        }
        sheet.down(34);
        if (credited != null && invoice.reason() != null) {
            sheet.wrapped(
                    words.of("Motif : ", "Reason: ") + invoice.reason() + words.of(" (facture du ", " (invoice of ")
                            + words.day(credited.issued()) + ").",
                    Sheet.Style.TEXT);
            sheet.down(12);
        }
    }

    private void columns() throws IOException {
        sheet.left(LEFT, words.of("DÉSIGNATION", "DESCRIPTION"), Sheet.Style.LABEL);
        sheet.right(QUANTITY, words.of("QUANTITÉ", "QUANTITY"), Sheet.Style.LABEL);
        sheet.right(PRICE, words.of("PRIX UNITAIRE HT", "UNIT PRICE"), Sheet.Style.LABEL);
        sheet.right(RIGHT, words.of("MONTANT HT", "NET AMOUNT"), Sheet.Style.LABEL);
        sheet.down(6);
        sheet.strongRule();
        sheet.down(15);
    }

    private void lines() throws IOException {
        columns();
        String group = null;
        for (InvoiceLine line : invoice.lines()) {
            String of = group(line);
            if (!of.equals(group)) {
                sheet.keep(44);
                if (group != null) {
                    sheet.down(5);
                }
                sheet.left(LEFT, sheet.fitted(of, Sheet.Style.STRONG, RIGHT - LEFT), Sheet.Style.STRONG);
                sheet.down(14);
                group = of;
            }
            line(line);
        }
    }

    private String group(InvoiceLine line) {
        if (line.kind() == InvoiceLine.Kind.CORRECTION) {
            return words.of("Corrections de mois déjà facturés", "Corrections of months already invoiced");
        }
        if (line.kind() == InvoiceLine.Kind.CREDIT) {
            return words.of("Avoir", "Credit");
        }
        String environment = line.place().environment();
        if (environment.isEmpty()) {
            return words.of("Pour l’ensemble du compte", "For the account as a whole");
        }
        String repository = line.place().repository();
        return environment + " · " + (repository.isEmpty() ? "" : repository + "/")
                + line.place().stack();
    }

    private void line(InvoiceLine line) throws IOException {
        sheet.keep(16);
        String service = line.place().service();
        String where = line.kind() == InvoiceLine.Kind.CORRECTION ? words.where(line) : service;
        String what = where.isEmpty() ? words.what(line) : where + " · " + words.what(line);
        String note = line.estimated() ? words.of(" (en partie estimé)", " (estimated in part)") : "";
        sheet.left(
                LEFT + INDENT,
                sheet.fitted(what + note, Sheet.Style.TEXT, QUANTITY - LEFT - INDENT - 76),
                Sheet.Style.TEXT);
        sheet.right(QUANTITY, words.quantity(line), Sheet.Style.TEXT);
        sheet.right(PRICE, words.price(line), Sheet.Style.TEXT);
        sheet.right(RIGHT, words.money(line.amount()), Sheet.Style.TEXT);
        if (!terms(line).isEmpty()) {
            sheet.down(10.5f);
            sheet.left(LEFT + INDENT, terms(line), Sheet.Style.QUIET);
        }
        sheet.down(6);
        sheet.faintRule();
        sheet.down(12);
    }

    /** How long the price held, what of the use costs nothing, and what the price is without discounts. */
    private String terms(InvoiceLine line) {
        List<String> terms = new ArrayList<>();
        boolean wholeMonth = line.from().equals(line.month().atDay(1))
                && line.until().equals(line.month().plusMonths(1).atDay(1));
        if (!wholeMonth) {
            terms.add(words.days(line.time(), invoice.zone())
                    + (invoice.books().size() > 1 ? ", " + line.time().book() : ""));
        }
        if (line.used().compareTo(line.quantity()) != 0) {
            terms.add(words.of("utilisé : ", "used: ") + words.number(line.used(), 0, 4) + " " + words.unit(line.per())
                    + words.of(", dont compris ou engagé : ", ", of it included or committed: ")
                    + words.number(line.used().subtract(line.quantity()), 0, 4));
        }
        if (line.discount().signum() > 0) {
            terms.add(words.of("remise ", "discount ") + words.number(line.discount(), 0, 2) + " %");
        }
        return String.join(" · ", terms);
    }

    private void totals() throws IOException {
        sheet.keep(96);
        sheet.down(10);
        total(words.of("Total HT", "Net total"), words.money(invoice.net()), Sheet.Style.TEXT);
        total(
                words.of("TVA ", "VAT ") + words.number(invoice.vatPercent(), 0, 2) + " %",
                words.money(invoice.vat()),
                Sheet.Style.TEXT);
        sheet.rule(QUANTITY - 60);
        sheet.down(20);
        BigDecimal sign = invoice.payable().amount();
        String label = invoice.isCredit()
                ? words.of("Total TTC de l’avoir", "Total credited")
                : sign.signum() < 0 ? words.of("En votre faveur", "In your favour") : words.of("Total TTC", "Total");
        sheet.left(QUANTITY - 60, label, Sheet.Style.AMOUNT);
        sheet.right(RIGHT, words.money(invoice.payable()), Sheet.Style.AMOUNT);
        sheet.down(26);
    }

    private void total(String label, String amount, Sheet.Style style) throws IOException {
        sheet.left(QUANTITY - 60, label, style);
        sheet.right(RIGHT, amount, style);
        sheet.down(15);
    }

    private void payment() throws IOException {
        String iban = invoice.seller().iban();
        if (invoice.isCredit()) {
            return;
        }
        sheet.keep(64);
        sheet.left(LEFT, words.of("PAIEMENT", "PAYMENT"), Sheet.Style.LABEL);
        sheet.down(14);
        sheet.left(
                LEFT,
                words.of("À payer avant le ", "Due by ")
                        + words.day(invoice.due())
                        + words.of(", référence ", ", reference ")
                        + invoice.number(),
                Sheet.Style.TEXT);
        sheet.down(13);
        if (iban != null) {
            String bic = invoice.seller().bic();
            sheet.left(
                    LEFT,
                    words.of("Virement : IBAN ", "Bank transfer: IBAN ")
                            + iban.replaceAll("(.{4})(?=.)", "$1\u00a0")
                            + (bic == null ? "" : " · BIC " + bic),
                    Sheet.Style.TEXT);
            sheet.down(13);
        }
        sheet.down(8);
    }

    private void law() throws IOException {
        sheet.keep(60);
        sheet.wrapped(words.operation(), Sheet.Style.QUIET);
        if (!invoice.isCredit()) {
            sheet.wrapped(words.latePayment() + " " + words.recovery() + " " + words.discount(), Sheet.Style.QUIET);
        }
        sheet.wrapped(
                words.of(
                                "Chaque ligne s’ouvre jusqu’à ses heures mesurées dans Binome. Prix : ",
                                "Each line opens down to its measured hours in Binome. Prices: ")
                        + String.join(", ", invoice.bookNames())
                        + words.of(", version ", ", version ")
                        + invoice.bookVersion()
                        + words.of(" ; contrat, version ", "; contract, version ")
                        + invoice.contractVersion()
                        + words.of(
                                ". Un mois a 730 heures là où un prix est au mois.",
                                ". A month has 730 hours where a price is by the month."),
                Sheet.Style.QUIET);
    }
}

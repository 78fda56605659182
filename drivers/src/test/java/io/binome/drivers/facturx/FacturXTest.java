package io.binome.drivers.facturx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.binome.billing.AgreedBooks;
import io.binome.billing.Invoice;
import io.binome.billing.InvoiceLine;
import io.binome.billing.InvoiceWriter;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.billing.PricedTime;
import io.binome.contracts.Invoicing.Address;
import io.binome.contracts.Invoicing.Identity;
import io.binome.contracts.Invoicing.Language;
import io.binome.kernel.InvoiceId;
import io.binome.kernel.Money;
import io.binome.kernel.TenantId;
import io.binome.metering.Metered;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is written is what Mustang's validator takes, with the French rules, and what people can read. */
class FacturXTest {
    private static final java.time.ZoneId ZONE = java.time.ZoneId.of("Europe/Paris");
    private static final YearMonth MONTH = YearMonth.of(2026, 10);
    private final InvoiceWriter writer = new FacturX();

    static final Identity SELLER = new Identity(
            "Infogérance du Nord",
            "SAS au capital de 50 000 €",
            "732829320",
            "73282932000074",
            "FR44732829320",
            new Address("12 rue Nationale", "Bâtiment B", "59000", "Lille", "FR"),
            "RCS Lille",
            "factures@msp.example",
            "FR7630006000011234567890189",
            "AGRIFRPP");
    static final Identity BUYER = new Identity(
            "Librairie Martin",
            "SARL",
            "404833048",
            "40483304800022",
            "FR83404833048",
            new Address("1 place du Marché", null, "69001", "Lyon", "FR"),
            null,
            null,
            null,
            null);

    static Invoice invoice(Language language, List<InvoiceLine> lines, Invoice.@Nullable Credited credited) {
        Money net = lines.stream().map(InvoiceLine::amount).reduce(Money.zero("EUR"), Money::plus);
        BigDecimal vat = net.amount().multiply(new BigDecimal("0.2")).setScale(2, java.math.RoundingMode.HALF_UP);
        return new Invoice(
                new InvoiceId(new UUID(1, 2)),
                new TenantId(new UUID(3, 4)),
                credited == null ? Invoice.Kind.INVOICE : Invoice.Kind.CREDIT_NOTE,
                credited == null ? "2026-00042" : "2026-00043",
                MONTH,
                LocalDate.of(2026, 11, 2),
                LocalDate.of(2026, 12, 2),
                Instant.parse("2026-11-02T06:00:00Z"),
                SELLER,
                BUYER,
                language,
                "EUR",
                ZONE,
                List.of(new AgreedBooks.Named(
                        "standard",
                        MONTH.atDay(1).atStartOfDay(ZONE).toInstant(),
                        MONTH.plusMonths(1).atDay(1).atStartOfDay(ZONE).toInstant())),
                3,
                2,
                credited,
                credited == null ? null : "Panne du 12 octobre",
                lines,
                new BigDecimal("20"),
                net,
                Money.of(vat, "EUR"));
    }

    static InvoiceLine line(
            int position,
            InvoiceLine.Kind kind,
            @Nullable Metered measured,
            Place place,
            String quantity,
            String used,
            String per,
            String price,
            String amount) {
        return new InvoiceLine(
                position,
                kind,
                measured,
                kind == InvoiceLine.Kind.FEE
                        ? "astreinte"
                        : kind == InvoiceLine.Kind.CREDIT ? "Panne du 12 octobre" : "",
                Origin.TENANT,
                place,
                kind == InvoiceLine.Kind.CORRECTION ? MONTH.minusMonths(1) : MONTH,
                PricedTime.days(MONTH.atDay(1), MONTH.plusMonths(1).atDay(1), ZONE),
                new BigDecimal(quantity),
                new BigDecimal(used),
                per,
                new BigDecimal(price),
                BigDecimal.ZERO,
                false,
                Money.of(new BigDecimal(amount), "EUR"));
    }

    static List<InvoiceLine> lines() {
        List<InvoiceLine> lines = new ArrayList<>();
        lines.add(line(1, InvoiceLine.Kind.FEE, null, Place.TENANT, "1", "1", "month", "49.90", "49.90"));
        for (String environment : List.of("production", "staging")) {
            for (String service : List.of("web", "api", "worker", "database")) {
                Place place = new Place(environment, "shop", "boutique", service);
                lines.add(line(
                        lines.size() + 1,
                        InvoiceLine.Kind.USAGE,
                        Metered.CPU,
                        place,
                        "412.7345",
                        "512.7345",
                        "hour",
                        "0.012",
                        "4.95"));
                lines.add(line(
                        lines.size() + 1,
                        InvoiceLine.Kind.USAGE,
                        Metered.MEMORY,
                        place,
                        "1488.5",
                        "1488.5",
                        "GiB-hour",
                        "0.004",
                        "5.95"));
                lines.add(line(
                        lines.size() + 1,
                        InvoiceLine.Kind.USAGE,
                        Metered.TRAFFIC,
                        place,
                        "12.0001",
                        "12.0001",
                        "GB",
                        "0.0000125",
                        "0.00"));
            }
        }
        lines.add(line(
                lines.size() + 1,
                InvoiceLine.Kind.CORRECTION,
                Metered.CPU,
                new Place("production", "shop", "boutique", "api"),
                "-1",
                "-1",
                "lump",
                "0.37",
                "-0.37"));
        return lines;
    }

    @Test
    void anInvoiceOfTwoFrenchCompaniesFitsAllRules() throws Exception {
        for (Language language : Language.values()) {
            InvoiceWriter.Written written = writer.write(invoice(language, lines(), null));
            keep("invoice-" + language + ".pdf", written.pdf());
            try (PDDocument pdf = Loader.loadPDF(written.pdf())) {
                String text = new PDFTextStripper().getText(pdf).replace('\u00a0', ' ');
                assertThat(text)
                        .contains("2026-00042", "Librairie Martin", "732 829 320 00074")
                        .contains(language == Language.FR ? "136,73 €" : "€136.73")
                        .contains(language == Language.FR ? "2 décembre 2026" : "2 December 2026");
                assertThat(text.replaceAll("\\s+", " "))
                        .as("what French law has on each invoice")
                        .contains("SAS au capital de 50 000 €", "RCS Lille", "FR44732829320", "FR83404833048")
                        .contains(
                                language == Language.FR
                                        ? List.of(
                                                "Catégorie de l’opération : prestation de services",
                                                "trois fois le taux d’intérêt légal",
                                                "Indemnité forfaitaire pour frais de recouvrement en cas de retard de"
                                                        + " paiement : 40 €",
                                                "Pas d’escompte pour paiement anticipé")
                                        : List.of(
                                                "Kind of supply: services",
                                                "three times the French legal rate",
                                                "Fixed compensation for recovery costs in case of late payment: €40",
                                                "No discount for early payment"));
                assertThat(pdf.getNumberOfPages()).isEqualTo(2);
            }
            assertThat(new String(written.xml(), StandardCharsets.UTF_8))
                    .contains("<ram:DuePayableAmount>164.08</ram:DuePayableAmount>", "FR44732829320", "40483304800022");
        }
    }

    /** Platforms take four digits of a quantity; whoever multiplies a line finds its amount all the same. */
    @Test
    void eachLineIsItsQuantityTimesItsPrice() throws Exception {
        List<InvoiceLine> lines = new ArrayList<>(lines());
        for (String[] one : List.of(
                new String[] {"0.516129032258", "5000", "month", "2580.65"},
                new String[] {"0.000049", "400", "million", "0.02"},
                new String[] {"-0.516129032258", "5000", "month", "-2580.65"},
                new String[] {"0.000049", "1", "million", "0.00"})) {
            lines.add(line(
                    lines.size() + 1,
                    InvoiceLine.Kind.FEE,
                    null,
                    Place.TENANT,
                    one[0],
                    one[0],
                    one[2],
                    one[1],
                    one[3]));
        }
        InvoiceWriter.Written written = writer.write(invoice(Language.FR, lines, null));
        org.w3c.dom.NodeList items = javax.xml.parsers.DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new java.io.ByteArrayInputStream(written.xml()))
                .getElementsByTagName("ram:IncludedSupplyChainTradeLineItem");
        assertThat(items.getLength()).isEqualTo(lines.size());
        for (int i = 0; i < items.getLength(); i++) {
            org.w3c.dom.Element item = (org.w3c.dom.Element) items.item(i);
            BigDecimal basis = item.getElementsByTagName("ram:BasisQuantity").getLength() == 0
                    ? BigDecimal.ONE
                    : number(item, "ram:BasisQuantity");
            assertThat(number(item, "ram:ChargeAmount")
                            .multiply(number(item, "ram:BilledQuantity"))
                            .divide(basis, 2, java.math.RoundingMode.HALF_UP))
                    .as("line %d", i + 1)
                    .isEqualByComparingTo(number(item, "ram:LineTotalAmount"));
        }
        try (PDDocument pdf = Loader.loadPDF(written.pdf())) {
            assertThat(new PDFTextStripper().getText(pdf).replace('\u00a0', ' '))
                    .contains("0,51613 mois", "0,00005 million");
        }
    }

    private static BigDecimal number(org.w3c.dom.Element in, String name) {
        return new BigDecimal(in.getElementsByTagName(name).item(0).getTextContent());
    }

    @Test
    void aCreditNoteRefersToItsInvoice() throws Exception {
        InvoiceWriter.Written written = writer.write(invoice(
                Language.FR,
                List.of(line(1, InvoiceLine.Kind.CREDIT, null, Place.TENANT, "1", "1", "lump", "12.50", "12.50")),
                new Invoice.Credited("2026-00042", LocalDate.of(2026, 11, 2))));
        keep("credit.pdf", written.pdf());
        assertThat(new String(written.xml(), StandardCharsets.UTF_8))
                .contains(
                        "<ram:TypeCode>381</ram:TypeCode>", "<ram:IssuerAssignedID>2026-00042</ram:IssuerAssignedID>");
    }

    /** What many small ones take back of the tax adds up to the whole: each for itself is up to a cent off. */
    @Test
    void aCreditNoteWhoseTaxIsLessThanACentOffIsTaken() throws Exception {
        for (String tax : List.of("0.00", "0.01")) {
            Invoice credit = invoice(
                    Language.FR,
                    List.of(line(1, InvoiceLine.Kind.CREDIT, null, Place.TENANT, "1", "1", "lump", "0.03", "0.03")),
                    new Invoice.Credited("2026-00042", LocalDate.of(2026, 11, 2)));
            assertThat(new String(writer.write(taxed(credit, tax)).xml(), StandardCharsets.UTF_8))
                    .contains("<ram:CalculatedAmount>" + tax + "</ram:CalculatedAmount>");
        }
    }

    private static Invoice taxed(Invoice good, String vat) {
        return new Invoice(
                good.id(),
                good.tenant(),
                good.kind(),
                good.number(),
                good.month(),
                good.issued(),
                good.due(),
                good.issuedAt(),
                good.seller(),
                good.buyer(),
                good.language(),
                good.currency(),
                ZONE,
                good.books(),
                good.bookVersion(),
                good.contractVersion(),
                good.credited(),
                good.reason(),
                good.lines(),
                good.vatPercent(),
                good.net(),
                Money.of(new BigDecimal(vat), "EUR"));
    }

    @Test
    void whatDoesNotAddUpIsNotWritten() {
        Invoice good = invoice(Language.FR, lines(), null);
        Invoice bad = new Invoice(
                good.id(),
                good.tenant(),
                good.kind(),
                good.number(),
                good.month(),
                good.issued(),
                good.due(),
                good.issuedAt(),
                good.seller(),
                good.buyer(),
                good.language(),
                good.currency(),
                ZONE,
                good.books(),
                good.bookVersion(),
                good.contractVersion(),
                null,
                null,
                good.lines(),
                good.vatPercent(),
                good.net().plus(Money.of(BigDecimal.ONE, "EUR")),
                good.vat());
        assertThat(catchThrowableOfType(InvoiceWriter.Unfit.class, () -> writer.write(bad))
                        .findings())
                .anySatisfy(finding -> assertThat(finding).contains("BR-CO-10"));
    }

    /** That the French rules were asked, and not only the European ones, which take any number. */
    @Test
    void whatFrenchLawAsksForIsAskedFor() {
        Invoice good = invoice(Language.FR, lines(), null);
        Invoice bad = new Invoice(
                good.id(),
                good.tenant(),
                good.kind(),
                "2026 n° 42, Lille",
                good.month(),
                good.issued(),
                good.due(),
                good.issuedAt(),
                good.seller(),
                good.buyer(),
                good.language(),
                good.currency(),
                ZONE,
                good.books(),
                good.bookVersion(),
                good.contractVersion(),
                null,
                null,
                good.lines(),
                good.vatPercent(),
                good.net(),
                good.vat());
        assertThat(catchThrowableOfType(InvoiceWriter.Unfit.class, () -> writer.write(bad))
                        .findings())
                .anySatisfy(finding -> assertThat(finding).contains("BR-FR-0"));
    }

    /** For eyes: below target, where a build leaves what it made. */
    private static void keep(String name, byte[] pdf) throws IOException {
        Path folder = Path.of(System.getProperty("basedir", "."), "target", "invoices");
        Files.createDirectories(folder);
        Files.write(folder.resolve(name), pdf);
    }
}

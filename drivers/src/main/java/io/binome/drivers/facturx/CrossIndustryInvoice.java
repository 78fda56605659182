package io.binome.drivers.facturx;

import io.binome.billing.Invoice;
import io.binome.billing.InvoiceLine;
import io.binome.contracts.Invoicing.Identity;
import io.binome.kernel.Money;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;

/**
 * The invoice for programs: Cross Industry Invoice D22B in the profile EN 16931 of Factur-X. Written by hand rather than
 * by Mustang's own calculation, so that what it says are the amounts of the invoice to the cent. The names (BT-…) of the
 * fields are those of EN 16931-1; the French ones (BR-FR-…) those of XP Z12-012.
 */
final class CrossIndustryInvoice {
    private static final String PROFILE = "urn:cen.eu:en16931:2017";
    /** A deposit of an invoice for services, BR-FR-08. */
    private static final String PROCESS = "S1";

    private static final String INVOICE = "380";
    private static final String CREDIT_NOTE = "381";
    private static final String SIREN = "0002";
    private static final String SIRET = "0009";
    private static final String FRENCH_DIRECTORY = "0225";
    private static final String TRANSFER = "30";
    private static final String STANDARD_RATE = "S";
    private static final int MOST_PRICE_DIGITS = 6;
    /** BR-FR-DEC-02. */
    private static final int MOST_QUANTITY_DIGITS = 4;

    private static final String ONE = "C62";
    /** UN/ECE Recommendation 20; what it has no code for is counted in ones and named in the text. */
    private static final Map<String, String> UNITS =
            Map.of("hour", "HUR", "second", "SEC", "GB", "E34", "month", "MON", "thousand", "MIL");

    private final Invoice invoice;
    private final Wording words;

    private CrossIndustryInvoice(Invoice invoice) {
        this.invoice = invoice;
        this.words = new Wording(invoice.language());
    }

    static byte[] xml(Invoice invoice) throws XMLStreamException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (XmlElements xml = new XmlElements(out)) {
            new CrossIndustryInvoice(invoice).write(xml);
        }
        return out.toByteArray();
    }

    private void write(XmlElements xml) throws XMLStreamException {
        xml.root(
                "rsm:CrossIndustryInvoice",
                Map.of(
                        "rsm", "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
                        "ram", "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
                        "qdt", "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
                        "udt", "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"));
        xml.in("rsm:ExchangedDocumentContext", () -> {
            xml.in("ram:BusinessProcessSpecifiedDocumentContextParameter", () -> xml.text("ram:ID", PROCESS));
            xml.in("ram:GuidelineSpecifiedDocumentContextParameter", () -> xml.text("ram:ID", PROFILE));
        });
        xml.in("rsm:ExchangedDocument", () -> document(xml));
        xml.in("rsm:SupplyChainTradeTransaction", () -> {
            for (InvoiceLine line : invoice.lines()) {
                xml.in("ram:IncludedSupplyChainTradeLineItem", () -> line(xml, line));
            }
            xml.in("ram:ApplicableHeaderTradeAgreement", () -> {
                xml.in("ram:SellerTradeParty", () -> party(xml, invoice.seller()));
                xml.in("ram:BuyerTradeParty", () -> party(xml, invoice.buyer()));
            });
            // Services of a month are rendered by its last day.
            xml.in(
                    "ram:ApplicableHeaderTradeDelivery",
                    () -> xml.in(
                            "ram:ActualDeliverySupplyChainEvent",
                            () -> xml.in(
                                    "ram:OccurrenceDateTime",
                                    () -> date(
                                            xml,
                                            "udt:DateTimeString",
                                            invoice.month().atEndOfMonth()))));
            xml.in("ram:ApplicableHeaderTradeSettlement", () -> settlement(xml));
        });
    }

    private void document(XmlElements xml) throws XMLStreamException {
        xml.text("ram:ID", invoice.number());
        xml.text("ram:TypeCode", invoice.isCredit() ? CREDIT_NOTE : INVOICE);
        xml.in("ram:IssueDateTime", () -> date(xml, "udt:DateTimeString", invoice.issued()));
        // BR-FR-05: what French law asks to be said, by the codes of UNTDID 4451.
        note(xml, "PMT", words.recovery());
        note(xml, "PMD", words.latePayment());
        note(xml, "AAB", words.discount());
        Identity seller = invoice.seller();
        if (seller.form() != null || seller.register() != null) {
            note(
                    xml,
                    "REG",
                    seller.name()
                            + (seller.form() == null ? "" : ", " + seller.form())
                            + (seller.register() == null ? "" : ", " + seller.register()));
        }
        if (invoice.reason() != null) {
            note(xml, "AAI", invoice.reason());
        }
    }

    private static void note(XmlElements xml, String code, String text) throws XMLStreamException {
        xml.in("ram:IncludedNote", () -> {
            xml.text("ram:Content", text);
            xml.text("ram:SubjectCode", code);
        });
    }

    private void line(XmlElements xml, InvoiceLine line) throws XMLStreamException {
        xml.in("ram:AssociatedDocumentLineDocument", () -> xml.text("ram:LineID", Integer.toString(line.position())));
        xml.in("ram:SpecifiedTradeProduct", () -> {
            String where = words.where(line);
            xml.text("ram:Name", where.isEmpty() ? words.what(line) : words.what(line) + " · " + where);
            xml.text("ram:Description", description(line));
        });
        Optional<BigDecimal> quantity = line.quantity(MOST_QUANTITY_DIGITS, MOST_QUANTITY_DIGITS);
        BigDecimal one = BigDecimal.valueOf(line.amount().micros() < 0 ? -1 : 1);
        // Where four digits of the quantity come to other cents, it is one thing; the description says how much.
        BigDecimal price =
                quantity.isPresent() ? line.price() : line.amount().amount().abs();
        String unit = quantity.isPresent() ? unit(line) : ONE;
        xml.in(
                "ram:SpecifiedLineTradeAgreement",
                () -> xml.in("ram:NetPriceProductTradePrice", () -> price(xml, price, unit)));
        xml.in(
                "ram:SpecifiedLineTradeDelivery",
                () -> xml.text("ram:BilledQuantity", plain(quantity.orElse(one)), "unitCode", unit));
        xml.in("ram:SpecifiedLineTradeSettlement", () -> {
            xml.in("ram:ApplicableTradeTax", () -> {
                xml.text("ram:TypeCode", "VAT");
                xml.text("ram:CategoryCode", STANDARD_RATE);
                xml.text("ram:RateApplicablePercent", plain(invoice.vatPercent()));
            });
            xml.in("ram:BillingSpecifiedPeriod", () -> period(xml, line.from(), line.until()));
            xml.in(
                    "ram:SpecifiedTradeSettlementLineMonetarySummation",
                    () -> xml.text("ram:LineTotalAmount", cents(line.amount())));
        });
    }

    /** BR-FR-DEC-03 allows six digits behind the point: smaller prices are those of ten or more. */
    private static void price(XmlElements xml, BigDecimal price, String unit) throws XMLStreamException {
        int more = Math.max(0, price.stripTrailingZeros().scale() - MOST_PRICE_DIGITS);
        xml.text("ram:ChargeAmount", plain(price.movePointRight(more)));
        if (more > 0) {
            xml.text("ram:BasisQuantity", plain(BigDecimal.ONE.movePointRight(more)), "unitCode", unit);
        }
    }

    private static String unit(InvoiceLine line) {
        return UNITS.getOrDefault(line.per(), ONE);
    }

    private String description(InvoiceLine line) {
        String environment = line.place().environment();
        return (environment.isEmpty() ? "" : environment + " · ")
                + words.month(line.month())
                + (words.unit(line.per()).isEmpty() ? "" : " · " + unitOrQuantity(line))
                + (line.estimated() ? " · " + words.of("en partie estimé", "estimated in part") : "");
    }

    private String unitOrQuantity(InvoiceLine line) {
        String unit = words.unit(line.per());
        return line.quantity(MOST_QUANTITY_DIGITS, MOST_QUANTITY_DIGITS).isPresent()
                ? unit
                : words.quantity(line) + " × " + words.price(line);
    }

    private static void period(XmlElements xml, LocalDate from, LocalDate until) throws XMLStreamException {
        xml.in("ram:StartDateTime", () -> date(xml, "udt:DateTimeString", from));
        xml.in("ram:EndDateTime", () -> date(xml, "udt:DateTimeString", until.minusDays(1)));
    }

    private static void party(XmlElements xml, Identity party) throws XMLStreamException {
        if (party.siret() != null) {
            xml.text("ram:GlobalID", party.siret(), "schemeID", SIRET);
        }
        xml.text("ram:Name", party.name());
        String siren = party.siren();
        String vatNumber = party.vatNumber();
        if (siren != null) {
            xml.in("ram:SpecifiedLegalOrganization", () -> xml.text("ram:ID", siren, "schemeID", SIREN));
        }
        xml.in("ram:PostalTradeAddress", () -> {
            xml.text("ram:PostcodeCode", party.address().postcode());
            xml.text("ram:LineOne", party.address().street());
            if (party.address().extra() != null) {
                xml.text("ram:LineTwo", party.address().extra());
            }
            xml.text("ram:CityName", party.address().city());
            xml.text("ram:CountryID", party.address().country());
        });
        if (siren != null) {
            address(xml, FRENCH_DIRECTORY, siren);
        } else if (party.email() != null) {
            address(xml, "EM", party.email());
        }
        if (vatNumber != null) {
            xml.in("ram:SpecifiedTaxRegistration", () -> xml.text("ram:ID", vatNumber, "schemeID", "VA"));
        }
    }

    private static void address(XmlElements xml, String scheme, String value) throws XMLStreamException {
        xml.in("ram:URIUniversalCommunication", () -> xml.text("ram:URIID", value, "schemeID", scheme));
    }

    private void settlement(XmlElements xml) throws XMLStreamException {
        xml.text("ram:PaymentReference", invoice.number());
        xml.text("ram:InvoiceCurrencyCode", invoice.currency());
        String iban = invoice.seller().iban();
        String bic = invoice.seller().bic();
        if (iban != null && !invoice.isCredit()) {
            xml.in("ram:SpecifiedTradeSettlementPaymentMeans", () -> {
                xml.text("ram:TypeCode", TRANSFER);
                xml.in("ram:PayeePartyCreditorFinancialAccount", () -> xml.text("ram:IBANID", iban));
                if (bic != null) {
                    xml.in("ram:PayeeSpecifiedCreditorFinancialInstitution", () -> xml.text("ram:BICID", bic));
                }
            });
        }
        xml.in("ram:ApplicableTradeTax", () -> {
            xml.text("ram:CalculatedAmount", cents(invoice.vat()));
            xml.text("ram:TypeCode", "VAT");
            xml.text("ram:BasisAmount", cents(invoice.net()));
            xml.text("ram:CategoryCode", STANDARD_RATE);
            xml.text("ram:RateApplicablePercent", plain(invoice.vatPercent()));
        });
        xml.in(
                "ram:BillingSpecifiedPeriod",
                () -> period(
                        xml,
                        invoice.month().atDay(1),
                        invoice.month().plusMonths(1).atDay(1)));
        xml.in("ram:SpecifiedTradePaymentTerms", () -> {
            xml.text("ram:Description", words.latePayment() + " " + words.recovery() + " " + words.discount());
            xml.in("ram:DueDateDateTime", () -> date(xml, "udt:DateTimeString", invoice.due()));
        });
        xml.in("ram:SpecifiedTradeSettlementHeaderMonetarySummation", () -> {
            xml.text("ram:LineTotalAmount", cents(invoice.net()));
            xml.text("ram:TaxBasisTotalAmount", cents(invoice.net()));
            xml.text("ram:TaxTotalAmount", cents(invoice.vat()), "currencyID", invoice.currency());
            xml.text("ram:GrandTotalAmount", cents(invoice.payable()));
            xml.text("ram:DuePayableAmount", cents(invoice.payable()));
        });
        Invoice.Credited credited = invoice.credited();
        if (credited != null) {
            xml.in("ram:InvoiceReferencedDocument", () -> {
                xml.text("ram:IssuerAssignedID", credited.number());
                xml.in("ram:FormattedIssueDateTime", () -> date(xml, "qdt:DateTimeString", credited.issued()));
            });
        }
    }

    private static void date(XmlElements xml, String name, LocalDate day) throws XMLStreamException {
        xml.text(name, DateTimeFormatter.BASIC_ISO_DATE.format(day), "format", "102");
    }

    static String cents(Money money) {
        return money.amount()
                .setScale(Currency.getInstance(money.currency()).getDefaultFractionDigits())
                .toPlainString();
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}

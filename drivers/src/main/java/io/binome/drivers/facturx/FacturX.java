package io.binome.drivers.facturx;

import io.binome.billing.Invoice;
import io.binome.billing.InvoiceWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLStreamException;
import org.mustangproject.ZUGFeRD.Profiles;
import org.mustangproject.ZUGFeRD.ZUGFeRDExporterFromA3;
import org.mustangproject.validator.ZUGFeRDValidator;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Invoices as Factur-X: Mustang joins page and XML, and its validator checks both: PDF/A-3 (veraPDF), the schema, the
 * rules of EN 16931, and the French ones (XP Z12-012) when both parties are in France.
 */
public final class FacturX implements InvoiceWriter {
    private static final String RULES = "Factur-X 1.0, EN 16931, PDF/A-3B, BR-FR (XP Z12-012)";
    private static final String FRENCH_RULE = "BR-FR-";
    private static final int FACTUR_X = 2;
    private static final String NAME = "Binome";

    @Override
    public Written write(Invoice invoice) throws Unfit {
        try {
            byte[] xml = CrossIndustryInvoice.xml(invoice);
            byte[] pdf = joined(InvoicePages.pdf(invoice), xml);
            List<String> findings = findings(pdf, invoice.number() + ".pdf");
            if (!findings.isEmpty()) {
                throw new Unfit(findings);
            }
            return new Written(pdf, xml, RULES);
        } catch (IOException failure) {
            throw new UncheckedIOException("Writing invoice " + invoice.number(), failure);
        } catch (XMLStreamException failure) {
            throw new IllegalStateException("Writing invoice " + invoice.number(), failure);
        }
    }

    private static byte[] joined(byte[] page, byte[] xml) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZUGFeRDExporterFromA3 exporter = new ZUGFeRDExporterFromA3()) {
            // What goes in is made PDF/A by what the exporter adds; the validator looks at what came out.
            exporter.ignorePDFAErrors();
            exporter.load(page);
            exporter.setProducer(NAME);
            exporter.setCreator(NAME);
            exporter.setZUGFeRDVersion(FACTUR_X);
            exporter.setProfile(Profiles.getByName("EN16931"));
            exporter.setXML(xml);
            exporter.export(out);
        }
        return out.toByteArray();
    }

    /** What Mustang's validator finds wrong; empty when nothing. */
    static List<String> findings(byte[] pdf, String name) {
        ZUGFeRDValidator validator = new ZUGFeRDValidator();
        String report = validator.validate(new ByteArrayInputStream(pdf), name);
        List<String> findings = errors(report);
        if (findings.isEmpty() && !validator.wasCompletelyValid()) {
            findings.add("The validator says invalid without saying why: " + report);
        }
        return findings;
    }

    private static List<String> errors(String report) {
        List<String> errors = new ArrayList<>();
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            Document document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(report)));
            for (String severity : List.of("error", "exception", "warning")) {
                NodeList found = document.getElementsByTagName(severity);
                for (int i = 0; i < found.getLength(); i++) {
                    String text = found.item(i).getTextContent().strip().replaceAll("\\s+", " ");
                    // The French rules are warnings to Mustang, whatever they say: an invoice that breaks one is
                    // refused
                    // by French platforms. The others' warnings are advice, some of them for German administrations.
                    if ((!severity.equals("warning") || text.contains(FRENCH_RULE)) && !errors.contains(text)) {
                        errors.add(text);
                    }
                }
            }
        } catch (ParserConfigurationException | SAXException | IOException failure) {
            throw new IllegalStateException("The validator's report cannot be read: " + report, failure);
        }
        return errors;
    }
}

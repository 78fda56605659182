package io.binome.billing;

import java.util.List;

/** Writes an invoice down as people and programs read it, and checks what it has written. */
public interface InvoiceWriter {
    /** @throws Unfit when what was written does not fit the rules of the format: such an invoice is not issued */
    Written write(Invoice invoice) throws Unfit;

    /**
     * @param pdf the page, with {@code xml} in it
     * @param rules by which it was checked, such as {@code Factur-X EN 16931, BR-FR}
     */
    record Written(byte[] pdf, byte[] xml, String rules) {}

    /** What a check found. */
    final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient List<String> findings;

        public Unfit(List<String> findings) {
            super("The invoice does not fit its format: " + String.join("; ", findings));
            this.findings = List.copyOf(findings);
        }

        public List<String> findings() {
            return findings;
        }
    }
}

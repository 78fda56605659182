package io.binome.billing;

import io.binome.billing.internal.ReplayedInvoice;
import java.util.List;

/**
 * An invoice worked out once more from what was kept with it, without the server that issued it.
 *
 * @param invoice as it was issued
 * @param differences where what was worked out is not what was issued, a sentence each; empty when each cent is the same
 */
public record InvoiceReplay(Invoice invoice, List<String> differences) {
    public InvoiceReplay {
        differences = List.copyOf(differences);
    }

    /**
     * @param archive as {@code binome bill export} wrote it
     * @throws IllegalArgumentException when it is no such archive, with a sentence why
     */
    public static InvoiceReplay of(byte[] archive) {
        return ReplayedInvoice.of(archive);
    }

    public boolean same() {
        return differences.isEmpty();
    }
}

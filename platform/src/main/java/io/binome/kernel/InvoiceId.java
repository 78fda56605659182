package io.binome.kernel;

import java.util.UUID;

/** An invoice or a credit note. */
public record InvoiceId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static InvoiceId parse(String text) {
        return new InvoiceId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

package io.binome.kernel;

import java.util.UUID;

/** A tenant: a client company, or the provider itself. */
public record TenantId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static TenantId parse(String text) {
        return new TenantId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

package io.binome.kernel;

import java.util.UUID;

/** An address to which a tenant's notices are posted. */
public record WebhookId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static WebhookId parse(String text) {
        return new WebhookId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

package io.binome.kernel;

import java.util.UUID;

/** A data centre. */
public record SiteId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static SiteId parse(String text) {
        return new SiteId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

package io.binome.kernel;

import java.util.UUID;

/** A personal access token. */
public record AccessTokenId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static AccessTokenId parse(String text) {
        return new AccessTokenId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

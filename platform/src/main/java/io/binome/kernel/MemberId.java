package io.binome.kernel;

import java.util.UUID;

/** A person in one tenant. */
public record MemberId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static MemberId parse(String text) {
        return new MemberId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

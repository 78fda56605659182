package io.binome.kernel;

import java.util.UUID;

/** A change: a proposed move from one commit to another. */
public record ChangeId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static ChangeId parse(String text) {
        return new ChangeId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

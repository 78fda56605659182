package io.binome.kernel;

import java.util.UUID;

/** One execution of an engine, with its log. */
public record RunId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static RunId parse(String text) {
        return new RunId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

package io.binome.kernel;

import java.util.UUID;

/** A durable piece of work in the queue. */
public record JobId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static JobId parse(String text) {
        return new JobId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

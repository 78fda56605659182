package io.binome.kernel;

import java.util.UUID;

/** A published port of a service at the edge. */
public record RouteId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static RouteId parse(String text) {
        return new RouteId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

package io.binome.kernel;

import java.util.UUID;

/** A plan of one stack for one change. */
public record PlanId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static PlanId parse(String text) {
        return new PlanId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

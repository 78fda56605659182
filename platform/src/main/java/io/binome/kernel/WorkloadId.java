package io.binome.kernel;

import java.util.UUID;

/** A running service of a stack. */
public record WorkloadId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static WorkloadId parse(String text) {
        return new WorkloadId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

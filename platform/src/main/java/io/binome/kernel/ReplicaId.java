package io.binome.kernel;

import java.util.UUID;

/** One container of a workload. */
public record ReplicaId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static ReplicaId parse(String text) {
        return new ReplicaId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

package io.binome.kernel;

import java.util.UUID;

/** A named volume; it keeps its identity while detached. */
public record VolumeId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static VolumeId parse(String text) {
        return new VolumeId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

package io.binome.kernel;

import java.util.UUID;

/** A hosted Git repository. */
public record RepositoryId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static RepositoryId parse(String text) {
        return new RepositoryId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

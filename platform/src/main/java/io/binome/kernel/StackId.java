package io.binome.kernel;

import java.util.UUID;

/** A stack: a directory of a repository that one engine plans and applies to one environment. */
public record StackId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static StackId parse(String text) {
        return new StackId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

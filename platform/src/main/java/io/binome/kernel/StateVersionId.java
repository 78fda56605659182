package io.binome.kernel;

import java.util.UUID;

/** One version of an OpenTofu or Terraform state. */
public record StateVersionId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static StateVersionId parse(String text) {
        return new StateVersionId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

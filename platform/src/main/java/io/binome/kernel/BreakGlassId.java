package io.binome.kernel;

import java.util.UUID;

/** A time in which somebody may write an OpenTofu or Terraform state by hand. */
public record BreakGlassId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static BreakGlassId parse(String text) {
        return new BreakGlassId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

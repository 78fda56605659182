package io.binome.kernel;

import java.util.UUID;

/** An entry of what a host costs the provider. */
public record HostCostId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static HostCostId parse(String text) {
        return new HostCostId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

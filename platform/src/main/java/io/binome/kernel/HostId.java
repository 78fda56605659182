package io.binome.kernel;

import java.util.UUID;

/** A server in a site, with its container engine. */
public record HostId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static HostId parse(String text) {
        return new HostId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

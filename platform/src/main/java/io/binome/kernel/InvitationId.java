package io.binome.kernel;

import java.util.UUID;

/** An open invitation of a person to a tenant. */
public record InvitationId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static InvitationId parse(String text) {
        return new InvitationId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

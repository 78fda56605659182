package io.binome.kernel;

import java.util.UUID;

/** A notice in the inbox of one person. */
public record NotificationId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static NotificationId parse(String text) {
        return new NotificationId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

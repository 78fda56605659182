package io.binome.kernel;

import java.util.UUID;

/** A typed identifier around a UUIDv7, so that one kind can never stand in for another. */
public interface Id {
    UUID value();

    /** The form without hyphens, for places that read a hyphen as structure (systemd slices, host names). */
    default String compact() {
        return value().toString().replace("-", "");
    }

    /** Reads a UUID in its canonical text form or says what is wrong with it. */
    static UUID parseUuid(String text) {
        if (text.length() == 36) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException malformed) {
                throw new ProblemException(InvalidInput.of("identifier", "is not a UUID"), malformed);
            }
        }
        throw new ProblemException(InvalidInput.of("identifier", "is not a UUID"));
    }
}

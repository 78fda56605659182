package io.binome.kernel;

import java.util.UUID;

/** Source of new identities. The system's own makes UUIDv7 (RFC 9562), which sort by time of creation. */
@FunctionalInterface
public interface Ids {
    UUID next();
}

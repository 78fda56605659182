package io.binome.repositories.internal;

import java.io.IOException;

/** A push, or one of its refs, that the rules do not admit. The message is for the person who pushes. */
final class PushRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    PushRefusedException(String message) {
        super(message);
    }

    PushRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.binome.database.internal;

import java.io.UncheckedIOException;

/** What a failure says, for the sentence of a problem. */
final class Reason {
    private Reason() {}

    /** The outermost words, where they are our own and name what to do. */
    static String said(Throwable failure) {
        Throwable cause = failure.getCause();
        Throwable own = failure instanceof UncheckedIOException && cause != null ? cause : failure;
        String message = own.getMessage();
        return message == null ? own.toString() : message;
    }

    /** The innermost words, where a library wrapped what the server or the network said. */
    static String of(Throwable failure) {
        Throwable innermost = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            innermost = cause;
        }
        String message = innermost.getMessage();
        return message == null ? innermost.toString() : message;
    }
}

package io.binome.database.internal;

/** The innermost message of a failure: the one that names what to mend. */
final class Reason {
    private Reason() {}

    static String of(Throwable failure) {
        Throwable innermost = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            innermost = cause;
        }
        String message = innermost.getMessage();
        return message == null ? innermost.toString() : message;
    }
}

package io.binome.server.settings;

/** A setting that must not reach production; the message says what to set instead. */
public final class UnsafeSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnsafeSettingException(String message) {
        super(message);
    }
}

package io.binome.guidelines.internal;

/**
 * A rule came to a value that is not known before the plan is applied. CEL treats it as an error: {@code false &&} and
 * {@code true ||} do without the value, anything else ends the evaluation here.
 */
final class UnknownValue extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;

    UnknownValue(String path) {
        super("not known before it is applied: " + path, null, false, false);
        this.path = path;
    }

    String path() {
        return path;
    }
}

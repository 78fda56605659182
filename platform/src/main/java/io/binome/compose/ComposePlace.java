package io.binome.compose;

/**
 * A value's place: the file position it was written at and its key path in the project, such as
 * {@code services.web.volumes[0]}. Keys that hold a dot or a bracket stand in single quotes.
 */
public record ComposePlace(Origin origin, String keyPath) {
    public static ComposePlace ofFile(String file) {
        return new ComposePlace(new Origin(file, 0, 0), "");
    }

    public String file() {
        return origin.file();
    }

    /** From 1; 0 when unknown. */
    public int line() {
        return origin.line();
    }

    /** From 1; 0 when unknown. */
    public int column() {
        return origin.column();
    }

    @Override
    public String toString() {
        String position = origin.toString();
        if (keyPath.isEmpty()) {
            return position.isEmpty() ? "the project" : position;
        }
        return position.isEmpty() ? keyPath : position + ", " + keyPath;
    }
}

package io.binome.compose;

/**
 * Where a value was written. For the value of a mapping this is where its key stands.
 *
 * @param file path of the file as the sources know it; empty for what the loader added itself
 * @param line from 1; 0 when unknown
 * @param column from 1; 0 when unknown
 */
public record Origin(String file, int line, int column) {
    /** Of values that no file holds. */
    public static final Origin NONE = new Origin("", 0, 0);

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}

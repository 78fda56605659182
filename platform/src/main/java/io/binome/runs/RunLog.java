package io.binome.runs;

/** The log of a running run. Never throws: a log that cannot be kept says so in the server's own log and in its next line. */
public interface RunLog extends AutoCloseable {
    /** Adds a line, stamped with the time; control characters but tab are dropped, lines over 8 KiB are cut. */
    void line(String text);

    @Override
    void close();

    /** Forgets everything; for callers who need no log. */
    RunLog NONE = new RunLog() {
        @Override
        public void line(String text) {}

        @Override
        public void close() {}
    };
}

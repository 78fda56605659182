package io.binome.runs;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts what a command prints into lines of UTF-8, the last one when it is closed. One of 64 KiB or more goes on in pieces. */
public final class OutputLines extends OutputStream {
    private static final int LONGEST = 64 << 10;

    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);

    public OutputLines(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void write(int value) {
        if (value == '\n') {
            emit();
            return;
        }
        line.write(value);
        // A piece ends before the first byte of a character, so that none is cut.
        if (line.size() >= LONGEST && (value & 0x80) == 0 || line.size() >= LONGEST + 8) {
            emit();
        }
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        int begin = from;
        for (int at = from; at < from + length; at++) {
            if (bytes[at] == '\n' && line.size() + at - begin < LONGEST) {
                line.write(bytes, begin, at - begin);
                emit();
                begin = at + 1;
            } else if (line.size() + at - begin >= LONGEST) {
                line.write(bytes, begin, at - begin);
                begin = at + 1;
                write(bytes[at]);
            }
        }
        line.write(bytes, begin, from + length - begin);
    }

    @Override
    public void close() {
        if (line.size() > 0) {
            emit();
        }
    }

    private void emit() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        lines.accept(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
}

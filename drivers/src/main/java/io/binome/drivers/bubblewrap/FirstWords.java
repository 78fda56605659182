package io.binome.drivers.bubblewrap;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Passes everything on, and remembers how it began: what bubblewrap says when it cannot do its work. */
final class FirstWords extends FilterOutputStream {
    private static final int MOST = 1_000;
    private final ByteArrayOutputStream first = new ByteArrayOutputStream();

    FirstWords(OutputStream next) {
        super(next);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        synchronized (first) {
            first.write(bytes, from, Math.min(length, MOST - first.size()));
        }
        out.write(bytes, from, length);
    }

    String text() {
        synchronized (first) {
            String text = first.toString(StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "it said nothing." : text;
        }
    }
}

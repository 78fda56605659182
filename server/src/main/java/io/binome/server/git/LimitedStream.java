package io.binome.server.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Breaks off a body that is longer than it can honestly be, such as a small one that decompresses without end. */
final class LimitedStream extends FilterInputStream {
    private long left;

    LimitedStream(InputStream from, long limit) {
        super(from);
        this.left = limit;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        count(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        count(Math.max(0, read));
        return read;
    }

    private void count(int bytes) throws IOException {
        left -= bytes;
        if (left < 0) {
            throw new IOException("The request is longer than any of its kind");
        }
    }
}

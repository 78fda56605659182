package io.binome.repositories.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jgit.errors.TooLargePackException;

/** Ends a pack that is larger than allowed. (JGit's own limit takes a network that pauses for the end of the pack.) */
final class LimitedPack extends FilterInputStream {
    private final long limit;
    private long left;

    LimitedPack(InputStream from, long limit) {
        super(from);
        this.limit = limit;
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

    private void count(int bytes) throws TooLargePackException {
        left -= bytes;
        if (left < 0) {
            throw new TooLargePackException(limit);
        }
    }
}

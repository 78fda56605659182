package io.binome.server.state;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A state of any size that is nowhere as a whole; its filling does not compress to nothing. */
final class LargeState extends InputStream {
    private static final byte[] HEAD = "{\"version\":4,\"serial\":1,\"lineage\":\"l\",\"resources\":[],\"filling\":[\""
            .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAIL = "\"]}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BETWEEN = "\",\"".getBytes(StandardCharsets.US_ASCII);

    private final long size;
    private long position;
    private long seed = 42;
    private byte[] piece = HEAD;
    private int at;

    LargeState(long size) {
        this.size = size;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (at == piece.length) {
            if (Arrays.equals(piece, TAIL)) {
                return -1;
            }
            piece = position >= size ? TAIL : next();
            at = 0;
        }
        int taken = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, into, offset, taken);
        at += taken;
        position += taken;
        return taken;
    }

    private byte[] next() {
        byte[] words = new byte[4096];
        for (int i = 0; i < words.length - BETWEEN.length; i++) {
            seed = seed * 6364136223846793005L + 1442695040888963407L;
            words[i] = (byte) ('a' + (seed >>> 60));
        }
        System.arraycopy(BETWEEN, 0, words, words.length - BETWEEN.length, BETWEEN.length);
        return words;
    }
}

package io.binome.states.internal;

import io.binome.kernel.ProblemException;
import io.binome.kernel.Sha256;
import io.binome.states.StatesProblem.TooLarge;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Takes a body as it comes: measures it, computes what identifies it, and hands it on, compressed, in pieces of 1 MiB.
 * States compress to about a tenth, which is what two hundred of them cost.
 */
final class BodyWriter extends OutputStream {
    static final int PIECE = 1 << 20;

    private final long limit;
    private final MessageDigest sha256 = Sha256.digest();
    private final MessageDigest md5 = md5();
    private final OutputStream compressed;
    private long size;

    BodyWriter(long limit, Consumer<byte[]> pieces) throws IOException {
        this.limit = limit;
        this.compressed = new FastGzip(new Pieces(pieces));
    }

    /** What was written, once it is closed. */
    record Written(long size, String sha256, String md5) {}

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    /** @throws ProblemException with {@link TooLarge} */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        size += length;
        if (size > limit) {
            throw new ProblemException(new TooLarge(limit >> 20));
        }
        sha256.update(bytes, offset, length);
        md5.update(bytes, offset, length);
        compressed.write(bytes, offset, length);
    }

    Written finish() throws IOException {
        compressed.close();
        return new Written(
                size,
                HexFormat.of().formatHex(sha256.digest()),
                Base64.getEncoder().encodeToString(md5.digest()));
    }

    /** Not for security: it is what the protocol checks transfers with. */
    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has MD5", impossible);
        }
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream to) throws IOException {
            super(to, 16 << 10);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private static final class Pieces extends OutputStream {
        private final Consumer<byte[]> pieces;
        private byte[] buffer = new byte[16 << 10];
        private int filled;

        Pieces(Consumer<byte[]> pieces) {
            this.pieces = pieces;
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int from = offset;
            int left = length;
            while (left > 0) {
                int taken = Math.min(left, PIECE - filled);
                if (filled + taken > buffer.length) {
                    buffer = Arrays.copyOf(buffer, Math.min(PIECE, Math.max(filled + taken, 2 * buffer.length)));
                }
                System.arraycopy(bytes, from, buffer, filled, taken);
                filled += taken;
                from += taken;
                left -= taken;
                if (filled == PIECE) {
                    handOn();
                }
            }
        }

        private void handOn() {
            pieces.accept(Arrays.copyOf(buffer, filled));
            filled = 0;
        }

        @Override
        public void close() {
            if (filled > 0) {
                handOn();
            }
        }
    }
}

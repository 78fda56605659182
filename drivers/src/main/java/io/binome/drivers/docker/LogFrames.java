package io.binome.drivers.docker;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Docker's multiplexed stream: before each piece eight bytes, of which the first is 1 for standard output and 2 for
 * standard error, and the last four its length. Docker Engine API, "Stream format" of attach.
 */
final class LogFrames {
    private LogFrames() {}

    /** Takes the pieces as they come. */
    interface Sink {
        void piece(boolean error, byte[] bytes) throws IOException;
    }

    static void read(InputStream stream, Sink sink) throws IOException {
        DataInputStream input = new DataInputStream(stream);
        byte[] head = new byte[8];
        while (true) {
            int first = input.read();
            if (first < 0) {
                return;
            }
            try {
                input.readFully(head, 1, 7);
                byte[] piece = new byte[length(head)];
                input.readFully(piece);
                sink.piece(first == 2, piece);
            } catch (EOFException cutShort) {
                return;
            }
        }
    }

    static int length(byte[] head) {
        return ((head[4] & 0xff) << 24) | ((head[5] & 0xff) << 16) | ((head[6] & 0xff) << 8) | (head[7] & 0xff);
    }

    /** Both streams together, without the frames. */
    static byte[] plain(InputStream stream) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        read(stream, (_, piece) -> all.write(piece));
        return all.toByteArray();
    }
}

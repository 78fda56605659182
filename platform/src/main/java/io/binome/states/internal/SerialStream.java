package io.binome.states.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A state under another serial, otherwise the same to the byte. */
final class SerialStream extends InputStream {
    private final InputStream body;
    private final StateHead head;
    private final byte[] serial;
    private long position;
    private int written;

    SerialStream(InputStream body, StateHead head, long serial) {
        this.body = body;
        this.head = head;
        this.serial = Long.toString(serial).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position < head.serialOffset()) {
            int read = body.read(into, offset, (int) Math.min(length, head.serialOffset() - position));
            position += Math.max(0, read);
            return read;
        }
        if (written < serial.length) {
            if (written == 0) {
                String replaced = new String(body.readNBytes(head.serialLength()), StandardCharsets.US_ASCII);
                if (!replaced.equals(Long.toString(head.serial()))) {
                    throw new IOException("The serial is not where it was read");
                }
            }
            int taken = Math.min(length, serial.length - written);
            System.arraycopy(serial, written, into, offset, taken);
            written += taken;
            return taken;
        }
        return body.read(into, offset, length);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}

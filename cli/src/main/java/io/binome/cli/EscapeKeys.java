package io.binome.cli;

import java.io.ByteArrayOutputStream;

/**
 * The way out of a shell that does not answer any more: {@code ~.} at the beginning of a line, as with ssh. A tilde is
 * typed there by {@code ~~}. Everything else goes through as it is.
 */
final class EscapeKeys {
    private boolean lineBegins = true;
    private boolean tilde;
    private boolean left;

    /** What of the keys is for the command; nothing more once they said to leave. */
    byte[] pass(byte[] keys, int length) {
        ByteArrayOutputStream passed = new ByteArrayOutputStream(length + 1);
        for (int i = 0; i < length && !left; i++) {
            byte key = keys[i];
            if (tilde) {
                tilde = false;
                if (key == '.') {
                    left = true;
                    break;
                }
                passed.write('~');
                lineBegins = false;
                if (key == '~') {
                    continue;
                }
            } else if (key == '~' && lineBegins) {
                tilde = true;
                continue;
            }
            passed.write(key);
            lineBegins = key == '\r' || key == '\n';
        }
        return passed.toByteArray();
    }

    boolean left() {
        return left;
    }
}

package io.binome.drivers.cgroup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What one of the kernel's files said, read where it lies: a sweep reads thousands of them, and a string for each line
 * would cost more than the kernel does.
 *
 * @param bytes valid until the next file is read into them
 */
record KernelText(byte[] bytes, int length) {
    static KernelText of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return new KernelText(bytes, bytes.length);
    }

    /** The number that the text begins with. */
    long number() throws IOException {
        return numberAt(0);
    }

    /** Whether a line begins with that word and a space or a colon. */
    boolean has(String word) {
        return after(word) >= 0;
    }

    /** The number behind a word at the beginning of a line, as in {@code anon 4096}; 0 when there is no such line. */
    long field(String word) throws IOException {
        int at = after(word);
        return at < 0 ? 0 : numberAt(at);
    }

    /** The sum of the numbers right behind each place where that text stands, such as {@code " Read "}. */
    long sumBehind(String text) throws IOException {
        long sum = 0;
        for (int at = 0; at + text.length() < length; at++) {
            if (stands(text, at)) {
                at += text.length();
                sum += numberAt(at);
            }
        }
        return sum;
    }

    private int after(String word) {
        int line = 0;
        while (line < length) {
            int end = line + word.length();
            if (end < length && (bytes[end] == ' ' || bytes[end] == ':') && stands(word, line)) {
                int at = end + 1;
                while (at < length && bytes[at] == ' ') {
                    at++;
                }
                return at;
            }
            while (line < length && bytes[line] != '\n') {
                line++;
            }
            line++;
        }
        return -1;
    }

    private boolean stands(String text, int at) {
        if (at + text.length() > length) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private long numberAt(int from) throws IOException {
        long number = 0;
        int at = from;
        while (at < length && bytes[at] >= '0' && bytes[at] <= '9') {
            number = number * 10 + (bytes[at] - '0');
            at++;
        }
        if (at == from) {
            throw new IOException("A number was expected at " + from + " of what the kernel said: "
                    + new String(bytes, 0, Math.min(length, 200), StandardCharsets.US_ASCII));
        }
        return number;
    }
}

package io.binome.runs.internal;

import io.binome.runs.LogMask;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/** The forms of secret values that are searched for; escapes are undone in the text instead ({@link Unescaped}). */
final class SecretForms {
    /** What a value is cut into where a program wraps its words. */
    private static final int SHORTEST_PIECE = 8;

    private static final int LONGEST_WRAPPED = 400;

    private final Set<String> forms = new LinkedHashSet<>();

    static Set<String> of(Iterable<byte[]> values) {
        SecretForms all = new SecretForms();
        for (byte[] value : values) {
            String text = new String(value, StandardCharsets.UTF_8);
            all.add(value, text);
            text.lines().forEach(line -> {
                // The first and last line of a key in PEM are no secret, and in half of all logs.
                if (!line.startsWith("-----")) {
                    all.add(line.getBytes(StandardCharsets.UTF_8), line);
                    String inner = line.strip();
                    all.add(inner.getBytes(StandardCharsets.UTF_8), inner);
                }
            });
        }
        return all.forms;
    }

    private void add(byte[] bytes, String text) {
        if (bytes.length < LogMask.SHORTEST) {
            return;
        }
        keep(text);
        keep(text.strip());
        keep(HexFormat.of().formatHex(bytes));
        keep(HexFormat.of().withUpperCase().formatHex(bytes));
        addBase64(bytes);
        addWrapped(text);
    }

    private void addBase64(byte[] bytes) {
        for (Base64.Encoder encoder : new Base64.Encoder[] {Base64.getEncoder(), Base64.getUrlEncoder()}) {
            keep(encoder.encodeToString(bytes));
            keep(encoder.withoutPadding().encodeToString(bytes));
            for (int shift = 0; shift < 3; shift++) {
                // The characters at both ends also depend on the neighbours; those between are the same in every text.
                byte[] shifted = new byte[shift + bytes.length];
                System.arraycopy(bytes, 0, shifted, shift, bytes.length);
                int from = shift == 0 ? 0 : shift + 1;
                int to = shifted.length * 8 / 6;
                keep(encoder.withoutPadding().encodeToString(shifted).substring(from, to));
            }
        }
    }

    /** A program that wraps its messages breaks them at spaces, so a line may end or begin within a value. */
    private void addWrapped(String text) {
        String value = text.strip();
        if (value.length() > LONGEST_WRAPPED || value.indexOf('\n') >= 0) {
            return;
        }
        for (int at = value.indexOf(' '); at >= 0; at = value.indexOf(' ', at + 1)) {
            String before = value.substring(0, at).strip();
            String after = value.substring(at).strip();
            if (before.length() >= SHORTEST_PIECE) {
                keep(before);
            }
            if (after.length() >= SHORTEST_PIECE) {
                keep(after);
            }
        }
    }

    private void keep(String form) {
        if (form.length() >= LogMask.SHORTEST && !form.isBlank()) {
            forms.add(form);
        }
    }
}

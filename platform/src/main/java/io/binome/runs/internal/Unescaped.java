package io.binome.runs.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text without its escapes, which still knows where each character stood.
 *
 * @param from where in the original a character begins; one more entry than characters: the original's length. Null when
 *     nothing was escaped
 */
record Unescaped(String text, int @Nullable [] from) {
    static Unescaped none(String text) {
        return new Unescaped(text, null);
    }

    /** Where in the original that character begins, or the text ends. */
    int place(int at) {
        return from == null ? at : from[at];
    }

    private static final class Draft {
        private final Unescaped original;
        private final StringBuilder text;
        private final int[] from;
        private boolean changed;

        Draft(Unescaped original) {
            this.original = original;
            this.text = new StringBuilder(original.text().length());
            this.from = new int[original.text().length() + 1];
        }

        void add(char c, int at) {
            from[text.length()] = original.place(at);
            text.append(c);
        }

        void addEscaped(int codePoint, int at) {
            changed = true;
            for (char c : Character.toChars(codePoint)) {
                add(c, at);
            }
        }

        @Nullable
        Unescaped done() {
            if (!changed) {
                return null;
            }
            from[text.length()] = original.place(original.text().length());
            return new Unescaped(text.toString(), Arrays.copyOf(from, text.length() + 1));
        }
    }

    /** Without the backslashes of JSON, HCL and most languages; null when there are none. */
    @Nullable
    Unescaped withoutBackslashes() {
        if (text.indexOf('\\') < 0) {
            return null;
        }
        Draft draft = new Draft(this);
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                draft.add(c, i++);
                continue;
            }
            char next = text.charAt(i + 1);
            int digits = next == 'u' ? 4 : next == 'x' ? 2 : 0;
            int code = digits == 0 ? -1 : hex(i + 2, digits);
            if (code >= 0) {
                draft.addEscaped(code, i);
                i += 2 + digits;
            } else if ("nrtbf\"'\\/$".indexOf(next) >= 0) {
                draft.addEscaped(
                        switch (next) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            case 'b' -> '\b';
                            case 'f' -> '\f';
                            default -> next;
                        },
                        i);
                i += 2;
            } else {
                draft.add(c, i++);
            }
        }
        return draft.done();
    }

    /** Without the percent signs of URLs; null when there are none. */
    @Nullable
    Unescaped withoutPercents(boolean plusIsSpace) {
        if (text.indexOf('%') < 0 && !(plusIsSpace && text.indexOf('+') >= 0)) {
            return null;
        }
        Draft draft = new Draft(this);
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c == '+' && plusIsSpace) {
                draft.addEscaped(' ', i++);
                continue;
            }
            int first = c == '%' ? hex(i + 1, 2) : -1;
            int bytes =
                    first < 0 ? 0 : first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
            int code = bytes == 0 ? -1 : decoded(i, first, bytes);
            if (code >= 0) {
                draft.addEscaped(code, i);
                i += 3 * bytes;
            } else {
                draft.add(c, i++);
            }
        }
        return draft.done();
    }

    /** RFC 3629, 3; -1 when the following bytes are not as they should be. */
    private int decoded(int at, int first, int bytes) {
        if (bytes == 1) {
            return first;
        }
        int code = first & (0x7F >> bytes);
        for (int i = 1; i < bytes; i++) {
            int start = at + 3 * i;
            int next = start < text.length() && text.charAt(start) == '%' ? hex(start + 1, 2) : -1;
            if (next < 0x80 || next > 0xBF) {
                return -1;
            }
            code = code << 6 | next & 0x3F;
        }
        return Character.isValidCodePoint(code) ? code : -1;
    }

    private int hex(int at, int digits) {
        if (at + digits > text.length()) {
            return -1;
        }
        int code = 0;
        for (int i = at; i < at + digits; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            code = code << 4 | digit;
        }
        return code;
    }
}

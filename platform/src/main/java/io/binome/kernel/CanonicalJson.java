package io.binome.kernel;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON in the one form of RFC 8785, so that equal values have equal hashes. Takes what JSON can say in Java's own
 * types: maps with string keys, lists, strings, booleans, whole numbers within ±2^53 and null. Other numbers are
 * refused: what is hashed here is counted in whole units. Refused as well is text that is no Unicode (half of a surrogate
 * pair), which has no bytes in UTF-8.
 */
public final class CanonicalJson {
    private static final long SAFE = 1L << 53;

    private CanonicalJson() {}

    public static byte[] bytes(@Nullable Object value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The canonical text.
     *
     * @throws IllegalArgumentException when the value is not of the types named above
     */
    public static String text(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(@Nullable Object value, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case Boolean truth -> out.append(truth.booleanValue());
            case CharSequence text -> writeString(text, out);
            case Enum<?> constant -> writeString(constant.name(), out);
            case Byte number -> out.append(number.longValue());
            case Short number -> out.append(number.longValue());
            case Integer number -> out.append(number.longValue());
            case Long number -> writeWhole(number, out);
            case Map<?, ?> map -> writeObject(map, out);
            case Iterable<?> list -> writeArray(list, out);
            default ->
                throw new IllegalArgumentException(
                        "No canonical JSON for " + value.getClass().getName());
        }
    }

    private static void writeWhole(long number, StringBuilder out) {
        if (number > SAFE || number < -SAFE) {
            throw new IllegalArgumentException("Beyond what JSON keeps exactly: " + BigDecimal.valueOf(number));
        }
        out.append(number);
    }

    private static void writeObject(Map<?, ?> map, StringBuilder out) {
        // Java compares strings by UTF-16 code units, which is the order that RFC 8785 asks for.
        TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((key, member) -> sorted.put((String) key, member));
        out.append('{');
        List<String> keys = new ArrayList<>(sorted.keySet());
        for (int i = 0; i < keys.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            writeString(keys.get(i), out);
            out.append(':');
            write(sorted.get(keys.get(i)), out);
        }
        out.append('}');
    }

    private static void writeArray(Iterable<?> list, StringBuilder out) {
        out.append('[');
        String separator = "";
        for (Object member : list) {
            out.append(separator);
            write(member, out);
            separator = ",";
        }
        out.append(']');
    }

    private static void writeString(CharSequence text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else if (Character.isSurrogate(c)) {
                        i = writePair(text, i, out);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static int writePair(CharSequence text, int high, StringBuilder out) {
        int low = high + 1;
        if (low == text.length() || !Character.isSurrogatePair(text.charAt(high), text.charAt(low))) {
            throw new IllegalArgumentException("Half of a surrogate pair at " + high);
        }
        out.append(text, high, low + 1);
        return low;
    }
}

package io.binome.server.console;

/**
 * Which part of a value differs from another: a long image name or command of which three characters change.
 *
 * @param head what both begin with
 * @param middle what differs; nothing is set apart where they have little in common
 * @param tail what both end with
 */
public record Difference(String head, String middle, String tail) {
    private static final int WORTH_MARKING = 6;

    static Difference whole(String value) {
        return new Difference(value, "", "");
    }

    /** Marks in {@code value} what {@code other} has not, at the borders of words. */
    static Difference of(String value, String other) {
        int most = Math.min(value.length(), other.length());
        int head = 0;
        while (head < most && value.charAt(head) == other.charAt(head)) {
            head++;
        }
        while (head > 0 && wordAt(value, head) && wordAt(value, head - 1)) {
            head--;
        }
        int tail = 0;
        while (tail < most - head
                && value.charAt(value.length() - 1 - tail) == other.charAt(other.length() - 1 - tail)) {
            tail++;
        }
        while (tail > 0 && wordAt(value, value.length() - tail) && wordAt(value, value.length() - tail - 1)) {
            tail--;
        }
        if (head + tail < WORTH_MARKING || head + tail == value.length() && value.equals(other)) {
            return whole(value);
        }
        return new Difference(
                value.substring(0, head),
                value.substring(head, value.length() - tail),
                value.substring(value.length() - tail));
    }

    private static boolean wordAt(String text, int index) {
        return index >= 0 && index < text.length() && Character.isLetterOrDigit(text.charAt(index));
    }
}

package io.binome.stacks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What differs between two long values, line by line, with a little of what stays around it. Values that are JSON
 * documents, such as policies, are compared in a form with one member a line.
 */
public final class TextDifference {
    private static final int CONTEXT = 2;

    /** Beyond this the common lines are not searched for. */
    private static final int LARGEST_TABLE = 4_000_000;

    private static final int LONGEST_DOCUMENT = 1_000_000;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private TextDifference() {}

    /** A line, or a gap of lines that stay and are left out. */
    public record Line(Kind kind, String text) {}

    /** What becomes of a line. */
    public enum Kind {
        KEPT,
        REMOVED,
        ADDED,
        /** Lines that stay; the text is their number. */
        GAP
    }

    /** Whether to be shown in lines: it has several, or is a document that has. */
    public static boolean isLong(String text) {
        return text.indexOf('\n') >= 0 && text.indexOf('\n') < text.length() - 1 || document(text) != null;
    }

    public static List<Line> between(String before, String after) {
        boolean ended = (before.isEmpty() || before.endsWith("\n")) && (after.isEmpty() || after.endsWith("\n"));
        String[] old = lines(before, ended);
        String[] now = lines(after, ended);
        int start = 0;
        while (start < old.length && start < now.length && old[start].equals(now[start])) {
            start++;
        }
        int oldEnd = old.length;
        int nowEnd = now.length;
        while (oldEnd > start && nowEnd > start && old[oldEnd - 1].equals(now[nowEnd - 1])) {
            oldEnd--;
            nowEnd--;
        }
        List<Line> all = new ArrayList<>();
        keep(all, old, 0, start);
        middle(all, Arrays.copyOfRange(old, start, oldEnd), Arrays.copyOfRange(now, start, nowEnd));
        keep(all, old, oldEnd, old.length);
        return withGaps(all);
    }

    /** The longest common subsequence, by the table that every textbook has. */
    private static void middle(List<Line> all, String[] old, String[] now) {
        if ((long) old.length * now.length > LARGEST_TABLE) {
            Arrays.stream(old).forEach(line -> all.add(new Line(Kind.REMOVED, line)));
            Arrays.stream(now).forEach(line -> all.add(new Line(Kind.ADDED, line)));
            return;
        }
        int[][] common = new int[old.length + 1][now.length + 1];
        for (int i = old.length - 1; i >= 0; i--) {
            for (int j = now.length - 1; j >= 0; j--) {
                common[i][j] =
                        old[i].equals(now[j]) ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < old.length || j < now.length) {
            if (i < old.length && j < now.length && old[i].equals(now[j])) {
                all.add(new Line(Kind.KEPT, old[i++]));
                j++;
            } else if (j == now.length || i < old.length && common[i + 1][j] >= common[i][j + 1]) {
                all.add(new Line(Kind.REMOVED, old[i++]));
            } else {
                all.add(new Line(Kind.ADDED, now[j++]));
            }
        }
    }

    private static void keep(List<Line> all, String[] lines, int from, int to) {
        for (int i = from; i < to; i++) {
            all.add(new Line(Kind.KEPT, lines[i]));
        }
    }

    private static List<Line> withGaps(List<Line> all) {
        List<Line> shown = new ArrayList<>();
        for (int i = 0; i < all.size(); ) {
            int end = i;
            while (end < all.size() && all.get(end).kind() == Kind.KEPT) {
                end++;
            }
            if (end == i) {
                shown.add(all.get(i++));
                continue;
            }
            int head = i == 0 ? i : Math.min(end, i + CONTEXT);
            int tail = end == all.size() ? end : Math.max(head, end - CONTEXT);
            shown.addAll(all.subList(i, head));
            if (tail - head == 1) {
                shown.add(all.get(head));
            } else if (tail > head) {
                shown.add(new Line(Kind.GAP, Integer.toString(tail - head)));
            }
            shown.addAll(all.subList(tail, end));
            i = end;
        }
        return shown;
    }

    /** @param ended both texts end their last line: then nothing follows it */
    private static String[] lines(String text, boolean ended) {
        Object document = document(text);
        String whole = ended && text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        String shown = document == null ? whole : JSON.writeValueAsString(document);
        return shown.isEmpty() ? new String[0] : shown.split("\r?\n", -1);
    }

    private static @Nullable Object document(String text) {
        String start = text.length() > LONGEST_DOCUMENT ? "" : text.stripLeading();
        if (!start.startsWith("{") && !start.startsWith("[")) {
            return null;
        }
        try {
            Object read = JSON.readValue(text, Object.class);
            boolean empty = read instanceof Map<?, ?> members && members.isEmpty()
                    || read instanceof List<?> elements && elements.isEmpty();
            return empty ? null : read;
        } catch (JacksonException noDocument) {
            return null;
        }
    }
}

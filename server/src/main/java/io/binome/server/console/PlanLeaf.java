package io.binome.server.console;

import io.binome.stacks.TextDifference;
import io.binome.stacks.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An attribute as it is shown; null where there was or will be none.
 *
 * @param secret never shown: {@code before} and {@code after} only say whether there is one
 * @param unknown only known once applied
 * @param eachTime it is another one at every plan; {@code after} says what of it
 * @param forces it cannot change in place
 * @param lines of a text of several lines, in place of {@code before} and {@code after}; else empty
 * @param left characters or lines that are not shown
 */
public record PlanLeaf(
        String path,
        @Nullable String before,
        @Nullable String after,
        boolean differs,
        boolean secret,
        boolean unknown,
        boolean eachTime,
        boolean forces,
        List<TextDifference.Line> lines,
        int left) {
    private static final Pattern INDEX = Pattern.compile("\\[([0-9]{1,8})]");

    /** The tenth element after the ninth. */
    private static final Comparator<String> AS_COUNTED = Comparator.<String, String>comparing(path -> INDEX.matcher(
                            path)
                    .replaceAll(index -> "[" + "0".repeat(9 - index.group(1).length()) + index.group(1) + "]"))
            .thenComparing(Comparator.naturalOrder());

    private static final Pattern DIGEST = Pattern.compile("\\bsha256:([0-9a-f]{12})[0-9a-f]{52}\\b");

    /** What was, with the part that differs set apart. */
    public Difference was() {
        return before == null
                ? Difference.whole("")
                : after == null ? Difference.whole(before) : Difference.of(before, after);
    }

    /** What will be, with the part that differs set apart. */
    public Difference becomes() {
        return after == null
                ? Difference.whole("")
                : before == null ? Difference.whole(after) : Difference.of(after, before);
    }

    public boolean changed() {
        return differs || unknown;
    }

    /** How much of a value is shown, in characters and in lines. */
    record Room(int characters, int lines) {
        static final Room WIDE = new Room(2_000, 200);
        static final Room NARROW = new Room(200, 12);
    }

    /** What differs between two sets of attributes, in the order of their paths; those that are the same too. */
    static List<PlanLeaf> all(
            SortedMap<String, Value> before,
            SortedMap<String, Value> after,
            List<String> forces,
            Room room,
            JsonMapper json) {
        TreeSet<String> paths = new TreeSet<>(AS_COUNTED);
        paths.addAll(before.keySet());
        paths.addAll(after.keySet());
        List<PlanLeaf> leaves = new ArrayList<>();
        for (String path : paths) {
            Value was = before.get(path);
            Value becomes = after.get(path);
            boolean saysNothing = was == null && becomes instanceof Value.Known(String text) && text.equals("null");
            if (!saysNothing && (becomes != null || !withinUnknown(path, after))) {
                leaves.add(
                        of(path, was, becomes, forces.stream().anyMatch(forced -> within(path, forced)), room, json));
            }
        }
        return leaves;
    }

    /** Whether a part of a value of which nothing is known once it is applied: said once, for the whole. */
    private static boolean withinUnknown(String path, SortedMap<String, Value> after) {
        for (int end = path.length() - 1; end > 0; end--) {
            char next = path.charAt(end);
            if ((next == '.' || next == '[') && after.get(path.substring(0, end)) instanceof Value.Unknown) {
                return true;
            }
        }
        return false;
    }

    private static boolean within(String path, String whole) {
        return path.startsWith(whole)
                && (path.length() == whole.length()
                        || path.charAt(whole.length()) == '.'
                        || path.charAt(whole.length()) == '[');
    }

    private static PlanLeaf of(
            String path, @Nullable Value before, @Nullable Value after, boolean forces, Room room, JsonMapper json) {
        boolean secret = before instanceof Value.Sensitive || after instanceof Value.Sensitive;
        boolean eachTime = after instanceof Value.Unknown(String pattern) && pattern != null;
        boolean unknown = after instanceof Value.Unknown && !eachTime;
        String was = shown(before, json);
        String becomes = shown(after, json);
        boolean differs = !Objects.equals(before, after);
        if (!secret && !unknown && differs && (isLong(was) || isLong(becomes))) {
            List<TextDifference.Line> lines =
                    TextDifference.between(was == null ? "" : was, becomes == null ? "" : becomes);
            int some = Math.min(room.lines, lines.size());
            return new PlanLeaf(
                    path,
                    was == null ? null : "",
                    becomes == null ? null : "",
                    true,
                    false,
                    false,
                    eachTime,
                    forces,
                    lines.subList(0, some).stream().map(line -> cut(line, room)).toList(),
                    lines.size() - some);
        }
        int left = Math.max(beyond(was, room), beyond(becomes, room));
        return new PlanLeaf(
                path, cut(was, room), cut(becomes, room), differs, secret, unknown, eachTime, forces, List.of(), left);
    }

    private static boolean isLong(@Nullable String text) {
        return text != null && TextDifference.isLong(text);
    }

    private static int beyond(@Nullable String text, Room room) {
        return text == null ? 0 : Math.max(0, text.length() - room.characters);
    }

    private static @Nullable String cut(@Nullable String text, Room room) {
        return text == null || text.length() <= room.characters ? text : text.substring(0, room.characters) + "…";
    }

    private static TextDifference.Line cut(TextDifference.Line line, Room room) {
        return line.text().length() <= room.characters
                ? line
                : new TextDifference.Line(line.kind(), line.text().substring(0, room.characters) + "…");
    }

    private static @Nullable String shown(@Nullable Value value, JsonMapper json) {
        return switch (value) {
            case null -> null;
            case Value.Known known -> DIGEST.matcher(text(known.json(), json)).replaceAll("sha256:$1…");
            case Value.Sensitive _ -> "••••";
            case Value.Unknown(String pattern) when pattern != null -> text(pattern, json);
            case Value.Unknown _ -> "…";
        };
    }

    private static String text(String source, JsonMapper json) {
        if (!source.startsWith("\"")) {
            return source;
        }
        JsonNode node = json.readTree(source);
        return node.isString() ? node.asString() : source;
    }
}

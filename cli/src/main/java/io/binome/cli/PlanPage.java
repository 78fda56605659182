package io.binome.cli;

import io.binome.cli.Output.Colour;
import io.binome.stacks.TextDifference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A plan as people read it: what changes, attribute by attribute; what stays is counted. */
final class PlanPage {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String INDENT = "      ";

    /** A longer value is cut: what differs can be asked for with --json. */
    private static final int LONGEST = 4_000;

    private static final Pattern INDEX = Pattern.compile("\\[([0-9]{1,8})]");

    /** The tenth element after the ninth. */
    private static final Comparator<String> AS_COUNTED = Comparator.<String, String>comparing(path -> INDEX.matcher(
                            path)
                    .replaceAll(index -> "[" + "0".repeat(9 - index.group(1).length()) + index.group(1) + "]"))
            .thenComparing(Comparator.naturalOrder());

    private final Output output;
    private final int width;

    PlanPage(Output output, int width) {
        this.output = output;
        this.width = width;
    }

    /** @param head on the plan as a whole, for the first line */
    void print(JsonNode plan, String head) {
        output.line(output.paint(Colour.BOLD, Output.clean(plan.path("stack").asString())) + "  "
                + output.paint(Colour.FAINT, Output.clean(head)));
        output.line(counts(plan));
        sections(plan);
    }

    /** Everything but the head. */
    void sections(JsonNode plan) {
        resources("", plan.path("resource_changes"));
        outputs(plan.path("output_changes"));
        checks(plan.path("checks"));
        resources("Changed outside of this configuration since the last apply", plan.path("resource_drift"));
        resources("Not yet planned, until this plan is applied", plan.path("deferred_changes"));
    }

    private String counts(JsonNode plan) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        List.of("create", "update", "replace", "delete", "forget", "adopt", "read")
                .forEach(verb -> counts.put(verb, 0));
        int moved = 0;
        int imported = 0;
        int same = 0;
        for (JsonNode change : plan.path("resource_changes")) {
            String verb = verb(change.path("action").asString());
            counts.merge(verb, 1, Integer::sum);
            moved += change.has("moved_from") ? 1 : 0;
            imported += change.has("imported_as") ? 1 : 0;
            same += stays(change) ? 1 : 0;
        }
        counts.remove("no-op");
        List<String> parts = new ArrayList<>();
        counts.forEach((verb, number) -> {
            if (number > 0) {
                parts.add(number + " to " + verb);
            }
        });
        add(parts, moved, " moved");
        add(parts, imported, " to import");
        int outputs = 0;
        for (JsonNode change : plan.path("output_changes")) {
            outputs += change.path("action").asString().equals("NO_OP") ? 0 : 1;
        }
        add(parts, outputs, outputs == 1 ? " output changes" : " outputs change");
        add(parts, plan.path("resource_drift").size(), " drifted");
        add(parts, plan.path("deferred_changes").size(), " deferred");
        String sentence = parts.isEmpty() ? "It changes nothing" : String.join(", ", parts);
        return sentence + (same > 0 ? "; " + same + " unchanged." : ".");
    }

    private static void add(List<String> parts, int number, String what) {
        if (number > 0) {
            parts.add(number + what);
        }
    }

    private static String verb(String action) {
        return switch (action) {
            case "REPLACE", "REPLACE_CREATE_FIRST" -> "replace";
            case "NO_OP" -> "no-op";
            default -> action.toLowerCase(java.util.Locale.ROOT);
        };
    }

    private void resources(String heading, JsonNode changes) {
        boolean headed = heading.isEmpty();
        for (JsonNode change : changes) {
            if (stays(change)) {
                continue;
            }
            if (!headed) {
                heading(heading);
                headed = true;
            }
            resource(change);
        }
    }

    /** Whether nothing at all happens to it. */
    static boolean stays(JsonNode change) {
        return change.path("action").asString().equals("NO_OP") && !stated(change);
    }

    /** Whether it is moved or imported: then it is shown, though nothing that runs changes. */
    private static boolean stated(JsonNode change) {
        return change.has("moved_from") || change.has("imported_as");
    }

    private void heading(String heading) {
        output.line("");
        output.line(output.paint(Colour.BOLD, heading));
    }

    private void resource(JsonNode change) {
        String action = change.path("action").asString();
        output.line("");
        output.line(mark(action) + " "
                + output.paint(Colour.BOLD, Output.clean(change.path("address").asString()))
                + output.paint(Colour.FAINT, words(action)));
        text(change, "moved_from", Colour.BLUE, "moved from ");
        if (change.has("imported_as")) {
            String id = change.path("imported_as").asString();
            output.line(INDENT
                    + output.paint(Colour.BLUE, id.isEmpty() ? "imported" : "imported, its id is " + Output.clean(id)));
        }
        text(change, "deposed", Colour.YELLOW, "left over from an earlier replacement, key ");
        List<String> because = Output.texts(change.path("replaced_because"));
        if (!because.isEmpty()) {
            output.line(INDENT
                    + output.paint(Colour.YELLOW, "replaced because of " + Output.clean(String.join(", ", because))));
        }
        change.path("notes").forEach(note -> output.line(INDENT + Output.clean(note.asString())));
        attributes(change.path("before"), change.path("after"));
    }

    private void text(JsonNode change, String key, Colour colour, String words) {
        if (change.has(key)) {
            output.line(INDENT
                    + output.paint(colour, words + Output.clean(change.path(key).asString())));
        }
    }

    private void outputs(JsonNode outputs) {
        boolean headed = false;
        for (JsonNode change : outputs) {
            if (change.path("action").asString().equals("NO_OP")) {
                continue;
            }
            if (!headed) {
                heading("Outputs");
                headed = true;
            }
            output.line(mark(change.path("action").asString()) + " "
                    + output.paint(Colour.BOLD, Output.clean(change.path("name").asString())));
            attributes(change.path("before"), change.path("after"));
        }
    }

    private void checks(JsonNode checks) {
        if (checks.isEmpty()) {
            return;
        }
        heading("Checks");
        for (JsonNode check : checks) {
            String status = check.path("status").asString();
            String word =
                    switch (status) {
                        case "PASS" -> output.paint(Colour.GREEN, "✓ holds  ");
                        case "UNKNOWN" -> output.paint(Colour.FAINT, "? unknown");
                        default -> output.paint(Colour.RED, "✗ fails  ");
                    };
            output.line("  " + word + "  " + Output.clean(check.path("address").asString()));
            check.path("messages").forEach(message -> output.line(INDENT + Output.clean(message.asString())));
        }
    }

    private void attributes(JsonNode before, JsonNode after) {
        TreeSet<String> paths = new TreeSet<>(AS_COUNTED);
        paths.addAll(before.propertyNames());
        paths.addAll(after.propertyNames());
        paths.removeIf(path -> same(before.path(path), after.path(path)) || within(path, before, after));
        int longest = Math.min(
                width / 3, paths.stream().mapToInt(String::length).max().orElse(0));
        for (String path : paths) {
            attribute(path, before.path(path), after.path(path), longest);
        }
    }

    /** An attribute that is null inside of something new says nothing. */
    private static boolean same(JsonNode before, JsonNode after) {
        return before.equals(after)
                || before.isMissingNode() && after.path("value").asString("").equals("null");
    }

    /** Part of a value of which nothing is known once it is applied: said once, for the whole. */
    private static boolean within(String path, JsonNode before, JsonNode after) {
        for (int end = path.length() - 1; end > 0; end--) {
            char next = path.charAt(end);
            if ((next == '.' || next == '[')
                    && after.path(path.substring(0, end)).has("unknown")) {
                return before.has(path);
            }
        }
        return false;
    }

    private void attribute(String path, JsonNode before, JsonNode after, int longest) {
        String name =
                path.isEmpty() ? "" : Output.clean(path) + " ".repeat(Math.max(0, longest - path.length())) + "  ";
        String was = value(before);
        String is = value(after);
        if (before.has("sensitive") && after.has("sensitive")) {
            output.line(INDENT + output.paint(Colour.YELLOW, "~ " + name) + "(sensitive, changes)");
            return;
        }
        String oldText = raw(before);
        String newText = raw(after);
        if (oldText != null && newText != null && (TextDifference.isLong(oldText) || TextDifference.isLong(newText))) {
            output.line(INDENT + output.paint(Colour.YELLOW, "~ " + name));
            lines(oldText, newText);
        } else if (was.isEmpty() && newText != null && TextDifference.isLong(newText)) {
            output.line(INDENT + output.paint(Colour.GREEN, "+ " + name));
            lines("", newText);
        } else if (was.isEmpty()) {
            output.line(INDENT + output.paint(Colour.GREEN, "+ " + name + is));
        } else if (is.isEmpty()) {
            output.line(INDENT + output.paint(Colour.RED, "- " + name + was));
        } else if (INDENT.length() + 5 + name.length() + was.length() + is.length() <= width) {
            output.line(INDENT + output.paint(Colour.YELLOW, "~ " + name) + output.paint(Colour.RED, was) + " → "
                    + output.paint(Colour.GREEN, is));
        } else {
            output.line(INDENT + output.paint(Colour.YELLOW, "~ " + name.stripTrailing()));
            output.line(INDENT + "    " + output.paint(Colour.RED, "- " + was));
            output.line(INDENT + "    " + output.paint(Colour.GREEN, "+ " + is));
        }
    }

    private void lines(String before, String after) {
        for (TextDifference.Line line : TextDifference.between(before, after)) {
            String text = Output.clean(line.text());
            output.line(INDENT + "    "
                    + switch (line.kind()) {
                        case KEPT -> output.paint(Colour.FAINT, "  " + text);
                        case REMOVED -> output.paint(Colour.RED, "- " + text);
                        case ADDED -> output.paint(Colour.GREEN, "+ " + text);
                        case GAP -> output.paint(Colour.FAINT, "  … " + text + " lines stay");
                    });
        }
    }

    private String mark(String action) {
        return switch (action) {
            case "CREATE" -> output.paint(Colour.GREEN, "  +");
            case "UPDATE" -> output.paint(Colour.YELLOW, "  ~");
            case "REPLACE" -> output.paint(Colour.RED, "-/+");
            case "REPLACE_CREATE_FIRST" -> output.paint(Colour.RED, "+/-");
            case "DELETE" -> output.paint(Colour.RED, "  -");
            case "READ" -> output.paint(Colour.BLUE, " <=");
            case "FORGET" -> output.paint(Colour.YELLOW, "  ∅");
            case "ADOPT" -> output.paint(Colour.YELLOW, "  ←");
            default -> output.paint(Colour.FAINT, "  .");
        };
    }

    private static String words(String action) {
        return switch (action) {
            case "REPLACE" -> "  deleted, then created anew";
            case "REPLACE_CREATE_FIRST" -> "  created anew, then the old one deleted";
            case "FORGET" -> "  forgotten";
            case "ADOPT" -> "  taken over as it was found; what runs stays";
            case "READ" -> "  read";
            default -> "";
        };
    }

    /** The text itself of a value that is one; null for everything else. */
    private static @org.jspecify.annotations.Nullable String raw(JsonNode value) {
        String json = value.path("value").asString("");
        if (!json.startsWith("\"")) {
            return null;
        }
        try {
            return JSON.readTree(json).asString();
        } catch (JacksonException noText) {
            return null;
        }
    }

    private static String value(JsonNode value) {
        if (value.isMissingNode()) {
            return "";
        }
        if (value.has("sensitive")) {
            return "(sensitive)";
        }
        if (value.has("new_at_every_plan")) {
            return "(new at every plan: "
                    + Output.clean(value.path("new_at_every_plan").asString()) + ")";
        }
        if (value.has("unknown")) {
            return "(known once applied)";
        }
        String json = Output.clean(value.path("value").asString());
        return json.length() <= LONGEST
                ? json
                : json.substring(0, LONGEST) + "… (" + (json.length() - LONGEST) + " more characters; see --json)";
    }
}

package io.binome.cli;

import io.binome.cli.Output.Colour;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** A change as people read it: what it is, what it needs, its plans as trees. */
final class ChangePage {
    private final Output output;

    ChangePage(Output output) {
        this.output = output;
    }

    void print(JsonNode change, JsonNode plans) {
        output.line(output.paint(Colour.BOLD, change.path("reference").asString()) + "  "
                + output.paint(Colour.BOLD, Output.clean(change.path("title").asString())) + "  "
                + output.state(change.path("state").asString())
                + (change.path("draft").asBoolean() ? " (draft)" : ""));
        output.line("  " + change.path("branch").asString() + " at " + Output.shortCommit(change.path("head")) + ", by "
                + change.path("opener").path("displayName").asString("somebody") + ", "
                + output.ago(change.path("createdAt")));
        String reason = change.path("reason").asString("");
        if (!reason.isEmpty()) {
            output.line("  " + output.paint(Colour.RED, Output.clean(reason)));
        }
        output.line("  " + sentence(change.path("summary"), plans));
        change.path("blockers")
                .forEach(blocker -> output.line("  " + output.paint(Colour.YELLOW, "needs: ")
                        + blocker.path("sentence").asString()));
        if (change.path("reviewDue").asBoolean()) {
            output.line("  " + output.paint(Colour.YELLOW, "needs: ")
                    + "It was applied by going back, and nobody else has reviewed it since.");
        }
        plans.forEach(this::plan);
        List<String> open = new ArrayList<>();
        change.path("offers").forEach(offer -> {
            if (offer.path("open").asBoolean()) {
                open.add(offer.path("command").asString());
            }
        });
        if (!open.isEmpty()) {
            output.line("");
            output.line(output.paint(Colour.FAINT, "You may: " + String.join(", ", open)));
        }
        output.line(output.paint(Colour.FAINT, change.path("address").asString()));
    }

    private static String sentence(JsonNode summary, JsonNode plans) {
        List<String> parts = new ArrayList<>();
        count(parts, summary.path("creates").asInt(), "creates");
        count(parts, summary.path("updates").asInt(), "updates");
        count(parts, summary.path("replaces").asInt(), "replaces");
        count(parts, summary.path("deletes").asInt(), "deletes");
        if (parts.isEmpty()) {
            return plans.isEmpty() ? "There is no plan." : "It changes nothing that runs.";
        }
        return "It " + String.join(", ", parts) + " in " + String.join(", ", Output.texts(summary.path("environments")))
                + ".";
    }

    private static void count(List<String> parts, int number, String verb) {
        if (number > 0) {
            parts.add(verb + " " + number);
        }
    }

    private void plan(JsonNode stack) {
        output.line("");
        output.line(output.paint(Colour.BOLD, stack.path("stack").asString()) + "  "
                + output.paint(
                        Colour.FAINT,
                        stack.path("environment").asString() + ", site "
                                + stack.path("site").asString())
                + (stack.path("removed").asBoolean() ? "  " + output.paint(Colour.RED, "removed") : ""));
        if (stack.path("movedFromEnvironment").isString()) {
            output.line("  "
                    + output.paint(
                            Colour.YELLOW,
                            "moves from the environment "
                                    + stack.path("movedFromEnvironment").asString()));
        }
        stack.path("findings").forEach(this::finding);
        if (stack.path("failure").isString()) {
            output.line("  "
                    + output.paint(
                            Colour.RED, Output.clean(stack.path("failure").asString())));
        }
        int untouched = 0;
        for (JsonNode change : stack.path("plan").path("resource_changes")) {
            if (change.path("action").asString().equals("NO_OP")) {
                untouched++;
            } else {
                resource(change);
            }
        }
        if (untouched > 0) {
            output.line(output.paint(Colour.FAINT, "    " + untouched + " unchanged"));
        }
    }

    private void finding(JsonNode finding) {
        int line = finding.path("line").asInt();
        output.line("  " + output.paint(Colour.RED, "✗ ")
                + Output.clean(finding.path("file").asString()) + (line > 0 ? ":" + line : "")
                + (finding.path("key").isString()
                        ? "  " + Output.clean(finding.path("key").asString())
                        : ""));
        output.line("    " + Output.clean(finding.path("reason").asString()));
        if (finding.path("instead").isString()) {
            output.line("    "
                    + output.paint(
                            Colour.GREEN, Output.clean(finding.path("instead").asString())));
        }
    }

    private void resource(JsonNode change) {
        String action = change.path("action").asString();
        output.line("  " + mark(action) + " "
                + output.paint(Colour.BOLD, change.path("address").asString()));
        List<String> because = Output.texts(change.path("replaced_because"));
        if (!because.isEmpty()) {
            output.line("      " + output.paint(Colour.YELLOW, "replaced because of " + String.join(", ", because)));
        }
        change.path("notes").forEach(note -> output.line("      " + Output.clean(note.asString())));
        JsonNode before = change.path("before");
        JsonNode after = change.path("after");
        TreeSet<String> paths = new TreeSet<>(before.propertyNames());
        paths.addAll(after.propertyNames());
        paths.removeIf(path -> before.path(path).equals(after.path(path)));
        int width = paths.stream().mapToInt(String::length).max().orElse(0);
        for (String path : paths) {
            String was = value(before.path(path));
            String is = value(after.path(path));
            String name = path + " ".repeat(width - path.length());
            if (was.isEmpty()) {
                output.line("      " + output.paint(Colour.GREEN, "+ " + name + "  " + is));
            } else if (is.isEmpty()) {
                output.line("      " + output.paint(Colour.RED, "- " + name + "  " + was));
            } else {
                output.line("      " + output.paint(Colour.YELLOW, "~ " + name) + "  " + output.paint(Colour.RED, was)
                        + " → " + output.paint(Colour.GREEN, is));
            }
        }
    }

    private String mark(String action) {
        return switch (action) {
            case "CREATE" -> output.paint(Colour.GREEN, "  +");
            case "UPDATE" -> output.paint(Colour.YELLOW, "  ~");
            case "REPLACE" -> output.paint(Colour.RED, "-/+");
            case "REPLACE_CREATE_FIRST" -> output.paint(Colour.YELLOW, "+/-");
            case "DELETE" -> output.paint(Colour.RED, "  -");
            case "READ" -> output.paint(Colour.BLUE, " <=");
            default -> output.paint(Colour.FAINT, "  .");
        };
    }

    private static String value(JsonNode value) {
        if (value.isMissingNode()) {
            return "";
        }
        if (value.has("sensitive")) {
            return "(sensitive)";
        }
        return value.has("unknown")
                ? "(known once applied)"
                : Output.clean(value.path("value").asString());
    }
}

package io.binome.cli;

import io.binome.cli.Output.Colour;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** A change as people read it: what it is, what it needs, its plans as trees. */
final class ChangePage {
    private final Output output;
    private final int width;

    ChangePage(Output output, int width) {
        this.output = output;
        this.width = width;
    }

    /**
     * @param judgement what contract, rules and prices say of it; empty while there is no plan
     * @param measured what it costs since it was applied; empty before
     */
    void print(JsonNode change, JsonNode plans, JsonNode judgement, JsonNode measured) {
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
        judged(change, judgement);
        measured(measured);
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

    /** Its risk, who lifted what, and what the rules say, first what blocks. */
    private void judged(JsonNode change, JsonNode judgement) {
        if (judgement.path("risk").isString()) {
            output.line("  risk: " + judgement.path("risk").asString().toLowerCase(Locale.ROOT)
                    + ", by contract version " + judgement.path("contract").asInt());
        }
        if (change.path("startsAt").isString()) {
            output.line("  starts: " + change.path("startsAt").asString());
        }
        JsonNode limited = change.path("limited");
        if (limited.isObject()) {
            output.line("  "
                    + output.paint(
                            Colour.YELLOW,
                            "covers only: " + Output.clean(String.join(", ", Output.texts(limited.path("targets"))))));
            output.line("    asked for by "
                    + Output.clean(limited.path("by").path("displayName").asString("somebody")) + ": "
                    + Output.clean(limited.path("reason").asString()));
        }
        if (change.path("overridden").isObject()) {
            output.line("  "
                    + output.paint(
                            Colour.YELLOW,
                            "overridden: "
                                    + Output.clean(change.path("overridden")
                                            .path("reason")
                                            .asString())));
        }
        for (JsonNode stack : judgement.path("stacks")) {
            for (JsonNode finding : stack.path("findings")) {
                rule(finding);
            }
        }
    }

    private void measured(JsonNode measured) {
        if (measured.path("services").isEmpty()) {
            return;
        }
        String month = measured.path("month").asString("");
        output.line("  measured: "
                + (month.isEmpty()
                        ? "not known yet"
                        : (month.startsWith("-") ? "" : "+") + month + " "
                                + measured.path("currency").asString() + " a month so far"));
    }

    private void rule(JsonNode finding) {
        String severity = finding.path("severity").asString();
        if (severity.equals("INFO")) {
            return;
        }
        boolean blocks = severity.equals("BLOCK") && !finding.path("exemption").isObject();
        output.line("  " + output.paint(blocks ? Colour.RED : Colour.YELLOW, blocks ? "✗ " : "! ")
                + finding.path("guideline").asString() + ": "
                + Output.clean(finding.path("message").path("en").asString()));
        if (blocks && finding.path("fix").path("en").isString()) {
            output.line("    "
                    + output.paint(
                            Colour.GREEN,
                            Output.clean(finding.path("fix").path("en").asString())));
        }
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
        if (!stack.path("awaits").isEmpty()) {
            output.line("  "
                    + output.paint(
                            Colour.YELLOW,
                            "provisional: rests on " + String.join(", ", Output.texts(stack.path("awaits")))
                                    + ", known once applied"));
        }
        stack.path("findings").forEach(this::finding);
        if (stack.path("failure").isString()) {
            output.line("  "
                    + output.paint(
                            Colour.RED, Output.clean(stack.path("failure").asString())));
        }
        JsonNode plan = stack.path("plan");
        new PlanPage(output, width).sections(plan);
        int untouched = 0;
        for (JsonNode change : plan.path("resource_changes")) {
            untouched += PlanPage.stays(change) ? 1 : 0;
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
}

package io.binome.cli;

import io.binome.cli.Output.Colour;
import tools.jackson.databind.JsonNode;

/** A difference of files in the unified form that diff(1) and git made common. */
final class DiffPage {
    private final Output output;

    DiffPage(Output output) {
        this.output = output;
    }

    void print(JsonNode diff) {
        for (JsonNode file : diff.path("files")) {
            String old = file.path("oldPath").isString()
                    ? "a/" + file.path("oldPath").asString()
                    : "/dev/null";
            String now = file.path("path").isString() ? "b/" + file.path("path").asString() : "/dev/null";
            output.line(output.paint(Colour.BOLD, "--- " + Output.clean(old)));
            output.line(output.paint(Colour.BOLD, "+++ " + Output.clean(now)));
            if (file.path("binary").asBoolean()) {
                output.line("(binary)");
            }
            file.path("hunks").forEach(this::hunk);
        }
        if (diff.path("truncated").asBoolean()) {
            output.line(output.paint(Colour.YELLOW, "There is more than is shown here; use git diff."));
        }
    }

    private void hunk(JsonNode hunk) {
        output.line(output.paint(
                Colour.BLUE,
                "@@ -" + hunk.path("oldStart").asInt() + ","
                        + hunk.path("oldLines").asInt() + " +"
                        + hunk.path("newStart").asInt() + ","
                        + hunk.path("newLines").asInt() + " @@"));
        for (JsonNode line : hunk.path("lines")) {
            String text = Output.clean(line.path("text").asString());
            switch (line.path("kind").asString()) {
                case "ADDED" -> output.line(output.paint(Colour.GREEN, "+" + text));
                case "REMOVED" -> output.line(output.paint(Colour.RED, "-" + text));
                default -> output.line(" " + text);
            }
        }
    }
}

package io.binome.cli;

import io.binome.cli.Output.Colour;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code binome drift}: what was changed behind Binome's back. */
@Command(
        name = "drift",
        description = "Show containers of a stack that are not as they were applied; exit code 1 when there are any.")
final class DriftCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "STACK", description = "The stack, as web or shop/web.")
    private String stack = "";

    DriftCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        JsonNode answer = context.api().get(StackReference.parse(context, stack).path(context) + "/drift");
        Output output = context.output();
        int exit = answer.path("items").isEmpty() ? 0 : Failures.PROBLEM;
        if (output.printedJson(answer)) {
            return exit;
        }
        if (exit == 0) {
            output.line("Everything is as it was applied.");
        }
        for (JsonNode drift : answer.path("items")) {
            output.line(output.paint(Colour.BOLD, drift.path("service").asString()) + " replica "
                    + drift.path("replica").asInt() + ", since " + output.ago(drift.path("since")));
            drift.path("differences")
                    .properties()
                    .forEach(entry -> output.line("  " + entry.getKey() + "  "
                            + output.paint(Colour.RED, text(entry.getValue().path("applied"))) + " → "
                            + output.paint(Colour.GREEN, text(entry.getValue().path("live")))));
        }
        return exit;
    }

    private static String text(JsonNode value) {
        return value.isString() ? Output.clean(value.asString()) : "(not set)";
    }
}

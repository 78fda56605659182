package io.binome.cli;

import io.binome.cli.Output.Colour;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code binome drift}: what was changed behind Binome's back, and what to do about it. */
@Command(name = "drift", description = "See what is no longer as it was applied, and do something about it.")
final class DriftCommands {
    private static final String STACK = "The stack, as web or shop/web.";

    private final Context context;

    DriftCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List the stacks that have drifted.")
    int list(@Mixin Paging paging) {
        JsonNode answer = paging.get(context.api(), context.inTenant("drift"));
        Output output = context.output();
        output.listing(
                answer,
                "Every stack is as it was applied, as far as they were looked at.",
                List.of("STACK", "RESOURCES", "SINCE", "LOOKED AT"),
                stack -> List.of(
                        stack.path("repository").asString() + "/"
                                + stack.path("stack").asString(),
                        Integer.toString(stack.path("items").size()),
                        output.ago(stack.path("since")),
                        stack.path("lookedAt").isString() ? output.ago(stack.path("lookedAt")) : "all the time"));
        return 0;
    }

    @Command(
            name = "show",
            description = "Show what of a stack is no longer as it was applied; exit code 1 when anything is.")
    int show(@Parameters(paramLabel = "STACK", description = STACK) String stack) {
        return print(stack, context.api().get(path(stack)));
    }

    @Command(
            name = "look",
            description = "Look whether a stack is still as it was applied. Changes nothing, and blocks nobody.")
    int look(
            @Parameters(paramLabel = "STACK", description = STACK) String stack,
            @Option(names = "--no-wait", description = "Do not wait until the look is over.") boolean noWait) {
        String path = path(stack);
        JsonNode answer = context.api().post(path + "/look", null);
        while (!noWait && answer.path("looking").asBoolean()) {
            pause();
            answer = context.api().get(path);
        }
        return print(stack, answer);
    }

    @Command(
            name = "restore",
            description =
                    "Open the change by which what runs becomes again what the files say, to be reviewed and applied.")
    int restore(@Parameters(paramLabel = "STACK", description = STACK) String stack) {
        return open(stack, "restore");
    }

    @Command(
            name = "adopt",
            description =
                    "Open the change by which the state takes over what was found. The files stay as they are: change"
                            + " them too, or the next plan wants to restore.")
    int adopt(@Parameters(paramLabel = "STACK", description = STACK) String stack) {
        return open(stack, "adopt");
    }

    private int open(String stack, String verb) {
        JsonNode opened = context.api().post(path(stack) + "/" + verb, null);
        Output output = context.output();
        if (!output.printedJson(opened)) {
            output.line("Opened " + opened.path("reference").asString() + "  "
                    + opened.path("address").asString());
        }
        return 0;
    }

    private String path(String stack) {
        return StackReference.parse(context, stack).path(context) + "/drift";
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandProblem("Interrupted. The look goes on; see it by: binome drift show");
        }
    }

    private int print(String stack, JsonNode drift) {
        Output output = context.output();
        int exit = drift.path("items").isEmpty() ? 0 : Failures.PROBLEM;
        if (output.printedJson(drift)) {
            return exit;
        }
        output.line(sentence(output, drift));
        if (drift.path("failure").isString()) {
            output.line(output.paint(
                    Colour.RED,
                    "The last look failed: "
                            + Output.clean(drift.path("failure").asString())));
        }
        for (JsonNode item : drift.path("items")) {
            item(output, item);
        }
        if (exit != 0) {
            output.line("");
            output.line("To undo this: binome drift restore " + stack);
        }
        return exit;
    }

    private static String sentence(Output output, JsonNode drift) {
        String looked = drift.path("lookedAt").isString()
                ? " Looked at " + output.ago(drift.path("lookedAt")) + "."
                : drift.path("watch").asString().equals("scheduled") ? " Not looked at yet." : "";
        String looking = drift.path("looking").asBoolean() ? " A look is under way." : "";
        if (drift.path("watch").asString().equals("none")) {
            return "Nothing of it can drift.";
        }
        if (!drift.path("items").isEmpty()) {
            return drift.path("items").size() + " not as applied, since " + output.ago(drift.path("since")) + "."
                    + looked + (drift.path("outdated").asBoolean() ? " It was applied since." : "") + looking;
        }
        return (looked.startsWith(" Not") ? "No drift is known." : "Everything is as it was applied.")
                + looked
                + looking;
    }

    private static void item(Output output, JsonNode item) {
        output.line("");
        output.line(output.paint(Colour.BOLD, Output.clean(item.path("address").asString()))
                + words(item.path("action").asString()) + ", since " + output.ago(item.path("since")));
        item.path("differences")
                .properties()
                .forEach(entry -> output.line("  " + Output.clean(entry.getKey()) + "  "
                        + output.paint(Colour.RED, text(entry.getValue().path("applied"))) + " → "
                        + output.paint(Colour.GREEN, text(entry.getValue().path("live")))));
        for (JsonNode note : item.path("notes")) {
            output.line("  " + output.paint(Colour.FAINT, Output.clean(note.asString())));
        }
    }

    private static String words(@Nullable String action) {
        return switch (action) {
            case "create" -> " has appeared";
            case "delete" -> " is gone";
            case null, default -> "";
        };
    }

    private static String text(JsonNode value) {
        return value.isString() ? Output.clean(value.asString()) : "(not set)";
    }
}

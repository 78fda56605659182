package io.binome.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome state break-glass}: states written by hand, in an emergency. */
@Command(
        name = "break-glass",
        description = {
            "Write a state by hand in an emergency, for a bounded time, where the contract lets you.",
            "Both sides see it at once; opening, each write and closing are in the ledger."
        })
final class BreakGlassCommands {
    private static final String STATE = "The stack, as network or shop/network; shop/network/blue for a workspace.";

    private final Context context;

    BreakGlassCommands(Context context) {
        this.context = context;
    }

    private static String path(Context context, String state) {
        return StateReference.parse(context, state).path(context) + "/break-glasses";
    }

    @Command(
            name = "open",
            description = {
                "From now on your own token writes this state, past review, until the time is over or it is closed.",
                "Locks hold as ever: while a run has it, nobody writes."
            })
    int open(
            @Parameters(paramLabel = "STATE", description = STATE) String state,
            @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; both sides read it.")
                    String reason,
            @Option(
                            names = "--minutes",
                            paramLabel = "N",
                            description = "How long; 30 when left out, at most what the contract says.")
                    @Nullable
                    Integer minutes) {
        ObjectNode body = context.mapper().createObjectNode().put("reason", reason);
        if (minutes != null) {
            body.put("minutes", minutes);
        }
        JsonNode glass = context.api().post(path(context, state), body);
        Output output = context.output();
        if (!output.printedJson(glass)) {
            output.line("Open; it closes " + output.ago(glass.path("endsAt"))
                    + " by itself. Your token writes this state.");
            output.line("Close it when you are through: binome state break-glass close " + state);
        }
        return 0;
    }

    @Command(name = "close", description = "Close all that are open for a state, whoever opened them.")
    int close(@Parameters(paramLabel = "STATE", description = STATE) String state) {
        List<JsonNode> open = context.api()
                .get(path(context, state))
                .path("items")
                .valueStream()
                .toList();
        if (open.isEmpty()) {
            context.output().say("None is open for this state.");
        }
        for (JsonNode glass : open) {
            JsonNode closed = context.api()
                    .post(
                            context.inTenant("break-glasses", glass.path("id").asString(), "close"),
                            context.mapper().createObjectNode());
            context.output()
                    .say(written(closed.path("writes").asInt()) + " Only applied changes write this state again.");
        }
        return 0;
    }

    @Command(name = "list", description = "List them, newest first, those that are closed too.")
    int list(@Mixin Paging paging) {
        Output output = context.output();
        output.listing(
                paging.get(context.api(), context.inTenant("break-glasses")),
                "No state was ever written by hand under a break-glass.",
                List.of("STATE", "BY", "OPENED", "STANDS", "WRITES", "REASON"),
                glass -> List.of(
                        glass.path("repository").asString() + "/"
                                + glass.path("stack").asString() + "/"
                                + glass.path("workspace").asString(),
                        Output.clean(glass.path("actor").path("displayName").asString("-")),
                        output.ago(glass.path("openedAt")),
                        stands(output, glass),
                        glass.path("writes").asString(),
                        Output.clean(glass.path("reason").asString())));
        return 0;
    }

    private static String written(int times) {
        return switch (times) {
            case 0 -> "Closed; nothing was written.";
            case 1 -> "Closed; one version was written.";
            default -> "Closed; " + times + " versions were written.";
        };
    }

    private static String stands(Output output, JsonNode glass) {
        if (glass.path("open").asBoolean()) {
            return "closes " + output.ago(glass.path("endsAt"));
        }
        JsonNode by = glass.path("closedBy");
        return by.isObject()
                ? "closed by " + Output.clean(by.path("displayName").asString("-"))
                : "time over";
    }
}

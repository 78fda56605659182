package io.binome.cli;

import io.binome.cli.Output.Colour;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code binome stack}: what was applied and runs. */
@Command(name = "stack", description = "See what runs.")
final class StackCommands {
    private final Context context;

    StackCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List the stacks that were applied.")
    int list(@Mixin Paging paging) {
        JsonNode answer = paging.get(context.api(), context.inTenant("stacks"));
        Output output = context.output();
        output.listing(
                answer,
                "Nothing runs yet: no change was applied.",
                List.of("STACK", "ENVIRONMENT", "SITE", "COMMIT", "SERVICES", "HEALTH"),
                stack -> List.of(
                        stack.path("repository").asString() + "/"
                                + stack.path("name").asString(),
                        stack.path("environment").asString(),
                        stack.path("site").asString(),
                        Output.shortCommit(stack.path("appliedCommit")),
                        Integer.toString(stack.path("services").size()),
                        stack.path("partialCommit").isString()
                                ? output.paint(Colour.RED, "left half-way")
                                : output.state(worst(stack.path("services")))));
        return 0;
    }

    private static String worst(JsonNode services) {
        List<String> order = List.of("completed", "healthy", "starting", "degraded", "down");
        return order.get(services.values().stream()
                .mapToInt(service -> order.indexOf(service.path("condition").asString()))
                .max()
                .orElse(0));
    }

    @Command(name = "show", description = "Show the services of a stack with their replicas.")
    int show(@Parameters(paramLabel = "STACK", description = "The stack, as web or shop/web.") String stack) {
        JsonNode answer = context.api().get(StackReference.parse(context, stack).path(context));
        Output output = context.output();
        if (output.printedJson(answer)) {
            return 0;
        }
        output.line(output.paint(
                        Colour.BOLD,
                        answer.path("repository").asString() + "/"
                                + answer.path("name").asString())
                + "  " + answer.path("environment").asString() + " at "
                + answer.path("site").asString() + ", commit " + Output.shortCommit(answer.path("appliedCommit")));
        if (answer.path("partialCommit").isString()) {
            output.line(output.paint(
                    Colour.RED,
                    "An apply of " + Output.shortCommit(answer.path("partialCommit"))
                            + " stopped half-way: retry its change, or go back."));
        }
        for (JsonNode service : answer.path("services")) {
            service(output, service);
        }
        return 0;
    }

    private static void service(Output output, JsonNode service) {
        output.line("");
        output.line(output.paint(Colour.BOLD, service.path("name").asString()) + "  "
                + output.state(service.path("condition").asString()) + "  "
                + String.join(" ", Output.texts(service.path("addresses"))));
        output.line("  " + Output.clean(service.path("sentence").asString()));
        output.line("  "
                + output.paint(
                        Colour.FAINT,
                        service.path("image").asString() + "  CPU "
                                + Output.cpu(service.path("cpuMillis").asLong()) + "  memory "
                                + Output.bytes(service.path("memoryBytes").asLong())));
        for (JsonNode replica : service.path("replicas")) {
            output.line("  " + replica.path("ordinal").asInt() + "  "
                    + output.state(replica.path("state").asString()) + " on "
                    + Output.place(replica) + ", restarts "
                    + replica.path("restarts").asInt() + ", started " + output.ago(replica.path("startedAt")));
            if (replica.path("lastLog").isString()) {
                replica.path("lastLog")
                        .asString()
                        .lines()
                        .forEach(line -> output.line("       " + output.paint(Colour.FAINT, Output.clean(line))));
            }
        }
    }

    @Command(name = "queue", description = "Show which changes wait for a stack.")
    int queue(@Parameters(paramLabel = "STACK", description = "The stack, as web or shop/web.") String stack) {
        JsonNode answer = context.api().get(StackReference.parse(context, stack).path(context) + "/queue");
        context.output().listing(answer, "Nothing waits.", List.of("CHANGE"), change -> List.of(change.asString()));
        return 0;
    }
}

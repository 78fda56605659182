package io.binome.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome host cost}: what servers cost the provider. */
@Command(name = "cost", description = "Keep what servers cost by the month (the provider's people).")
final class HostCostCommands {
    private static final String SITE = "The site's name.";
    private static final String HOST = "The server's name.";

    private final Context context;

    HostCostCommands(Context context) {
        this.context = context;
    }

    @Command(
            name = "list",
            description = "List all costs, and how large servers are; those of servers that are gone too.")
    int list() {
        JsonNode answer = context.api().get(ApiClient.path("host-costs"));
        Output output = context.output();
        if (output.printedJson(answer)) {
            return 0;
        }
        if (answer.path("costs").isEmpty()) {
            output.line("No costs are kept.");
        } else {
            output.table(
                    List.of("COST", "SITE", "HOST", "KIND", "A MONTH", "FROM", "UNTIL", "NOTE"),
                    answer.path("costs")
                            .valueStream()
                            .map(HostCostCommands::cost)
                            .toList());
        }
        if (!answer.path("sizes").isEmpty()) {
            output.line("");
            output.table(
                    List.of("SITE", "HOST", "FROM", "PROCESSORS", "MEMORY GiB"),
                    answer.path("sizes")
                            .valueStream()
                            .map(HostCostCommands::size)
                            .toList());
        }
        return 0;
    }

    private static List<String> cost(JsonNode cost) {
        return List.of(
                cost.path("id").asString(),
                cost.path("site").asString(),
                cost.path("host").asString(),
                cost.path("kind").asString(),
                cost.path("amount").asString() + " " + cost.path("currency").asString(),
                cost.path("from").asString(),
                cost.path("until").isString() ? cost.path("until").asString() : "-",
                Output.clean(cost.path("note").asString()));
    }

    private static List<String> size(JsonNode size) {
        return List.of(
                size.path("site").asString(),
                size.path("host").asString(),
                size.path("from").asString(),
                size.path("processors").asString(),
                size.path("memoryGib").asString());
    }

    @Command(name = "add", description = "Add a cost by the month.")
    int add(
            @Parameters(paramLabel = "SITE", description = SITE) String site,
            @Parameters(paramLabel = "HOST", description = HOST) String host,
            @Option(
                            names = "--kind",
                            required = true,
                            paramLabel = "KIND",
                            description = "rent, depreciation, energy, licences or other.")
                    String kind,
            @Option(
                            names = "--amount",
                            required = true,
                            paramLabel = "AMOUNT",
                            description = "Of each month, without tax, such as 129.90.")
                    String amount,
            @Option(
                            names = "--currency",
                            paramLabel = "CODE",
                            defaultValue = "EUR",
                            description = "The same for all costs; ${DEFAULT-VALUE} when left out.")
                    String currency,
            @Option(
                            names = "--from",
                            required = true,
                            paramLabel = "MONTH",
                            description = "The first month, such as 2026-01.")
                    String from,
            @Option(
                            names = "--until",
                            paramLabel = "MONTH",
                            description = "The first month without it; no end is known when left out.")
                    @Nullable
                    String until,
            @Option(names = "--note", paramLabel = "TEXT", description = "What people should know of it.") @Nullable
                    String note) {
        ObjectNode body = context.mapper()
                .createObjectNode()
                .put("kind", kind)
                .put("amount", amount)
                .put("currency", currency)
                .put("from", from);
        if (until != null) {
            body.put("until", until);
        }
        if (note != null) {
            body.put("note", note);
        }
        JsonNode answer = context.api().post(ApiClient.path("sites", site, "hosts", host, "costs"), body);
        if (!context.output().printedJson(answer)) {
            context.output()
                    .line("Cost " + answer.path("id").asString() + " of " + host + ": "
                            + answer.path("amount").asString() + " "
                            + answer.path("currency").asString() + " a month from "
                            + answer.path("from").asString() + " on.");
        }
        return 0;
    }

    @Command(name = "end", description = "End a cost sooner; with its first month where it was entered by mistake.")
    int end(
            @Parameters(paramLabel = "COST", description = "As listed.") String cost,
            @Option(
                            names = "--until",
                            required = true,
                            paramLabel = "MONTH",
                            description = "The first month without it.")
                    String until) {
        JsonNode answer = context.api()
                .post(
                        ApiClient.path("host-costs", cost, "end"),
                        context.mapper().createObjectNode().put("until", until));
        if (!context.output().printedJson(answer)) {
            context.output()
                    .line("Cost " + cost + " of " + answer.path("host").asString() + " ends before "
                            + answer.path("until").asString() + ".");
        }
        return 0;
    }

    @Command(name = "size", description = "Say how large a server is, which its cost is divided by.")
    int size(
            @Parameters(paramLabel = "SITE", description = SITE) String site,
            @Parameters(paramLabel = "HOST", description = HOST) String host,
            @Option(names = "--processors", required = true, paramLabel = "NUMBER", description = "Such as 16.")
                    String processors,
            @Option(names = "--memory", required = true, paramLabel = "GIB", description = "In GiB, such as 62.5.")
                    String memory,
            @Option(
                            names = "--from",
                            required = true,
                            paramLabel = "MONTH",
                            description = "From this month on, such as 2026-01.")
                    String from) {
        JsonNode answer = context.api()
                .post(
                        ApiClient.path("sites", site, "hosts", host, "size"),
                        context.mapper()
                                .createObjectNode()
                                .put("processors", processors)
                                .put("memoryGib", memory)
                                .put("from", from));
        if (!context.output().printedJson(answer)) {
            context.output()
                    .line(host + " has " + answer.path("processors").asString() + " processors and "
                            + answer.path("memoryGib").asString() + " GiB from "
                            + answer.path("from").asString() + " on.");
        }
        return 0;
    }
}

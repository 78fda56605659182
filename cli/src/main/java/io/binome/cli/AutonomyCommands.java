package io.binome.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code binome autonomy}: what the record of applied changes has earned. */
@Command(name = "autonomy", description = "See the autonomy that was earned, and propose the contract's change.")
final class AutonomyCommands {
    private final Context context;

    AutonomyCommands(Context context) {
        this.context = context;
    }

    @Command(
            name = "show",
            description = "Show by environment and risk who must approve, and what the record supports.")
    int show() {
        JsonNode answer = context.api().get(context.inTenant("autonomy"));
        context.output()
                .listing(
                        answer,
                        "The contract is not accepted yet: both sides approve everything.",
                        List.of(
                                "ENVIRONMENT",
                                "RISK",
                                "APPROVES",
                                "COUNTED",
                                "STAYED",
                                "INCIDENTS",
                                "WARNED",
                                "RECORD"),
                        level -> List.of(
                                level.path("environment").asString(),
                                level.path("risk").asString(),
                                Output.clean(level.path("words").asString()),
                                level.path("counted").asString(),
                                level.path("stayed").asString(),
                                level.path("incidents").asString(),
                                level.path("warned").asString(),
                                verdict(level)));
        return 0;
    }

    @Command(
            name = "propose",
            description = "Open the change of the contract that the record supports, to be approved by both sides.")
    int propose(
            @Parameters(paramLabel = "ENVIRONMENT", description = "As the contract names it.") String environment,
            @Parameters(paramLabel = "RISK", description = "low, medium, high or critical.") String risk) {
        JsonNode opened = context.api().post(context.inTenant("autonomy", environment, risk, "propose"), null);
        Output output = context.output();
        if (!output.printedJson(opened)) {
            output.line("Opened " + opened.path("reference").asString() + "  "
                    + opened.path("address").asString());
        }
        return 0;
    }

    private static String verdict(JsonNode level) {
        String to = level.path("to").asString("");
        String words =
                switch (level.path("verdict").asString()) {
                    case "earned" -> "earned: " + to;
                    case "lost" -> "too many incidents: " + to;
                    case "waits" -> "earned, a lower risk comes first";
                    case "growing" -> level.path("missing").asInt() + " more changes";
                    case "unsteady" ->
                        level.path("percent").asInt() + " % stayed, "
                                + level.path("neededPercent").asInt() + " % needed";
                    case "highest" -> "nothing more to earn";
                    case "lowest" -> "too many incidents, both sides approve already";
                    default -> "terms of its own";
                };
        return level.path("proposal").isString()
                ? words + ", proposed in " + level.path("proposal").asString()
                : words;
    }
}

package io.binome.cli;

import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code binome run}: executions of engines. */
@Command(name = "run", description = "Look at runs and their logs.")
final class RunCommands {
    private final Context context;

    RunCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List the runs of a change, newest first.")
    int list(
            @Parameters(arity = "1..2", paramLabel = "CHANGE", description = "The change, as shop!12 or shop 12.")
                    List<String> reference,
            @Mixin Paging paging) {
        JsonNode answer =
                paging.get(context.api(), ChangeReference.parse(reference).path(context) + "/runs");
        Output output = context.output();
        output.listing(
                answer,
                "No runs yet.",
                List.of("RUN", "KIND", "STATE", "BEGAN", ""),
                run -> List.of(
                        run.path("id").asString(),
                        run.path("kind").asString(),
                        output.state(run.path("state").asString()),
                        output.ago(run.path("startedAt")),
                        Output.clean(run.path("reason").asString(""))));
        return 0;
    }

    @Command(name = "log", description = "Print the log of a run.")
    int log(
            @Parameters(paramLabel = "RUN", description = "The run's identifier.") String run,
            @Option(
                            names = {"-f", "--follow"},
                            description = "Go on until the run ends.")
                    boolean follow) {
        if (follow) {
            return follow(context, run, context.output()::line).equals("succeeded") ? 0 : Failures.PROBLEM;
        }
        ApiClient api = context.api();
        String path = context.inTenant("runs", run, "log");
        long offset = 0;
        while (true) {
            JsonNode slice = api.get(path + "?" + ApiClient.parameter("offset", offset) + "&limit=262144");
            context.out().print(slice.path("text").asString());
            if (slice.path("next").asLong() == offset) {
                context.out().flush();
                return 0;
            }
            offset = slice.path("next").asLong();
        }
    }

    /** Hands on the lines of a run as they are written; returns the state in which it ended. */
    static String follow(Context context, String run, Consumer<String> lines) {
        StringBuilder state = new StringBuilder();
        context.api().events(context.inTenant("runs", run, "log", "stream"), event -> {
            if (event.name().equals("end")) {
                state.append(event.data());
                return false;
            }
            event.data().lines().forEach(lines);
            return true;
        });
        return state.toString();
    }
}

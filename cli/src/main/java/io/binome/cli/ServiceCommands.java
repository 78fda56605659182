package io.binome.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code binome service}: running services. */
@Command(name = "service", description = "Work with running services.")
final class ServiceCommands {
    private static final String SERVICE = "The service, as web/api or shop/web/api (repository, stack, service).";

    private final Context context;

    ServiceCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List services over all stacks.")
    int list() {
        JsonNode answer = context.api().all(context.inTenant("stacks"));
        Output output = context.output();
        if (output.printedJson(answer)) {
            return 0;
        }
        List<List<String>> rows = answer.path("items").values().stream()
                .flatMap(stack -> stack.path("services").values().stream()
                        .map(service -> List.of(
                                stack.path("repository").asString() + "/"
                                        + stack.path("name").asString() + "/"
                                        + service.path("name").asString(),
                                output.state(service.path("condition").asString()),
                                service.path("replicas").size() + "/"
                                        + service.path("wantedReplicas").asInt(),
                                Output.cpu(service.path("cpuMillis").asLong()),
                                Output.bytes(service.path("memoryBytes").asLong()),
                                String.join(" ", Output.texts(service.path("addresses"))))))
                .toList();
        if (rows.isEmpty()) {
            output.line("Nothing runs yet: no change was applied.");
        } else {
            output.table(List.of("SERVICE", "HEALTH", "REPLICAS", "CPU", "MEMORY", "ADDRESS"), rows);
        }
        return 0;
    }

    @Command(name = "logs", description = "Print what a service writes.")
    int logs(
            @Parameters(paramLabel = "SERVICE", description = SERVICE) String service,
            @Option(
                            names = {"-f", "--follow"},
                            description = "Go on as lines are written.")
                    boolean follow,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            description = "From then on: 10m, 2h, 1d, or a time as 2026-11-22T08:00:00Z.")
                    @Nullable
                    String since,
            @Option(names = "--search", paramLabel = "TEXT", description = "Only lines with this text.") @Nullable
                    String search,
            @Option(
                            names = "--tail",
                            paramLabel = "N",
                            defaultValue = "200",
                            description = "At most the last so many (default: ${DEFAULT-VALUE}).")
                    int tail) {
        StringBuilder path = new StringBuilder(path(service))
                .append(follow ? "/logs/stream?" : "/logs?")
                .append(ApiClient.parameter("tail", tail));
        if (since != null) {
            path.append('&').append(ApiClient.parameter("since", time(since)));
        }
        if (search != null) {
            path.append('&').append(ApiClient.parameter("search", search));
        }
        Output output = context.output();
        if (!follow) {
            JsonNode answer = context.api().get(path.toString());
            if (!output.printedJson(answer)) {
                answer.path("items").forEach(line -> show(output, line));
            }
            return 0;
        }
        context.api().events(path.toString(), event -> {
            if (output.json()) {
                output.line(event.data());
            } else {
                show(output, context.mapper().readTree(event.data()));
            }
            return true;
        });
        return 0;
    }

    private static void show(Output output, JsonNode line) {
        output.line(output.paint(
                        Output.Colour.FAINT,
                        line.path("at").asString() + " " + line.path("replica").asInt())
                + " " + Output.clean(line.path("text").asString()));
    }

    @Command(name = "restart", description = "Restart the replicas of a service one after the other.")
    int restart(@Parameters(paramLabel = "SERVICE", description = SERVICE) String service) {
        context.api().post(path(service) + "/restart", null);
        context.output().say(service + " is restarted, one replica after the other.");
        return 0;
    }

    @Command(
            name = "shell",
            description = {
                "Open a shell in a replica of a service, or run a command in it.",
                "In a terminal it gets one, too; with a pipe on either side it is given what comes through. The exit"
                        + " code is the command's. Who opened a shell in which service, and when, is in the ledger."
            },
            footer = "In a terminal, ~. at the beginning of a line leaves a shell that does not answer any more.")
    int shell(
            @Parameters(paramLabel = "SERVICE", description = SERVICE) String service,
            @Parameters(
                            paramLabel = "COMMAND",
                            arity = "0..*",
                            description = "What to run, after --; a shell when left out.")
                    @Nullable
                    List<String> command,
            @Option(
                            names = "--replica",
                            paramLabel = "N",
                            description = "In this replica (default: the first that runs).")
                    @Nullable
                    Integer replica) {
        return new ServiceShell(context, System.in, System.out)
                .run(path(service) + "/shell", command == null ? List.of() : command, replica);
    }

    private String path(String service) {
        int slash = service.lastIndexOf('/');
        if (slash < 1) {
            throw new CommandProblem("A service is named with its stack, as web/api or shop/web/api, not " + service
                    + ". `binome service list` shows those there are.");
        }
        return StackReference.parse(context, service.substring(0, slash)).path(context)
                + ApiClient.path("services", service.substring(slash + 1));
    }

    private Instant time(String text) {
        try {
            return text.matches("[0-9]+[smhdSMHD]")
                    ? context.clock().instant().minus(duration(text.toUpperCase(Locale.ROOT)))
                    : Instant.parse(text);
        } catch (DateTimeException malformed) {
            throw new CommandProblem(
                    "--since takes 30s, 10m, 2h, 1d, or a time as 2026-11-22T08:00:00Z, not " + text + ".");
        }
    }

    private static Duration duration(String text) {
        return Duration.parse(text.endsWith("D") ? "P" + text : "PT" + text);
    }
}

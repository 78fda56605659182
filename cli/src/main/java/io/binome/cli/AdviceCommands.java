package io.binome.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code binome advice}: limits that are far from what services really use, and services that nobody uses. */
@Command(name = "advice", description = "See limits that do not fit what is used, and open the change that mends them.")
final class AdviceCommands {
    private static final String SERVICE = "The service, as web/api or shop/web/api.";

    private final Context context;

    AdviceCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List what is advised: what is too small first, then what nobody uses.")
    int list(@Option(names = "--csv", description = "Print it with all that was measured, as CSV.") boolean csv) {
        if (csv) {
            context.api().lines(path("csv"), line -> context.output().line(line.replace("\ufeff", "")));
            return 0;
        }
        JsonNode answer = context.api().get(path());
        Output output = context.output();
        output.listing(
                answer,
                nothing(answer),
                List.of("SERVICE", "ADVICE", "USED", "FREES", "SEEN", "CHANGE"),
                one -> List.of(
                        name(one),
                        advice(one),
                        used(one),
                        frees(one),
                        seen(one),
                        one.path("change").asString("")));
        if (!context.options().json()) {
            answer.path("dismissed")
                    .forEach(one -> output.line("Not advised until "
                            + one.path("dismissed").path("until").asString().substring(0, 10) + ": " + name(one) + ", "
                            + advice(one) + " ("
                            + Output.clean(one.path("dismissed").path("reason").asString()) + ")"));
        }
        return 0;
    }

    @Command(
            name = "open",
            description = "Open the change that does what is advised of a service, to be reviewed and applied.")
    int open(@Parameters(paramLabel = "SERVICE", description = SERVICE) String service) {
        JsonNode opened;
        try {
            opened = context.api().post(path(id(service), "open"), null);
        } catch (CommandProblem refused) {
            JsonNode document = refused.document();
            String lines = document == null
                    ? ""
                    : document.path("arguments").path("lines").asString("");
            throw lines.isEmpty() ? refused : new CommandProblem(refused.getMessage() + "\n\n" + lines, document);
        }
        Output output = context.output();
        if (!output.printedJson(opened)) {
            output.line("Opened " + opened.path("reference").asString() + "  "
                    + opened.path("address").asString());
        }
        return 0;
    }

    @Command(name = "dismiss", description = "Decide that it is not advised again until a day.")
    int dismiss(
            @Parameters(paramLabel = "SERVICE", description = SERVICE) String service,
            @Option(names = "--reason", required = true, description = "Why, for everybody who reads the list.")
                    String reason,
            @Option(names = "--until", required = true, description = "The day from which it is advised again.")
                    String until) {
        context.api()
                .post(
                        path(id(service), "dismiss"),
                        context.mapper()
                                .createObjectNode()
                                .put("reason", reason)
                                .put("until", beginning(until)));
        context.output().line("It is not advised again until " + until + ".");
        return 0;
    }

    @Command(name = "recall", description = "Take a dismissal back.")
    int recall(@Parameters(paramLabel = "SERVICE", description = SERVICE) String service) {
        context.api().delete(path(id(service), "dismiss"));
        context.output().line("It is advised again.");
        return 0;
    }

    private String path(String... parts) {
        List<String> all = new ArrayList<>(List.of("advice", "sizing"));
        all.addAll(List.of(parts));
        return context.inTenant(all.toArray(String[]::new));
    }

    private static String beginning(String day) {
        try {
            return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant().toString();
        } catch (DateTimeParseException noDay) {
            throw new CommandProblem("--until takes a day, such as 2027-01-31.");
        }
    }

    private String id(String words) {
        JsonNode answer = context.api().get(path());
        List<JsonNode> found = new ArrayList<>();
        for (String list : List.of("items", "dismissed")) {
            answer.path(list).forEach(one -> {
                if (name(one).equals(words) || name(one).endsWith("/" + words)) {
                    found.add(one);
                }
            });
        }
        if (found.stream().map(AdviceCommands::name).distinct().count() == 1) {
            return found.getFirst().path("workload").asString();
        }
        throw new CommandProblem(
                found.isEmpty()
                        ? "Nothing is advised of " + words + ". `binome advice list` shows what is."
                        : "Several are named " + words + ": name it as " + name(found.getFirst()) + ".");
    }

    private static String nothing(JsonNode answer) {
        return answer.path("looked").asInt() > answer.path("early").asInt()
                ? "All limits fit what was measured, and nothing is idle."
                : "It is too early: a limit is called too large after a week of measurement, and too small after a day.";
    }

    private static String name(JsonNode one) {
        return one.path("repository").asString() + "/" + one.path("stack").asString() + "/"
                + one.path("service").asString();
    }

    private static String advice(JsonNode one) {
        if (one.path("idle").asBoolean()) {
            return "idle: take it out";
        }
        List<String> moves = new ArrayList<>();
        one.path("moves")
                .forEach(move -> moves.add(move.path("resource").asString() + " " + amount(move, "present") + " -> "
                        + amount(move, "proposed")));
        return String.join(", ", moves);
    }

    private static String amount(JsonNode move, String field) {
        long amount = move.path(field).asLong();
        return move.path("resource").asString().equals("memory") ? bytes(amount) : cpu(amount);
    }

    private static String used(JsonNode one) {
        JsonNode evidence = one.path("evidence");
        return bytes(evidence.path("memoryPeak").asLong()) + ", "
                + cpu(evidence.path("cpuUsual").asLong());
    }

    private static String frees(JsonNode one) {
        JsonNode saving = one.path("saving");
        List<String> frees = new ArrayList<>();
        if (saving.path("month").isString()) {
            frees.add(new BigDecimal(saving.path("month").asString()).setScale(2, RoundingMode.HALF_UP) + " "
                    + saving.path("currency").asString() + " a month");
        }
        if (saving.path("memoryBytes").asLong() != 0) {
            frees.add(bytes(saving.path("memoryBytes").asLong()));
        }
        if (saving.path("cpuMillis").asLong() != 0) {
            frees.add(cpu(saving.path("cpuMillis").asLong()));
        }
        return String.join(", ", frees);
    }

    private static String seen(JsonNode one) {
        JsonNode evidence = one.path("evidence");
        return evidence.path("hours").asLong() / 24 + " days"
                + (evidence.path("sure").asBoolean() ? "" : " only");
    }

    private static String bytes(long bytes) {
        return bytes / (1L << 20) + " MiB";
    }

    private static String cpu(long millis) {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + " CPU";
    }
}

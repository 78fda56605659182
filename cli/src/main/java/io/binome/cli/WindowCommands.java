package io.binome.cli;

import io.binome.calendar.Calendar;
import io.binome.calendar.Calendar.Purpose;
import io.binome.calendar.CalendarRules;
import io.binome.calendar.CalendarStatus;
import io.binome.calendar.CalendarTimes;
import io.binome.cli.Output.Colour;
import io.binome.contracts.Contract;
import io.binome.contracts.ContractReading;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome window}: when changes may be applied, by a contract in a file or by the one in force. */
@Command(name = "window", description = "See when changes may be applied.")
final class WindowCommands {
    private static final int LONGEST_CONTRACT = 1 << 20;
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("EEE d MMM yyyy HH:mm", Locale.ENGLISH);

    private final Context context;

    WindowCommands(Context context) {
        this.context = context;
    }

    @Command(
            name = "status",
            description = {
                "Show whether an environment is open for changes, why, and when it opens and closes next.",
                "With --contract it reads that file and needs no server. Exit code 0 when it is open, 1 when it is closed."
            })
    int status(
            @Option(
                            names = "--contract",
                            paramLabel = "FILE",
                            description = "A contract.yaml; without it the contract in force is asked for.")
                    @Nullable
                    String contract,
            @Option(
                            names = "--environment",
                            required = true,
                            paramLabel = "NAME",
                            description = "The environment, as the contract names it.")
                    String environment,
            @Option(
                            names = "--at",
                            paramLabel = "TIME",
                            description = "2027-03-28T02:30 on the calendar's clock, or with an offset:"
                                    + " 2027-03-28T00:30Z. Now when left out.")
                    @Nullable
                    String at,
            @Option(names = "--going-back", description = "Ask for going back, which may be free of freezes.")
                    boolean goingBack,
            @Option(
                            names = "--takes",
                            paramLabel = "MINUTES",
                            description = "Ask also when something that takes that long can begin.")
                    @Nullable
                    Integer minutes) {
        if (minutes != null && (minutes < 1 || minutes > 100_000)) {
            throw new CommandProblem("--takes is between 1 and 100000 minutes.");
        }
        JsonNode answer = contract == null
                ? ofServer(environment, at, goingBack, minutes)
                : ofFile(contract, environment, at, goingBack, minutes);
        Output output = context.output();
        if (!output.printedJson(answer)) {
            print(output, answer);
        }
        return answer.path("open").asBoolean() ? 0 : Failures.PROBLEM;
    }

    private JsonNode ofServer(String environment, @Nullable String at, boolean goingBack, @Nullable Integer minutes) {
        String path = ApiClient.with(context.inTenant("calendar", "status"), "environment", environment);
        if (at != null) {
            path = ApiClient.with(path, "at", at);
        }
        if (goingBack) {
            path = ApiClient.with(path, "purpose", "going-back");
        }
        if (minutes != null) {
            path = ApiClient.with(path, "minutes", minutes);
        }
        return context.api().get(path);
    }

    private JsonNode ofFile(
            String file, String environment, @Nullable String at, boolean goingBack, @Nullable Integer minutes) {
        // Jollyday logs; nobody who types this wants to read that no logger is here.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        CalendarRules rules = rules(file, environment);
        Instant time = at == null ? context.clock().instant() : time(at, rules.zone());
        Purpose purpose = goingBack ? Purpose.GOING_BACK : Purpose.CHANGE;
        Calendar calendar = Calendar.of(rules);
        CalendarStatus status = calendar.at(time, purpose);
        ObjectNode answer = context.mapper().createObjectNode();
        answer.put("environment", environment);
        answer.put("at", time.toString());
        answer.put("zone", rules.zone().getId());
        answer.put("open", status.open());
        answer.put("why", status.why());
        answer.put("nextOpening", text(status.nextOpening()));
        answer.put("nextClosing", text(status.nextClosing()));
        if (minutes != null) {
            Optional<Instant> start = calendar.nextStart(time, Duration.ofMinutes(minutes), purpose);
            answer.put("minutes", minutes.intValue());
            answer.put("nextStart", text(start.orElse(null)));
        }
        return answer;
    }

    private CalendarRules rules(String file, String name) {
        byte[] source;
        try (var input = Files.newInputStream(context.directory().resolve(file))) {
            source = input.readNBytes(LONGEST_CONTRACT + 1);
        } catch (IOException unreadable) {
            throw new CommandProblem("The file " + file + " cannot be read.");
        }
        Contract contract =
                switch (ContractReading.of(file, source)) {
                    case ContractReading.Read read -> read.contract();
                    case ContractReading.Wrong wrong -> {
                        wrong.findings().forEach(finding -> context.err()
                                .println(Output.clean(file + ":" + finding.line() + ": " + finding.reason())));
                        context.err().flush();
                        throw new CommandProblem(
                                "The contract is wrong at " + wrong.findings().size() + " places.");
                    }
                };
        Contract.Environment environment = contract.environments().get(name);
        if (environment == null) {
            throw new CommandProblem("The contract names no environment '" + name + "', but "
                    + String.join(", ", contract.environments().keySet()) + ".");
        }
        CalendarRules calendar = environment.calendar();
        return calendar == null ? CalendarRules.always(ZoneOffset.UTC) : calendar;
    }

    private static Instant time(String text, ZoneId zone) {
        return CalendarTimes.read(text, zone)
                .orElseThrow(() -> new CommandProblem("'" + text
                        + "' is no time of the years 1970 to 2199. Write 2027-03-28T02:30 or 2027-03-28T00:30Z."));
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static void print(Output output, JsonNode answer) {
        boolean open = answer.path("open").asBoolean();
        ZoneId zone = ZoneId.of(answer.path("zone").asString());
        output.line(Output.clean(answer.path("environment").asString()) + " is "
                + (open ? output.paint(Colour.GREEN, "open") : output.paint(Colour.YELLOW, "closed")) + " on "
                + local(answer.path("at"), zone) + " (" + zone.getId() + ").");
        output.line(Output.clean(answer.path("why").asString()));
        JsonNode opening = answer.path("nextOpening");
        JsonNode closing = answer.path("nextClosing");
        if (opening.isString()) {
            output.line("Opens:  " + local(opening, zone));
        } else if (!open) {
            output.line("It does not open within two years.");
        }
        if (closing.isString()) {
            output.line("Closes: " + local(closing, zone));
        } else if (open) {
            output.line("It does not close within two years.");
        }
        if (answer.has("minutes")) {
            output.line("What takes " + answer.path("minutes").asInt() + " minutes "
                    + (answer.path("nextStart").isString()
                            ? "can begin: " + local(answer.path("nextStart"), zone)
                            : "fits into no window within two years."));
        }
    }

    private static String local(JsonNode instant, ZoneId zone) {
        return LOCAL.format(Instant.parse(instant.asString()).atZone(zone));
    }
}

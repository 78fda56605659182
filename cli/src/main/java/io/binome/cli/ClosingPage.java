package io.binome.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The end of a client's stay, for the terminal. */
final class ClosingPage {
    private final Output output;

    ClosingPage(Output output) {
        this.output = output;
    }

    static Instant time(String text) {
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeException malformed) {
            throw new CommandProblem(
                    "--at takes a day as 2027-01-01, or a time as 2026-12-31T23:00:00Z, not " + text + ".");
        }
    }

    void print(String name, JsonNode closing) {
        if (output.printedJson(closing)) {
            return;
        }
        String closesAt = closing.path("closesAt").asString("");
        switch (closing.path("state").asString()) {
            case "closed" -> {
                output.line(
                        name + " is closed since " + closing.path("closedAt").asString() + ".");
                output.line("Its people can read and export until "
                        + closing.path("readableUntil").asString() + ".");
            }
            case "announced" -> output.line(name + " closes at " + closesAt + ".");
            case "waits" -> output.line(name + " was to close at " + closesAt + ", and waits for what runs.");
            default -> output.line("No closing of " + name + " is announced.");
        }
        if (!closing.path("reason").asString("").isEmpty()) {
            output.line("Reason: " + Output.clean(closing.path("reason").asString()));
        }
        JsonNode obstacles = closing.path("obstacles");
        if (!obstacles.isEmpty()) {
            output.line("What stands against it now:");
            output.table(
                    List.of("WHAT", "NAME", ""),
                    obstacles
                            .valueStream()
                            .map(obstacle -> List.of(
                                    obstacle.path("kind").asString(),
                                    Output.clean(obstacle.path("name").asString()),
                                    obstacle.path("maybeLeft").asBoolean() ? "may be left behind" : ""))
                            .toList());
        }
    }
}

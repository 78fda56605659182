package io.binome.cli;

import io.binome.contracts.ContractReading;
import io.binome.stacks.Finding;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome contract}: what the provider and the tenant agreed. */
@Command(name = "contract", description = "Read, check and accept what the provider and the tenant agreed.")
final class ContractCommands {
    private static final int MOST_BYTES = 1 << 20;

    private final Context context;

    ContractCommands(Context context) {
        this.context = context;
    }

    @Command(name = "show", description = "Show the contract in words.")
    int show(
            @Option(
                            names = "--version-number",
                            paramLabel = "NUMBER",
                            description = "An earlier version; the one in force when left out.")
                    @Nullable
                    Integer number,
            @Option(names = "--source", description = "Print the text of contract.yaml instead.") boolean source) {
        JsonNode contract = context.api()
                .get(
                        number == null
                                ? context.inTenant("contract")
                                : context.inTenant("contract", "versions", number.toString()));
        if (source) {
            context.out().print(contract.path("source").asString());
            context.out().flush();
        } else if (!context.output().printedJson(contract)) {
            print(contract);
        }
        return 0;
    }

    @Command(
            name = "accept",
            description = {
                "Accept the provider's offer, for your company. Only its leads can, and it cannot be undone.",
                "It is shown first and asked about; or name what you have read with --hash, as 'binome contract show' prints it."
            })
    int accept(
            @Option(
                            names = "--hash",
                            paramLabel = "HASH",
                            description = "Of the offer that you have read. Another one is not accepted.")
                    @Nullable
                    String hash) {
        JsonNode contract = context.api()
                .post(
                        context.inTenant("contract", "accept"),
                        context.mapper().createObjectNode().put("hash", hash == null ? read() : hash));
        Output output = context.output();
        if (!output.printedJson(contract)) {
            output.line("Accepted: version "
                    + contract.path("version").path("number").asInt() + " of the contract holds from now on.");
        }
        return 0;
    }

    /** Shows the offer, and answers what tells it from every other. */
    private String read() {
        Console console = context.terminal() ? System.console() : null;
        if (console == null) {
            throw new CommandProblem("Say what you have read: binome contract show prints the contract and its hash, "
                    + "then binome contract accept --hash HASH.");
        }
        JsonNode offer = context.api().get(context.inTenant("contract"));
        print(offer);
        String answer = console.readLine("Accept this for your company? Type yes: ");
        if (answer == null || !answer.strip().equals("yes")) {
            throw new CommandProblem("Nothing was accepted.");
        }
        return offer.path("version").path("hash").asString();
    }

    @Command(name = "history", description = "List every version that was in force, newest first.")
    int history(@Mixin Paging paging) {
        Output output = context.output();
        output.listing(
                paging.get(context.api(), context.inTenant("contract", "versions")),
                "There is no contract.",
                List.of("VERSION", "SINCE", "BY", "ACCEPTED", "HASH"),
                version -> List.of(
                        version.path("number").asString(),
                        version.path("since").asString(),
                        version.path("change").asString("the offer"),
                        version.path("accepted").asBoolean() ? "yes" : "no",
                        version.path("hash").asString()));
        return 0;
    }

    @Command(
            name = "check",
            description = {
                "Check a contract before it is pushed; exit code 1 when it could not take effect. Needs no server.",
                "Whether its people and sites exist is checked when it is pushed."
            })
    int check(
            @Parameters(paramLabel = "FILE", description = "The file, usually contract.yaml; - for the standard input.")
                    String file) {
        List<Finding> findings =
                switch (ContractReading.of(file, read(file))) {
                    case ContractReading.Read _ -> List.of();
                    case ContractReading.Wrong wrong -> wrong.findings();
                };
        Output output = context.output();
        if (!output.printedJson(json(findings))) {
            for (Finding finding : findings) {
                output.line(place(finding) + output.paint(Output.Colour.RED, Output.clean(finding.reason())));
                if (finding.instead() != null) {
                    Output.clean(finding.instead()).lines().forEach(line -> output.line("    " + line));
                }
            }
            if (findings.isEmpty()) {
                output.line(output.paint(Output.Colour.GREEN, "The contract can be read") + ": " + file);
            }
        }
        return findings.isEmpty() ? 0 : Failures.PROBLEM;
    }

    private static String place(Finding finding) {
        return finding.file() + (finding.line() == 0 ? "" : ":" + finding.line() + ":" + finding.column()) + ": ";
    }

    private JsonNode json(List<Finding> findings) {
        ObjectNode answer = context.mapper().createObjectNode();
        answer.put("sound", findings.isEmpty());
        ArrayNode list = answer.putArray("findings");
        for (Finding finding : findings) {
            list.addObject()
                    .put("code", finding.code())
                    .put("file", finding.file())
                    .put("line", finding.line())
                    .put("column", finding.column())
                    .put("key", finding.key())
                    .put("reason", finding.reason())
                    .put("instead", finding.instead());
        }
        return answer;
    }

    private byte[] read(String file) {
        try (InputStream in = file.equals("-")
                ? System.in
                : Files.newInputStream(context.directory().resolve(file))) {
            // A little more than is ever read, so that what is too large is said to be.
            return in.readNBytes(MOST_BYTES);
        } catch (IOException unreadable) {
            throw new CommandProblem("The file " + file + " cannot be read.");
        }
    }

    private void print(JsonNode contract) {
        Output output = context.output();
        JsonNode version = contract.path("version");
        output.line("Version " + version.path("number").asInt() + ", since "
                + version.path("since").asString()
                + (version.path("change").isString()
                        ? ", by " + version.path("change").asString()
                        : ""));
        output.line("Hash " + version.path("hash").asString());
        if (!version.path("accepted").asBoolean()) {
            output.line(output.paint(
                    Output.Colour.YELLOW,
                    "An offer: until a lead accepts it (binome contract accept), both sides approve everything."));
        }
        output.line("");
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode environment : contract.path("environments")) {
            JsonNode autonomy = environment.path("autonomy");
            List<String> sites = new ArrayList<>();
            environment.path("sites").forEach(site -> sites.add(site.asString()));
            rows.add(List.of(
                    Output.clean(environment.path("name").asString()),
                    Output.clean(autonomy.path("low").asString()),
                    Output.clean(autonomy.path("medium").asString()),
                    Output.clean(autonomy.path("high").asString()),
                    Output.clean(autonomy.path("critical").asString()),
                    sites.isEmpty() ? "all" : Output.clean(String.join(", ", sites)),
                    environment.path("calendar").isEmpty() ? "always" : "by its calendar"));
        }
        output.table(List.of("ENVIRONMENT", "LOW", "MEDIUM", "HIGH", "CRITICAL", "SITES", "WHEN"), rows);
        for (JsonNode environment : contract.path("environments")) {
            environment
                    .path("calendar")
                    .properties()
                    .forEach(term -> output.line("  "
                            + Output.clean(environment.path("name").asString() + ", " + term.getKey() + ": "
                                    + term.getValue().asString())));
        }
        pairs("Paths", contract.path("paths"), " is ");
        pairs("Owners", contract.path("owners"), ": ");
        for (JsonNode budget : contract.path("budgets")) {
            output.line("Budget " + Output.clean(budget.path("name").asString()) + ": "
                    + budget.path("month").asString() + " "
                    + contract.path("currency").asString()
                    + " a month, beyond it " + Output.clean(budget.path("over").asString()));
        }
        if (contract.path("priceBook").isString()) {
            output.line("Price book: " + contract.path("priceBook").asString());
        }
        for (JsonNode level : contract.path("serviceLevels")) {
            output.line("Service level of "
                    + Output.clean(level.path("environment").asString() + ": "
                            + level.path("objective").asString() + " "
                            + level.path("target").asString()));
        }
        for (JsonNode contact : contract.path("contacts")) {
            output.line("Contact of the "
                    + Output.clean(contact.path("party").asString() + ": "
                            + contact.path("name").asString() + ", "
                            + contact.path("address").asString()));
        }
        output.line("Overrides: " + (contract.path("overrides").asBoolean() ? "allowed" : "forbidden"));
        JsonNode glass = contract.path("breakGlass");
        output.line("States by hand: "
                + (glass.isObject()
                        ? glass.path("by").valueStream().map(JsonNode::asString).collect(Collectors.joining(", "))
                                + ", " + glass.path("minutes").asString() + " minutes at most"
                        : "forbidden"));
    }

    private void pairs(String title, JsonNode map, String between) {
        map.properties().forEach(entry -> context.output()
                .line(title + ": "
                        + Output.clean(
                                entry.getKey() + between + entry.getValue().asString())));
    }
}

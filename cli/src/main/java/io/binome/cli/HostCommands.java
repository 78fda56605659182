package io.binome.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome host}: servers of a site. */
@Command(
        name = "host",
        description = "Work with the servers of a site (the provider's people).",
        subcommands = HostCostCommands.class)
final class HostCommands {
    private static final String SITE = "The site's name.";
    private static final String HOST = "The server's name.";

    private final Context context;

    HostCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List the servers of a site.")
    int list(@Parameters(paramLabel = "SITE", description = SITE) String site) {
        Output output = context.output();
        output.listing(
                context.api().get(ApiClient.path("sites", site, "hosts")),
                "There are no servers.",
                List.of("HOST", "ENDPOINT", "HEALTH", "PLACEMENT", "SEEN", "METERING", ""),
                host -> List.of(
                        host.path("name").asString(),
                        host.path("endpoint").asString(),
                        output.state(host.path("health").asString()),
                        host.path("schedulable").asBoolean() ? "open" : "drained",
                        output.ago(host.path("seenAt")),
                        metering(host.path("reading")),
                        Output.clean(host.path("detail").asString(""))));
        return 0;
    }

    /** Where an engine answers, as it is registered and as it is changed. */
    static final class EndpointOptions {
        @Option(names = "--socket", paramLabel = "PATH", description = "Unix socket on the server's machine.")
        private @Nullable String socket;

        @Option(names = "--address", paramLabel = "ADDRESS", description = "Address in the network.")
        private @Nullable String address;

        @Option(names = "--port", paramLabel = "PORT", description = "2376 with TLS, 2375 without, when left out.")
        private @Nullable Integer port;

        @Option(
                names = "--edge-address",
                paramLabel = "ADDRESS",
                description = "Where the edge reaches ports published there.")
        private @Nullable String edgeAddress;

        @Option(
                names = "--tls",
                paramLabel = "FOLDER",
                description = "Folder with ca.pem, cert.pem and key.pem for mutual TLS.")
        private @Nullable Path tls;

        private void fill(ObjectNode body) {
            if (socket != null) {
                body.put("socket", socket);
            }
            if (address != null) {
                body.put("address", address);
            }
            if (port != null) {
                body.put("port", port);
            }
            if (edgeAddress != null) {
                body.put("edgeAddress", edgeAddress);
            }
            if (tls != null) {
                body.put("caCertificate", pem(tls, "ca.pem"))
                        .put("clientCertificate", pem(tls, "cert.pem"))
                        .put("clientKey", pem(tls, "key.pem"));
            }
        }
    }

    @Command(name = "register", description = "Register a server by where its Docker Engine answers.")
    int register(
            @Parameters(paramLabel = "SITE", description = SITE) String site,
            @Parameters(paramLabel = "HOST", description = HOST) String name,
            @Mixin EndpointOptions endpoint) {
        ObjectNode body = context.mapper().createObjectNode().put("name", name);
        endpoint.fill(body);
        JsonNode answer = context.api().post(ApiClient.path("sites", site, "hosts"), body);
        Output output = context.output();
        if (!output.printedJson(answer)) {
            output.line("Registered " + name + " at " + answer.path("endpoint").asString() + ".");
        }
        return 0;
    }

    @Command(
            name = "update",
            description =
                    "Say where a server's Docker Engine answers from now on; certificates are replaced as a whole.")
    int update(
            @Parameters(paramLabel = "SITE", description = SITE) String site,
            @Parameters(paramLabel = "HOST", description = HOST) String host,
            @Mixin EndpointOptions endpoint) {
        ObjectNode body = context.mapper().createObjectNode();
        endpoint.fill(body);
        JsonNode answer = context.api().put(ApiClient.path("sites", site, "hosts", host, "endpoint"), body);
        Output output = context.output();
        if (!output.printedJson(answer)) {
            output.line(host + " answers at " + answer.path("endpoint").asString() + ".");
        }
        return 0;
    }

    @Command(
            name = "usage",
            description = {
                "Show a server's processor time by hour of UTC: its tenants, all else, and the whole as its kernel counted it.",
                "What was used from the last reading to a start of the kernel is not known; it is said, and charged to nobody."
            })
    int usage(
            @Parameters(paramLabel = "SITE", description = SITE) String site,
            @Parameters(paramLabel = "HOST", description = HOST) String host,
            @Option(
                            names = "--from",
                            paramLabel = "TIME",
                            description =
                                    "The first day, such as 2026-11-01, or an instant. The first of this month when left out.")
                    @Nullable
                    String from,
            @Option(
                            names = "--to",
                            paramLabel = "TIME",
                            description = "The end, which is not part of it. Now when left out; at most 31 days.")
                    @Nullable
                    String to) {
        JsonNode answer =
                context.api().get(UsageCommand.within(ApiClient.path("sites", site, "hosts", host, "usage"), from, to));
        Output output = context.output();
        if (output.printedJson(answer)) {
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        answer.path("items")
                .forEach(hour -> rows.add(List.of(
                        UsageCommand.hour(hour),
                        UsageCommand.hours(hour, "tenantsMicros"),
                        UsageCommand.hours(hour, "systemMicros"),
                        UsageCommand.hours(hour, "cpuMicros"))));
        if (rows.isEmpty()) {
            output.line("Nothing was counted in that time.");
        } else {
            output.table(List.of("HOUR (UTC)", "TENANTS CPU h", "SYSTEM", "KERNEL"), rows);
        }
        answer.path("lost")
                .forEach(lost ->
                        output.line("Nothing is known of " + lost.path("from").asString() + " to "
                                + lost.path("to").asString() + "."));
        return 0;
    }

    @Command(name = "drain", description = "Place new replicas elsewhere from now on.")
    int drain(
            @Parameters(paramLabel = "SITE", description = SITE) String site,
            @Parameters(paramLabel = "HOST", description = HOST) String host) {
        context.api().post(ApiClient.path("sites", site, "hosts", host, "drain"), null);
        context.output().say(host + " gets no new replicas.");
        return 0;
    }

    @Command(name = "resume", description = "Place new replicas there again.")
    int resume(
            @Parameters(paramLabel = "SITE", description = SITE) String site,
            @Parameters(paramLabel = "HOST", description = HOST) String host) {
        context.api().post(ApiClient.path("sites", site, "hosts", host, "resume"), null);
        context.output().say(host + " gets new replicas again.");
        return 0;
    }

    @Command(
            name = "agent-token",
            description = "Issue the token of a server's agent; it is printed this once. One of before holds no more.")
    int agentToken(
            @Parameters(paramLabel = "SITE", description = SITE) String site,
            @Parameters(paramLabel = "HOST", description = HOST) String host,
            @Option(names = "--revoke", description = "Issue none: the agent may bring nothing any more.")
                    boolean revoke) {
        String path = ApiClient.path("sites", site, "hosts", host, "agent-token");
        Output output = context.output();
        if (revoke) {
            context.api().delete(path);
            output.say("The agent of " + host + " may bring nothing any more.");
            return 0;
        }
        JsonNode answer = context.api().post(path, null);
        if (!output.printedJson(answer)) {
            // Nothing else on the standard output, so that a script can take it from there.
            context.err().println("This is shown once; put it into a file on " + host + ".");
            output.line(answer.path("secret").asString());
        }
        return 0;
    }

    @Command(name = "metering", description = "Say who reads what is used on a server, and when that was heard last.")
    int metering(
            @Parameters(paramLabel = "SITE", description = SITE) String site,
            @Parameters(paramLabel = "HOST", description = HOST) String host) {
        JsonNode reading = context.api()
                .get(ApiClient.path("sites", site, "hosts", host, "usage"))
                .path("reading");
        Output output = context.output();
        if (output.printedJson(reading)) {
            return 0;
        }
        switch (reading.path("by").asString()) {
            case "server" ->
                output.line("The server reads " + host + " itself"
                        + (reading.path("sameAs").isNull()
                                ? "."
                                : ", and counts it for "
                                        + Output.clean(reading.path("sameAs").asString()) + ", the same machine."));
            case "nobody" ->
                output.line("Nobody reads what is used on " + host + ": start an agent there with the token of `binome"
                        + " host agent-token " + site + " " + host + "`.");
            default -> agent(output, reading);
        }
        return 0;
    }

    /** In a word or two. */
    private static String metering(JsonNode reading) {
        String who = reading.path("by").asString("");
        return switch (reading.path("state").asString("")) {
            case "read" -> reading.path("waiting").asInt() == 0 ? who : who + ", late";
            case "none" -> reading.path("urgent").asBoolean() ? "nobody!" : "nobody";
            case "same" -> "as " + Output.clean(reading.path("sameAs").asString(""));
            case String state -> who + ", " + state + (reading.path("urgent").asBoolean() ? "!" : "");
        };
    }

    private static void agent(Output output, JsonNode reading) {
        if (!reading.path("sameAs").isNull()) {
            output.line("It is the same machine as "
                    + Output.clean(reading.path("sameAs").asString())
                    + ", where what is used is counted. Remove one of the two.");
            return;
        }
        String version = reading.path("version").asString("");
        if (!version.isEmpty()) {
            output.line("Its agent is " + Output.clean(version) + ".");
        }
        if (reading.path("heardAt").isNull()) {
            output.line("Its agent has a token and was never heard.");
            return;
        }
        output.line("Its agent was heard " + output.ago(reading.path("heardAt")) + ", with readings up to "
                + output.ago(reading.path("readAt")) + "; "
                + reading.path("waiting").asInt() + " more wait there.");
        if (reading.path("silent").asBoolean()) {
            output.line(
                    (reading.path("urgent").asBoolean() ? "It is silent, and something runs there." : "It is silent.")
                            + " What is used is counted on by the kernel, and read when the agent runs again.");
        }
        long off = reading.path("clockOffSeconds").asLong();
        if (Math.abs(off) > 60) {
            output.line("The clock of the server is " + Math.abs(off) + " s " + (off > 0 ? "ahead" : "behind")
                    + "; nothing is dated by it.");
        }
    }

    @Command(name = "remove", description = "Forget a server where nothing runs any more.")
    int remove(
            @Parameters(paramLabel = "SITE", description = SITE) String site,
            @Parameters(paramLabel = "HOST", description = HOST) String host) {
        context.api().delete(ApiClient.path("sites", site, "hosts", host));
        context.output().say(host + " is forgotten.");
        return 0;
    }

    private static String pem(Path folder, String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException unreadable) {
            throw new CommandProblem("The file " + folder.resolve(name) + " cannot be read.");
        }
    }
}

package io.binome.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome tenant}: companies. */
@Command(name = "tenant", description = "Work with tenants (the provider's people).")
final class TenantCommands {
    private final Context context;

    TenantCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List the tenants that you can see.")
    int list(@Mixin Paging paging) {
        context.output()
                .listing(
                        paging.get(context.api(), "/tenants"),
                        "There are no tenants.",
                        List.of("TENANT", "TITLE", ""),
                        tenant -> List.of(
                                tenant.path("name").asString(),
                                Output.clean(tenant.path("title").asString()),
                                standing(tenant)));
        return 0;
    }

    private static String standing(JsonNode tenant) {
        String closed = tenant.path("closedAt").asString("");
        return tenant.path("provider").asBoolean()
                ? "provider"
                : closed.isEmpty() ? "" : "closed " + closed.substring(0, closed.indexOf('T'));
    }

    @Command(name = "create", description = "Create a tenant, and name its first lead.")
    int create(
            @Parameters(paramLabel = "NAME", description = "Name in addresses.") String name,
            @Option(names = "--title", paramLabel = "TEXT", description = "Name as people write it.") @Nullable
                    String title,
            @Option(
                            names = "--lead",
                            paramLabel = "ADDRESS",
                            description = "E-mail address of its first lead, who is invited by a link.")
                    @Nullable
                    String lead,
            @Option(
                            names = "--lead-name",
                            paramLabel = "NAME",
                            description = "The lead's name, with --lead-password-file.")
                    @Nullable
                    String leadName,
            @Option(
                            names = "--lead-password-file",
                            paramLabel = "FILE",
                            description = "Make the lead a member at once, with this first password.")
                    @Nullable
                    String leadPasswordFile) {
        ObjectNode body = context.mapper().createObjectNode().put("name", name);
        if (title != null) {
            body.put("title", title);
        }
        if (lead != null) {
            ObjectNode first = body.putObject("firstLead").put("email", lead);
            if (leadName != null) {
                first.put("displayName", leadName);
            }
            if (leadPasswordFile != null) {
                first.put("password", Secrets.read(leadPasswordFile));
            }
        }
        JsonNode answer = context.api().post("/tenants", body);
        Output output = context.output();
        if (!output.printedJson(answer)) {
            output.line("Created " + name + ".");
            if (answer.path("invitationLink").isString()) {
                output.line("Hand this link to " + lead + "; it is valid for 7 days and for one use:");
                output.line("  " + answer.path("invitationLink").asString());
            }
        }
        return 0;
    }

    @Command(
            name = "close",
            description =
                    "End a client's stay, now or on a day; for owners of the provider. Nothing of the client's data"
                            + " is destroyed. Refused for now while anything runs; `binome tenant closing` says what.")
    int close(
            @Parameters(paramLabel = "NAME", description = "The tenant.") String name,
            @Option(
                            names = "--reason",
                            required = true,
                            paramLabel = "TEXT",
                            description = "Why; the client reads it, and the ledger keeps it.")
                    String reason,
            @Option(
                            names = "--confirm",
                            required = true,
                            paramLabel = "NAME",
                            description = "The tenant's name once more.")
                    String confirm,
            @Option(
                            names = "--at",
                            paramLabel = "TIME",
                            description = "The day at whose beginning it closes here, as 2027-01-01, or a time as"
                                    + " 2026-12-31T23:00:00Z; now when left out.")
                    @Nullable
                    String at,
            @Option(
                            names = "--reading-days",
                            paramLabel = "NUMBER",
                            defaultValue = "90",
                            description = "For how long its people may read and export afterwards, 30 to 3650; default"
                                    + " ${DEFAULT-VALUE}.")
                    int readingDays,
            @Option(
                            names = "--leave-behind",
                            description = "States that name resources, and volumes that are kept, stay behind. Those"
                                    + " resources go on without Binome, the volumes are destroyed after their 30 days.")
                    boolean leaveBehind) {
        ObjectNode body = context.mapper()
                .createObjectNode()
                .put("confirm", confirm)
                .put("reason", reason)
                .put("readingDays", readingDays)
                .put("leavesBehind", leaveBehind);
        if (at != null) {
            body.put("closesAt", ClosingPage.time(at).toString());
        }
        closings().print(name, context.api().put(address(name), body));
        return 0;
    }

    @Command(name = "closing", description = "Show whether a tenant closes or is closed, and what stands against it.")
    int closing(@Parameters(paramLabel = "NAME", description = "The tenant.") String name) {
        closings().print(name, context.api().get(address(name)));
        return 0;
    }

    @Command(
            name = "keep",
            description = "Take back the closing that was announced; for owners of the provider. What is closed stays"
                    + " closed.")
    int keep(@Parameters(paramLabel = "NAME", description = "The tenant.") String name) {
        context.api().delete(address(name));
        context.output().line("The closing of " + name + " is taken back. Everything goes on as before.");
        return 0;
    }

    private static String address(String name) {
        return "/tenants" + ApiClient.path(name, "closing");
    }

    private ClosingPage closings() {
        return new ClosingPage(context.output());
    }

    @Command(
            name = "limits",
            description = "Show what the tenant's services get and may take, and what they claim of it.")
    int limits() {
        show(context.api().get(context.inTenant("limits")));
        return 0;
    }

    @Command(
            name = "set-limits",
            description = "Change the limits of the tenant that --tenant names (the provider's people)."
                    + " What runs goes on, even where it is beyond the new limits.")
    int setLimits(
            @Option(names = "--cpus", paramLabel = "NUMBER", description = "CPUs of all services together.") @Nullable
                    String cpus,
            @Option(
                            names = "--memory",
                            paramLabel = "SIZE",
                            description = "Memory of all services together, such as 16GiB.")
                    @Nullable
                    String memory,
            @Option(names = "--pids", paramLabel = "NUMBER", description = "Processes of all services together.")
                    @Nullable
                    Long pids,
            @Option(names = "--volumes", paramLabel = "NUMBER", description = "Volumes of all services together.")
                    @Nullable
                    Integer volumes,
            @Option(names = "--replicas", paramLabel = "NUMBER", description = "Replicas of one service.") @Nullable
                    Integer replicas,
            @Option(
                            names = "--default-cpus",
                            paramLabel = "NUMBER",
                            description = "CPUs of a service that names no limit.")
                    @Nullable
                    String defaultCpus,
            @Option(
                            names = "--default-memory",
                            paramLabel = "SIZE",
                            description = "Memory of a service that names no limit.")
                    @Nullable
                    String defaultMemory,
            @Option(
                            names = "--default-pids",
                            paramLabel = "NUMBER",
                            description = "Processes of a service that names no limit.")
                    @Nullable
                    Integer defaultPids) {
        ObjectNode body = context.mapper().createObjectNode();
        Amounts.cpuMillis(cpus).ifPresent(millis -> body.put("maximumCpuMillis", millis));
        Amounts.bytes(memory).ifPresent(bytes -> body.put("maximumMemoryBytes", bytes));
        Amounts.cpuMillis(defaultCpus).ifPresent(millis -> body.put("defaultCpuMillis", millis));
        Amounts.bytes(defaultMemory).ifPresent(bytes -> body.put("defaultMemoryBytes", bytes));
        if (pids != null) {
            body.put("maximumPids", pids);
        }
        if (volumes != null) {
            body.put("maximumVolumes", volumes);
        }
        if (replicas != null) {
            body.put("maximumReplicas", replicas);
        }
        if (defaultPids != null) {
            body.put("defaultPids", defaultPids);
        }
        show(context.api().patch(context.inTenant("limits"), body));
        return 0;
    }

    private void show(JsonNode limits) {
        Output output = context.output();
        if (output.printedJson(limits)) {
            return;
        }
        JsonNode use = limits.path("inUse");
        output.table(
                List.of("", "ALLOWED", "IN USE", "DEFAULT OF A SERVICE"),
                List.of(
                        List.of(
                                "CPUs",
                                Amounts.cpus(limits.path("maximumCpuMillis").asLong()),
                                Amounts.cpus(use.path("cpuMillis").asLong()),
                                Amounts.cpus(limits.path("defaultCpuMillis").asLong())),
                        List.of(
                                "memory",
                                Output.bytes(limits.path("maximumMemoryBytes").asLong()),
                                Output.bytes(use.path("memoryBytes").asLong()),
                                Output.bytes(limits.path("defaultMemoryBytes").asLong())),
                        List.of(
                                "processes",
                                limits.path("maximumPids").asString(),
                                use.path("pids").asString(),
                                limits.path("defaultPids").asString()),
                        List.of(
                                "volumes",
                                limits.path("maximumVolumes").asString(),
                                use.path("volumes").asString(),
                                ""),
                        List.of(
                                "disk of volumes",
                                limits.path("maximumDiskBytes").isNumber()
                                        ? Output.bytes(
                                                limits.path("maximumDiskBytes").asLong())
                                        : "",
                                Output.bytes(use.path("diskBytes").asLong()),
                                ""),
                        List.of(
                                "published addresses",
                                limits.path("maximumDomains").isNumber()
                                        ? limits.path("maximumDomains").asString()
                                        : "",
                                use.path("domains").asString(),
                                ""),
                        List.of(
                                "replicas of a service",
                                limits.path("maximumReplicas").asString(),
                                "",
                                "1"),
                        List.of(
                                "host ports",
                                limits.path("firstPort").asString() + " to "
                                        + limits.path("lastPort").asString(),
                                "",
                                "")));
        limits.path("over").forEach(sentence -> output.line("! " + Output.clean(sentence.asString())));
    }
}

package io.binome.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
    int list() {
        context.output()
                .listing(
                        context.api().get("/tenants"),
                        "There are no tenants.",
                        List.of("TENANT", "TITLE", ""),
                        tenant -> List.of(
                                tenant.path("name").asString(),
                                Output.clean(tenant.path("title").asString()),
                                tenant.path("provider").asBoolean() ? "provider" : ""));
        return 0;
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

    @Command(name = "limits", description = "Show what the tenant's services get and may take.")
    int limits() {
        JsonNode answer = context.api().get(context.inTenant("limits"));
        Output output = context.output();
        if (!output.printedJson(answer)) {
            output.table(
                    List.of("LIMIT", "VALUE"),
                    answer.properties().stream()
                            .map(entry ->
                                    List.of(entry.getKey(), entry.getValue().asString()))
                            .toList());
        }
        return 0;
    }
}

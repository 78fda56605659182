package io.binome.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome member}: people of a tenant. */
@Command(name = "member", description = "Work with the members of a tenant.")
final class MemberCommands {
    private static final String ROLE = "reader, developer or lead; operator or owner at the provider.";
    private static final String MEMBER = "The member's e-mail address or identifier.";

    private final Context context;

    MemberCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List the members.")
    int list(@Mixin Paging paging) {
        Output output = context.output();
        output.listing(
                paging.get(context.api(), context.inTenant("members")),
                "There are no members.",
                List.of("MEMBER", "NAME", "ROLE", "SINCE"),
                member -> List.of(
                        member.path("email").asString(),
                        Output.clean(member.path("displayName").asString()),
                        member.path("role").asString(),
                        output.ago(member.path("createdAt"))));
        return 0;
    }

    @Command(name = "invite", description = "Make a link by which one person joins.")
    int invite(
            @Parameters(paramLabel = "ADDRESS", description = "E-mail address.") String email,
            @Option(names = "--role", paramLabel = "ROLE", required = true, description = ROLE) String role) {
        JsonNode answer = context.api()
                .post(
                        context.inTenant("invitations"),
                        context.mapper().createObjectNode().put("email", email).put("role", role));
        Output output = context.output();
        if (!output.printedJson(answer)) {
            output.line("Hand this link to " + email + "; it is valid for 7 days and for one use:");
            output.line("  " + answer.path("link").asString());
        }
        return 0;
    }

    @Command(name = "create", description = "Create a member at once with a first password, for set-up by programs.")
    int create(
            @Parameters(paramLabel = "ADDRESS", description = "E-mail address.") String email,
            @Option(names = "--role", paramLabel = "ROLE", required = true, description = ROLE) String role,
            @Option(names = "--name", paramLabel = "NAME", description = "Name as people write it.") @Nullable
                    String name,
            @Option(
                            names = "--password-file",
                            paramLabel = "FILE",
                            required = true,
                            description = "File with the first password; - for standard input.")
                    String passwordFile) {
        ObjectNode body = context.mapper()
                .createObjectNode()
                .put("email", email)
                .put("role", role)
                .put("password", Secrets.read(passwordFile));
        if (name != null) {
            body.put("displayName", name);
        }
        JsonNode answer = context.api().post(context.inTenant("members"), body);
        Output output = context.output();
        if (!output.printedJson(answer)) {
            output.line("Created " + email + " as " + role + ".");
        }
        return 0;
    }

    @Command(name = "role", description = "Give a member another role; signs them out everywhere.")
    int role(
            @Parameters(paramLabel = "MEMBER", description = MEMBER) String member,
            @Parameters(paramLabel = "ROLE", description = ROLE) String role) {
        context.api().patch(path(member), context.mapper().createObjectNode().put("role", role));
        context.output().say(member + " is now " + role + ".");
        return 0;
    }

    @Command(name = "remove", description = "Remove a member; tokens and sessions end at once.")
    int remove(@Parameters(paramLabel = "MEMBER", description = MEMBER) String member) {
        context.api().delete(path(member));
        context.output().say(member + " is no longer a member.");
        return 0;
    }

    @Command(name = "reset", description = "Make a link by which a member sets another password.")
    int reset(@Parameters(paramLabel = "MEMBER", description = MEMBER) String member) {
        JsonNode answer = context.api().post(path(member) + "/reset", null);
        Output output = context.output();
        if (!output.printedJson(answer)) {
            output.line("Hand this link to " + member + "; it is valid for an hour and for one use:");
            output.line("  " + answer.path("link").asString());
        }
        return 0;
    }

    private String path(String member) {
        String id = !member.contains("@")
                ? member
                : context.api().all(context.inTenant("members")).path("items").values().stream()
                        .filter(known -> known.path("email").asString().equalsIgnoreCase(member))
                        .map(known -> known.path("id").asString())
                        .findFirst()
                        .orElseThrow(() -> new CommandProblem("There is no member " + member + " in this tenant."));
        return context.inTenant("members", id);
    }
}

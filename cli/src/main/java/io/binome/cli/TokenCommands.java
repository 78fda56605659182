package io.binome.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome token}: personal access tokens. */
@Command(name = "token", description = "Work with your access tokens.")
final class TokenCommands {
    private final Context context;

    TokenCommands(Context context) {
        this.context = context;
    }

    @Command(name = "create", description = "Make a token; it is printed this once.")
    int create(
            @Parameters(paramLabel = "TITLE", description = "What it is for.") String title,
            @Option(
                            names = "--scope",
                            split = ",",
                            paramLabel = "SCOPE",
                            description = "read, git, api (default: api,git).")
                    @Nullable
                    List<String> scopes,
            @Option(
                            names = "--days",
                            paramLabel = "DAYS",
                            defaultValue = "90",
                            description = "Valid for 1 to 366 days (default: ${DEFAULT-VALUE}).")
                    int days) {
        ObjectNode body =
                context.mapper().createObjectNode().put("title", title).put("lifetimeDays", days);
        if (scopes != null) {
            ArrayNode asked = body.putArray("scopes");
            scopes.forEach(asked::add);
        }
        JsonNode answer = context.api().post("/me/tokens", body);
        Output output = context.output();
        if (!output.printedJson(answer)) {
            // Nothing else on the standard output, so that a script can take it from there.
            context.err().println("This is shown once; keep it where only you can read it.");
            output.line(answer.path("secret").asString());
        }
        return 0;
    }

    @Command(name = "list", description = "List your tokens, newest first.")
    int list(@Mixin Paging paging) {
        Output output = context.output();
        output.listing(
                paging.get(context.api(), "/me/tokens"),
                "You have no tokens.",
                List.of("TITLE", "SCOPES", "EXPIRES", "USED", "IDENTIFIER"),
                token -> List.of(
                        Output.clean(token.path("title").asString()),
                        String.join(",", Output.texts(token.path("scopes"))),
                        output.ago(token.path("expiresAt")),
                        output.ago(token.path("lastUsedAt")),
                        token.path("id").asString()));
        return 0;
    }

    @Command(name = "revoke", description = "End a token at once.")
    int revoke(@Parameters(paramLabel = "IDENTIFIER", description = "As in the list.") String token) {
        context.api().delete("/me/tokens" + ApiClient.path(token));
        context.output().say("Revoked.");
        return 0;
    }
}

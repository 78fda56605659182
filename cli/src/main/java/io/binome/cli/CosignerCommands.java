package io.binome.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code binome ledger cosigner}: second parties that vouch for what they have seen. */
@Command(name = "cosigner", description = "Second parties that co-sign the ledger's checkpoints.")
final class CosignerCommands {
    private final Context context;

    CosignerCommands(Context context) {
        this.context = context;
    }

    @Command(
            name = "new",
            description = "Make a key to co-sign with. It stays in the file; a lead registers the public half.")
    int create(
            @Parameters(paramLabel = "NAME", description = "Who signs, as acme.example/auditor.") String name,
            @Parameters(paramLabel = "FILE", description = "Where to keep the private key.") Path file) {
        SigningKeyFile made = SigningKeyFile.create(context.directory().resolve(file), name);
        Output output = context.output();
        if (!output.printedJson(
                context.mapper().createObjectNode().put("key", made.key().toString()))) {
            output.line("The private key is in " + file + ", readable for you alone. The public one:");
            output.line("  " + made.key());
            output.line("A lead registers it: binome ledger cosigner add " + made.key());
        }
        return 0;
    }

    @Command(name = "add", description = "Take cosignatures by this key from now on. It is in the ledger.")
    int add(@Parameters(paramLabel = "KEY", description = "The public key.") String key) {
        JsonNode added = context.api()
                .post(
                        context.inTenant("ledger", "cosigners"),
                        context.mapper().createObjectNode().put("key", key));
        Output output = context.output();
        if (!output.printedJson(added)) {
            output.line(Output.clean(added.path("name").asString()) + " may co-sign.");
        }
        return 0;
    }

    @Command(name = "list", description = "List who may co-sign.")
    int list() {
        JsonNode cosigners =
                context.api().get(context.inTenant("ledger", "keys")).path("cosigners");
        Output output = context.output();
        if (output.printedJson(cosigners)) {
            return 0;
        }
        List<List<String>> rows = StreamSupport.stream(cosigners.spliterator(), false)
                .map(one -> List.of(
                        Output.clean(one.path("name").asString()),
                        output.ago(one.path("addedAt")),
                        Output.clean(one.path("addedBy").path("displayName").asString("-")),
                        Output.clean(one.path("key").asString())))
                .toList();
        if (rows.isEmpty()) {
            output.line("Nobody co-signs this ledger.");
        } else {
            output.table(List.of("NAME", "ADDED", "BY", "KEY"), rows);
        }
        return 0;
    }

    @Command(name = "remove", description = "Take no more cosignatures by this key. It is in the ledger.")
    int remove(@Parameters(paramLabel = "KEY", description = "The public key.") String key) {
        context.api().delete(ApiClient.with(context.inTenant("ledger", "cosigners"), "key", key));
        context.output().say("That key co-signs no more. What it has signed stays.");
        return 0;
    }
}

package io.binome.cli;

import io.binome.cli.LedgerMemory.Remembered;
import io.binome.ledger.NoteKey;
import io.binome.ledger.SignedCheckpoint;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code binome ledger key}: whose signature is under the ledger. */
@Command(name = "key", description = "The keys that sign the ledger's checkpoints.")
final class LedgerKeyCommands {
    private final Context context;

    LedgerKeyCommands(Context context) {
        this.context = context;
    }

    @Command(name = "show", description = "Print the public keys, the one that signs now first.")
    int show() {
        JsonNode answer = context.api().get(context.inTenant("ledger", "keys"));
        Output output = context.output();
        if (!output.printedJson(answer)) {
            answer.path("keys")
                    .forEach(key -> output.line(Output.clean(key.path("key").asString()) + "  from the checkpoint of "
                            + key.path("firstSize").asLong() + " entries on"));
            answer.path("cosigners")
                    .forEach(key -> output.line(Output.clean(key.path("key").asString()) + "  co-signs"));
        }
        return 0;
    }

    @Command(
            name = "rotate",
            description = {
                "Go over to a new key, which the present one signs in an entry: clients follow it by themselves.",
                "For the provider."
            })
    int rotate() {
        return changed(context.api().post(context.inTenant("ledger", "keys", "rotate"), null), "");
    }

    @Command(
            name = "replace",
            description = {
                "Go over to a new key although the present one is lost, or no longer only yours.",
                "Clients refuse the ledger until they accept it: tell it to them by another way than this server.",
                "For the provider."
            })
    int replace() {
        return changed(
                context.unwatchedApi().post(context.inTenant("ledger", "keys", "replace"), null),
                "Clients accept it, once you have told it to them: binome ledger key accept KEY");
    }

    private int changed(JsonNode key, String next) {
        Output output = context.output();
        if (!output.printedJson(key)) {
            output.line("From the checkpoint of " + key.path("firstSize").asLong() + " entries on, this key signs:");
            output.line("  " + Output.clean(key.path("key").asString()));
            if (!next.isEmpty()) {
                output.line(next);
            }
        }
        return 0;
    }

    @Command(
            name = "accept",
            description = {
                "Believe this key from now on, for the ledger of this server and tenant.",
                "The ledger must still begin with what this computer has seen."
            })
    int accept(@Parameters(paramLabel = "KEY", description = "As the provider told it to you.") String text) {
        NoteKey key = NoteKey.parse(text)
                .filter(read -> read.type() == NoteKey.Type.LOG)
                .orElseThrow(() -> new CommandProblem("This is no key of a ledger: " + Output.clean(text)));
        ApiClient plain = context.unwatchedApi();
        String tenant = context.tenant();
        SignedCheckpoint now = LedgerCommands.checkpoint(plain, tenant);
        if (!key.signed(now.note())) {
            throw new CommandProblem("The ledger's checkpoint is not signed by this key. Nothing was changed.");
        }
        LedgerMemory memory = context.ledgerMemory();
        List<Remembered> before = memory.find(context.server(), tenant).stream().toList();
        for (Remembered seen : before) {
            memory.keep(seen.under(key));
            try {
                context.ledgerWatch().see(tenant, now);
            } catch (LedgerRefused rewritten) {
                memory.keep(seen);
                throw rewritten;
            }
        }
        if (before.isEmpty()) {
            memory.keep(new Remembered(
                    context.server(), tenant, key, now, context.clock().instant()));
        }
        context.output().say("This computer believes that key now, and has checked " + now.size() + " entries.");
        return 0;
    }
}

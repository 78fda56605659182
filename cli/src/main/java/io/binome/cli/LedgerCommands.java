package io.binome.cli;

import io.binome.ledger.InclusionProof;
import io.binome.ledger.NoteKey;
import io.binome.ledger.ProofFile;
import io.binome.ledger.SignedCheckpoint;
import io.binome.ledger.SignedNote;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code binome ledger}: the record that proves itself. */
@Command(
        name = "ledger",
        description = "Read and verify the record.",
        subcommands = {LedgerKeyCommands.class, CosignerCommands.class})
final class LedgerCommands {
    private final Context context;

    LedgerCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List entries, newest first.")
    int list(
            @Option(names = "--kind", paramLabel = "KIND", description = "Only of this kind, as change.applied.")
                    @Nullable
                    String kind,
            @Option(names = "--subject", paramLabel = "SUBJECT", description = "Only about this, as change:<id>.")
                    @Nullable
                    String subject,
            @Mixin Paging paging) {
        String path = context.inTenant("ledger");
        if (kind != null) {
            path = ApiClient.with(path, "kind", kind);
        }
        if (subject != null) {
            path = ApiClient.with(path, "subject", subject);
        }
        Output output = context.output();
        output.listing(
                paging.get(context.api(), path),
                "The ledger has no such entry.",
                List.of("ENTRY", "AT", "BY", "WHAT", "SUBJECT"),
                entry -> List.of(
                        entry.path("index").asString(),
                        entry.path("at").asString(),
                        entry.path("actor").path("displayName").asString("-"),
                        entry.path("kind").asString(),
                        entry.path("subject").asString()));
        return 0;
    }

    @Command(
            name = "checkpoint",
            description = "Print the signed checkpoint of all entries, as C2SP tlog-checkpoint writes it.")
    int checkpoint() {
        JsonNode answer = context.api().get(context.inTenant("ledger", "checkpoint"));
        SignedCheckpoint signed = read(answer);
        context.ledgerWatch().see(context.tenant(), signed);
        Output output = context.output();
        if (!output.printedJson(answer)) {
            context.out().print(signed.toString());
            context.out().flush();
        }
        return 0;
    }

    static SignedCheckpoint checkpoint(ApiClient api, String tenant) {
        return read(api.get(ApiClient.path("tenants", tenant, "ledger", "checkpoint")));
    }

    private static SignedCheckpoint read(JsonNode answer) {
        return SignedCheckpoint.parse(answer.path("note").asString(""))
                .orElseThrow(() -> new CommandProblem("The server's checkpoint cannot be read."));
    }

    @Command(
            name = "prove",
            description = {
                "Prove that an entry is in the ledger, by the hashes up to a signed checkpoint; verified here.",
                "The file is one of C2SP tlog-proof, which `binome ledger verify FILE` verifies anywhere."
            })
    int prove(
            @Parameters(paramLabel = "INDEX", description = "Of the entry, as list shows it.") long index,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            description = "Where to keep the proof.")
                    @Nullable
                    Path file) {
        JsonNode answer = context.api().get(context.inTenant("ledger", "entries", Long.toString(index), "proof"));
        SignedCheckpoint checkpoint = SignedCheckpoint.parse(
                        answer.path("checkpoint").asString(""))
                .orElseThrow(() -> new CommandProblem("The server's checkpoint cannot be read."));
        ProofFile proof = new ProofFile(
                answer.path("leaf").asString(""),
                new InclusionProof(index, answer.path("size").asLong(), LedgerWatch.hashes(answer.path("path"))),
                checkpoint);
        if (!proof.holds()) {
            throw new LedgerRefused("The server's proof does not hold: entry " + index + " is not in the ledger whose"
                    + " checkpoint it shows.");
        }
        context.ledgerWatch().see(context.tenant(), checkpoint);
        Output output = context.output();
        if (!output.printedJson(answer)) {
            output.line(output.paint(Output.Colour.GREEN, "Proven") + ": entry " + index + " is in the ledger of "
                    + checkpoint.size() + " entries, root "
                    + checkpoint.checkpoint().root());
            output.line(Output.clean(proof.leaf()));
        }
        if (file != null) {
            write(file, proof.toString());
            output.say("Written to " + file + ". Verify it anywhere: binome ledger verify " + file + " --key KEY");
        }
        return 0;
    }

    @Command(
            name = "verify",
            description = {
                "Recompute every hash; exit code 1 when one does not hold.",
                "With a FILE, an export or a proof, here and without the server; else at the server."
            })
    int verify(
            @Parameters(paramLabel = "FILE", arity = "0..1", description = "As export or prove wrote it.") @Nullable
                    Path file,
            @Option(
                            names = "--key",
                            paramLabel = "KEY",
                            description = "Public key to believe, of the ledger or of a co-signer; may be repeated."
                                    + " Else the one that this computer remembers.")
                    @Nullable
                    List<String> keys,
            @Option(
                            names = "--checkpoint",
                            paramLabel = "NOTE",
                            description = "A file with a checkpoint that was seen earlier; may be repeated.")
                    @Nullable
                    List<Path> notes) {
        JsonNode answer = file == null
                ? context.api().get(context.inTenant("ledger", "verification"))
                : new LedgerFile(context, file).verify(keys(keys), notes == null ? List.of() : notes);
        Output output = context.output();
        boolean sound = answer.path("sound").asBoolean();
        if (!output.printedJson(answer)) {
            if (!sound) {
                output.line(output.paint(Output.Colour.RED, "The ledger does not hold")
                        + " at entry " + answer.path("brokenAt").asLong() + ": "
                        + Output.clean(answer.path("reason").asString()) + ".");
            } else if (answer.path("leaf").isString()) {
                output.line(output.paint(Output.Colour.GREEN, "Proven") + ": entry "
                        + answer.path("index").asLong() + " is in the ledger of "
                        + answer.path("entries").asLong() + " entries");
                output.line(Output.clean(answer.path("leaf").asString()));
                signers(output, answer);
            } else {
                output.line(output.paint(Output.Colour.GREEN, "The ledger holds")
                        + ": " + answer.path("entries").asLong() + " entries, root "
                        + answer.path("root").asString());
                if (file != null) {
                    signers(output, answer);
                }
            }
        }
        return sound ? 0 : Failures.PROBLEM;
    }

    private static void signers(Output output, JsonNode answer) {
        if (answer.path("signedBy").isEmpty()) {
            output.line(output.paint(Output.Colour.YELLOW, "Nobody's signature was checked")
                    + ": name the public key with --key. The provider could have made another ledger.");
        }
        answer.path("signedBy").forEach(key -> output.line("Signed by " + Output.clean(key.asString())));
        answer.path("cosigned")
                .forEach(one ->
                        output.line("Co-signed up to " + one.path("entries").asLong() + " entries at "
                                + one.path("at").asString() + " by "
                                + Output.clean(one.path("key").asString())));
        if (answer.path("seen").asInt() > 0) {
            output.line("It begins with every checkpoint that was seen earlier ("
                    + answer.path("seen").asInt() + ").");
        }
    }

    private static List<NoteKey> keys(@Nullable List<String> texts) {
        return texts == null
                ? List.of()
                : texts.stream()
                        .map(text -> NoteKey.parse(text)
                                .orElseThrow(() -> new CommandProblem("This is no public key: " + Output.clean(text)
                                        + ". `binome ledger key show` prints it.")))
                        .toList();
    }

    @Command(
            name = "cosign",
            description = {
                "Sign the latest checkpoint as a second party, once it is proven to continue what this computer has seen.",
                "The private key stays here."
            })
    int cosign(
            @Option(
                            names = "--key-file",
                            required = true,
                            paramLabel = "FILE",
                            description = "As `binome ledger cosigner new` wrote it.")
                    Path file) {
        SigningKeyFile key = SigningKeyFile.read(context.directory().resolve(file));
        // What is signed here continues what was seen here.
        ApiClient api = context.api();
        SignedCheckpoint seen = checkpoint(api, context.tenant());
        context.ledgerWatch().see(context.tenant(), seen);
        SignedNote own = seen.note()
                .with(List.of(
                        key.cosign(seen.note().text(), context.clock().instant().truncatedTo(ChronoUnit.SECONDS))));
        JsonNode answer = api.post(
                context.inTenant("ledger", "cosignatures"),
                context.mapper().createObjectNode().put("note", own.toString()));
        Output output = context.output();
        if (!output.printedJson(answer)) {
            output.line("Co-signed " + seen.size() + " entries as " + key.key().name() + ".");
        }
        return 0;
    }

    @Command(
            name = "forget",
            description = {
                "Forget what this computer has seen of the ledger, and begin anew with what the server shows next.",
                "What was remembered stays in a file, as evidence."
            })
    int forget() {
        context.ledgerMemory()
                .forget(context.server(), context.tenant(), context.clock().instant());
        context.output().say("Forgotten. The next answer of the server is believed and remembered.");
        return 0;
    }

    private void write(Path file, String text) {
        try {
            Files.writeString(context.directory().resolve(file), text);
        } catch (IOException refused) {
            throw new CommandProblem("The file " + file + " cannot be written.");
        }
    }

    @Command(
            name = "export",
            description = "Write the whole ledger and its checkpoints as JSON lines, to be verified anywhere.")
    int export(
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            description = "Where to; the standard output when left out.")
                    @Nullable
                    Path file) {
        String path = context.inTenant("ledger", "export");
        if (file == null) {
            context.api().lines(path, context.out()::println);
            context.out().flush();
            return 0;
        }
        try (PrintWriter out =
                new PrintWriter(Files.newBufferedWriter(context.directory().resolve(file), StandardCharsets.UTF_8))) {
            // One line end everywhere: the file is the same wherever it was written.
            context.api().lines(path, line -> out.print(line + "\n"));
            if (out.checkError()) {
                throw new CommandProblem("The file " + file + " could not be written completely.");
            }
        } catch (IOException refused) {
            throw new CommandProblem("The file " + file + " cannot be written.");
        }
        context.output()
                .say("Written to " + file + ". Verify it anywhere: binome ledger verify " + file + " --key KEY");
        return 0;
    }
}

package io.binome.cli;

import io.binome.cli.LedgerMemory.Remembered;
import io.binome.evidence.EvidencePack;
import io.binome.evidence.EvidencePack.Checked;
import io.binome.ledger.Checkpoint;
import io.binome.ledger.NoteKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome evidence}: what an auditor takes away. */
@Command(name = "evidence", description = "Make and verify signed archives of a change or a period, for auditors.")
final class EvidenceCommands {
    private final Context context;

    EvidenceCommands(Context context) {
        this.context = context;
    }

    @Command(
            name = "create",
            description = {
                "Write one signed archive: entries with proofs, plans, findings, approvals, contract versions, logs.",
                "About --change, or from --from until before --to."
            })
    int create(
            @Option(names = "--change", paramLabel = "CHANGE", description = "Such as shop!12.") @Nullable
                    String change,
            @Option(
                            names = "--from",
                            paramLabel = "DAY",
                            description = "A day in UTC, or a time as 2026-03-01T09:00:00Z.")
                    @Nullable
                    String from,
            @Option(names = "--to", paramLabel = "DAY", description = "The end, which is not in it.") @Nullable
                    String to,
            @Option(
                            names = {"-o", "--output"},
                            required = true,
                            paramLabel = "FILE",
                            description = "Where to.")
                    Path file)
            throws IOException {
        String path = context.inTenant("evidence");
        if (change != null) {
            ChangeReference reference = ChangeReference.parse(List.of(change));
            path = ApiClient.with(
                    ApiClient.with(path, "repository", reference.repository()), "number", reference.number());
        } else if (from != null && to != null) {
            path = ApiClient.with(ApiClient.with(path, "from", from), "to", to);
        } else {
            throw new CommandProblem("Say what about: --change shop!12, or --from 2026-01-01 --to 2026-04-01.");
        }
        Path target = context.directory().resolve(file).toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new CommandProblem("There is no folder for the file " + file + ". Nothing was written.");
        }
        Path part = Files.createTempFile(folder, ".binome", ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                context.api().download(path, out);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        context.output()
                .say("Written to " + file + ". Verify it anywhere: binome evidence verify " + file + " --key KEY");
        return 0;
    }

    @Command(
            name = "verify",
            description = "Verify an archive here, without a server: every file, every entry, and who signed.")
    int verify(
            @Parameters(paramLabel = "FILE", description = "As create wrote it.") Path file,
            @Option(
                            names = "--key",
                            paramLabel = "KEY",
                            description =
                                    "Public key of the ledger, to believe. Else the one that this computer remembers.")
                    @Nullable
                    String key) {
        Path path = context.directory().resolve(file);
        Checked found;
        try {
            found = EvidencePack.verify(path, keys(path, key));
        } catch (ZipException none) {
            found = new Checked.Broken("it is no archive");
        } catch (IOException unreadable) {
            throw new CommandProblem("The file " + file + " cannot be read.");
        }
        Output output = context.output();
        ObjectNode answer = context.mapper().createObjectNode();
        switch (found) {
            case Checked.Sound sound -> {
                answer.put("sound", true)
                        .put("about", sound.about())
                        .put("files", sound.files())
                        .put("entries", sound.entries())
                        .put("ledger", sound.ledger());
                if (sound.signedBy() != null) {
                    answer.put("signedBy", sound.signedBy().toString());
                }
                if (!output.printedJson(answer)) {
                    output.line(output.paint(Output.Colour.GREEN, "The evidence holds") + ": "
                            + Output.clean(sound.about()));
                    output.line(sound.files() + " files as they were signed, " + sound.entries()
                            + " entries proven to be in the ledger of " + sound.ledger() + " entries.");
                    output.line(
                            sound.signedBy() == null
                                    ? output.paint(Output.Colour.YELLOW, "Nobody's signature was checked")
                                            + ": name the public key with --key."
                                    : "Signed by " + sound.signedBy());
                }
                return 0;
            }
            case Checked.Broken broken -> {
                if (!output.printedJson(answer.put("sound", false).put("reason", broken.reason()))) {
                    output.line(output.paint(Output.Colour.RED, "The evidence does not hold") + ": "
                            + Output.clean(broken.reason()) + ".");
                }
                return Failures.PROBLEM;
            }
        }
    }

    private List<NoteKey> keys(Path file, @Nullable String key) throws IOException {
        if (key != null) {
            return List.of(NoteKey.parse(key)
                    .orElseThrow(() -> new CommandProblem("This is no public key: " + Output.clean(key))));
        }
        return EvidencePack.tenant(file).stream()
                .flatMap(tenant -> context.ledgerMemory().of(Checkpoint.origin(tenant)).stream())
                .map(Remembered::key)
                .distinct()
                .toList();
    }
}

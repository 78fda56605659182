package io.binome.cli;

import io.binome.backup.Backups.Writing;
import io.binome.backup.Backups.Written;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome backup}: the machine's administrator keeps a copy; the server may go on. */
@Command(
        name = "backup",
        description = "Write the whole database of this machine's Binome, Git repositories included, to a file.",
        footer = {
            "",
            "Works on the files of BINOME_HOME and needs no sign-in; the server may run. Beside FILE it writes FILE.keys: the"
                    + " master key, sealed by a passphrase. Keep the two apart.",
            "Not in a backup: what is inside volumes, images, binome.properties and the server's certificate."
        })
final class BackupCommand extends PassphraseCommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "A file that is not there yet.")
    private Path file = Path.of("");

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "Where the sealed master key goes (default: FILE.keys).")
    private @Nullable Path keys;

    @Option(
            names = "--without-keys",
            description =
                    "No copy of the master key and no passphrase, as for a backup of each night: one copy serves for"
                            + " all backups under the same key.")
    private boolean withoutKeys;

    BackupCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Path target = context.directory().resolve(file);
        Optional<Path> copy = withoutKeys ? Optional.empty() : Optional.of(keysOf(context, target, keys));
        Written written = withBackups(backups -> backups.write(new Writing(target, copy, passphrase(true))));
        Output output = context.output();
        if (!output.printedJson(json(written))) {
            output.line("Backed up to " + written.file() + " (" + Output.bytes(written.bytes()) + "), as of "
                    + written.at() + ".");
            output.line("  " + counted(written.rows()));
            output.line(written.keys()
                    .map(path -> "The master key " + written.masterKey() + " is in " + path
                            + ", sealed by the passphrase. Keep it in another place than the backup.")
                    .orElseGet(() -> "To restore it, the master key " + written.masterKey()
                            + " is needed: "
                            + (written.masterKey().startsWith("vault:")
                                    ? "Vault, and the settings binome.vault-key.*."
                                    : "its copy, or the file keys/master-key of this BINOME_HOME.")));
            output.line("Not in it: what is inside volumes, images, binome.properties and the server's certificate.");
        }
        return 0;
    }

    static Path keysOf(Context context, Path file, @Nullable Path said) {
        return said == null
                ? file.resolveSibling(file.getFileName() + ".keys")
                : context.directory().resolve(said);
    }

    private ObjectNode json(Written written) {
        ObjectNode answer = context.mapper()
                .createObjectNode()
                .put("file", written.file().toString())
                .put("bytes", written.bytes())
                .put("at", written.at().toString())
                .put("schema", written.schema())
                .put("masterKey", written.masterKey());
        written.keys().ifPresent(path -> answer.put("keys", path.toString()));
        return answer.set("rows", rows(written.rows()));
    }

    private ObjectNode rows(Map<String, Long> rows) {
        ObjectNode node = context.mapper().createObjectNode();
        rows.forEach(node::put);
        return node;
    }
}

package io.binome.cli;

import io.binome.backup.Backups.Restored;
import io.binome.backup.Backups.Restoring;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome restore}: a server made anew from a backup. */
@Command(
        name = "restore",
        description = "Make this machine's Binome from a backup. The server must be stopped, its BINOME_HOME new.",
        footer = {
            "",
            "The backup is checked to its last byte before anything is touched; when something fails, everything is as it"
                    + " was. A backup of an older version is migrated."
        })
final class RestoreCommand extends PassphraseCommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "What binome backup wrote.")
    private Path file = Path.of("");

    @Option(names = "--keys", paramLabel = "FILE", description = "The sealed master key (default: FILE.keys).")
    private @Nullable Path keys;

    @Option(
            names = "--replace",
            description = "Set an embedded database and a master key that are there aside; nothing is deleted.")
    private boolean replace;

    RestoreCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Path source = context.directory().resolve(file);
        Restored restored = withBackups(backups -> backups.restore(
                new Restoring(source, BackupCommand.keysOf(context, source, keys), passphrase(false), replace)));
        Output output = context.output();
        if (!output.printedJson(json(restored))) {
            output.line("Restored from " + source + ", as it was at " + restored.at() + ".");
            output.line("  " + counted(restored.rows()));
            output.line(
                    "  Ledgers verified: " + restored.ledgers() + ", with " + restored.ledgerEntries() + " entries.");
            output.line("Next:");
            output.line("  Start the server: ./binome up. It starts every service again from what was applied.");
            output.line("  The contents of volumes are not in a backup: put them back yourself.");
            output.line("  Everybody signs in again; access tokens go on working.");
            output.line("  Never run the former server beside this one: both would take themselves for the owner.");
            restored.setAside()
                    .ifPresent(path ->
                            output.line("  The former database is in " + path + "; delete it when all is well."));
        }
        return 0;
    }

    private ObjectNode json(Restored restored) {
        ObjectNode answer = context.mapper()
                .createObjectNode()
                .put("at", restored.at().toString())
                .put("schema", restored.schema())
                .put("ledgers", restored.ledgers())
                .put("ledgerEntries", restored.ledgerEntries());
        restored.setAside().ifPresent(path -> answer.put("setAside", path.toString()));
        ObjectNode rows = context.mapper().createObjectNode();
        restored.rows().forEach(rows::put);
        return answer.set("rows", rows);
    }
}

package io.binome.cli;

import io.binome.backup.KeyRotation;
import io.binome.backup.KeyRotation.Rotated;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome keys}: the key that everything sealed depends on. */
@Command(
        name = "keys",
        description = "The master key of this machine's Binome.",
        subcommands = KeysCommands.Rotate.class)
final class KeysCommands {
    /** {@code binome keys rotate}: the machine's administrator exchanges the key; the servers must be stopped. */
    @Command(
            name = "rotate",
            description = "Make another master key and put every tenant's keys under it. The server must be stopped.",
            footer = {
                "",
                "Works on the files of BINOME_HOME and needs no sign-in. Where it is cut off, run it again or start the server:"
                        + " either brings it to an end.",
                "The former key stays in the folder keys, for the backups that were made under it."
            })
    static final class Rotate extends InstallationCommand {
        Rotate(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            Rotated rotated = with((installation, progress) -> KeyRotation.of(
                            installation, context.clock(), new SecureRandom(), progress)
                    .rotate());
            Output output = context.output();
            if (!output.printedJson(json(rotated))) {
                output.line(
                        rotated.finished()
                                ? "Finished the rotation that was cut off: the master key is " + rotated.masterKey()
                                        + "."
                                : "The master key is " + rotated.masterKey() + " now; it was " + rotated.former()
                                        + ".");
                output.line("  Keys of tenants under it: " + rotated.tenantKeys());
                output.line("Next:");
                output.line(
                        "  Keep a new copy of it: binome backup FILE. The copies there are do not open backups to come.");
                output.line(
                        "  Where several servers share the database, give each the new keys/master-key before it starts.");
                output.line("  Start the server: ./binome up");
                output.line("  The former key is in " + rotated.formerFile()
                        + ". Backups made until now need it, or its copy;"
                        + " delete it when none of them counts any more.");
            }
            return 0;
        }

        private ObjectNode json(Rotated rotated) {
            return context.mapper()
                    .createObjectNode()
                    .put("masterKey", rotated.masterKey())
                    .put("former", rotated.former())
                    .put("formerFile", rotated.formerFile().toString())
                    .put("tenantKeys", rotated.tenantKeys())
                    .put("finished", rotated.finished());
        }
    }
}

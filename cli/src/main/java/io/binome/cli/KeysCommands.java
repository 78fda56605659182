package io.binome.cli;

import io.binome.backup.KeyRotation;
import io.binome.backup.KeyRotation.Rotated;
import io.binome.backup.MasterKeys;
import io.binome.backup.MasterKeys.Lost;
import io.binome.backup.MasterKeys.Status;
import io.binome.backup.MasterKeys.Use;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome keys}: the key that everything sealed depends on. */
@Command(
        name = "keys",
        description = "The master key of this machine's Binome.",
        subcommands = {KeysCommands.ShowStatus.class, KeysCommands.Rotate.class, KeysCommands.Forget.class})
final class KeysCommands {
    private KeysCommands() {}

    /** {@code binome keys status}: which keys are at hand, and whether what is sealed opens by them. */
    @Command(
            name = "status",
            description = "Which master keys are at hand, what is under which, and whether it opens. Changes nothing.",
            footer = {
                "",
                "Works on the files of BINOME_HOME and needs no sign-in; the server may run. Exit code 1 when something does"
                        + " not open."
            })
    static final class ShowStatus extends InstallationCommand {
        ShowStatus(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            Status status = with((installation, progress) ->
                    MasterKeys.of(installation, context.clock(), progress).status());
            Output output = context.output();
            if (!output.printedJson(json(status))) {
                output.line("Master keys at hand:");
                if (status.atHand().isEmpty()) {
                    output.line("  none: neither in Vault, nor in BINOME_MASTER_KEY, nor in the folder keys");
                }
                status.atHand()
                        .forEach(key -> output.line("  " + key.id() + "  " + key.from()
                                + (key.isUsed() ? "  (the server uses this one)" : "")));
                output.line("Keys of tenants:");
                if (status.uses().isEmpty()) {
                    output.line("  none: nothing has been sealed");
                }
                status.uses().forEach(use -> output.line(line(use, status)));
            }
            return status.sound() ? 0 : 1;
        }

        private static String line(Use use, Status status) {
            String head = "  " + use.keys() + " under " + use.masterKey()
                    + (use.version().isEmpty() ? "" : " " + use.version()) + ": ";
            if (use.forgotten()) {
                return head + "given up for lost" + (use.trouble().isEmpty() ? "; binome keys rotate finds them" : "");
            }
            boolean usual = status.atHand().stream()
                    .anyMatch(key -> key.isUsed() && key.id().equals(use.masterKey()));
            return head
                    + use.trouble()
                            .orElse(
                                    usual
                                            ? "they open"
                                            : "they open, but not by the key that the server uses:"
                                                    + " binome keys rotate");
        }

        private ObjectNode json(Status status) {
            ObjectNode answer = context.mapper().createObjectNode();
            ArrayNode keys = answer.putArray("atHand");
            status.atHand().forEach(key -> keys.addObject()
                    .put("masterKey", key.id())
                    .put("from", key.from())
                    .put("used", key.isUsed()));
            ArrayNode uses = answer.putArray("tenantKeys");
            status.uses().forEach(use -> {
                ObjectNode one = uses.addObject()
                        .put("masterKey", use.masterKey())
                        .put("keys", use.keys())
                        .put("tenants", use.tenants())
                        .put("forgotten", use.forgotten());
                if (!use.version().isEmpty()) {
                    one.put("version", use.version());
                }
                use.trouble().ifPresent(trouble -> one.put("trouble", trouble));
            });
            return answer.put("sound", status.sound());
        }
    }

    /** {@code binome keys rotate}: the machine's administrator exchanges the key; the servers must be stopped. */
    @Command(
            name = "rotate",
            description =
                    "Put every tenant's keys under another master key: a new one in the file, or the one in Vault that"
                            + " the settings name. The server must be stopped.",
            footer = {
                "",
                "Works on the files of BINOME_HOME and needs no sign-in. Where it is cut off, run it again or start the server:"
                        + " either brings it to an end.",
                "The former key stays in the folder keys, for the backups that were made under it.",
                "Where the key is in Vault already, this puts everything under its newest version, and the server may run."
            })
    static final class Rotate extends InstallationCommand {
        @Option(
                names = "--to",
                paramLabel = "PLACE",
                description = "Where the next key is kept: file or vault. As the settings say when left out.")
        private @Nullable String to;

        Rotate(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            Rotated rotated = with((installation, progress) -> {
                KeyRotation rotation = KeyRotation.of(installation, context.clock(), new SecureRandom(), progress);
                return to == null ? rotation.rotate() : rotation.rotate(place(to));
            });
            Output output = context.output();
            if (!output.printedJson(json(rotated))) {
                tell(output, rotated);
            }
            return 0;
        }

        private static KeyRotation.To place(String said) {
            return switch (said) {
                case "file" -> KeyRotation.To.FILE;
                case "vault" -> KeyRotation.To.VAULT;
                default -> throw new CommandProblem("--to must be file or vault. Nothing was changed.");
            };
        }

        private static void tell(Output output, Rotated rotated) {
            boolean inVault = rotated.masterKey().startsWith("vault:");
            if (inVault && rotated.former().isEmpty() && !rotated.finished()) {
                output.line("The master key is " + rotated.masterKey() + " as before.");
                output.line("  Keys of tenants put under its newest version: " + rotated.renewed() + " of "
                        + rotated.tenantKeys());
                return;
            }
            output.line(
                    rotated.finished()
                            ? "Finished, nothing was left to wrap: the master key is " + rotated.masterKey() + "."
                            : "The master key is " + rotated.masterKey() + " now; it was " + rotated.former() + ".");
            output.line("  Keys of tenants under it: " + rotated.tenantKeys());
            if (rotated.found() > 0) {
                output.line("  " + rotated.found() + " of them had been given up for lost, and open again.");
            }
            output.line("Next:");
            if (inVault) {
                output.line("  Back Vault up: without this key nothing that is sealed opens.");
                output.line("  Give every server the same settings binome.vault-key.*.");
            } else {
                output.line(
                        "  Keep a new copy of it: binome backup FILE. The copies there are do not open backups to come.");
                output.line(
                        "  Where several servers share the database, give each the new keys/master-key before it starts.");
                if (rotated.former().startsWith("vault:")) {
                    output.line("  Take binome.vault-key.address out of the settings of every server.");
                }
            }
            output.line("  Start the server: ./binome up");
            rotated.formerFile()
                    .ifPresent(file -> output.line("  The former key is in " + file
                            + ". Backups made until now need it, or its copy;"
                            + " delete it when none of them counts any more."));
        }

        private ObjectNode json(Rotated rotated) {
            ObjectNode answer = context.mapper()
                    .createObjectNode()
                    .put("masterKey", rotated.masterKey())
                    .put("former", rotated.former())
                    .put("tenantKeys", rotated.tenantKeys())
                    .put("renewed", rotated.renewed())
                    .put("found", rotated.found())
                    .put("finished", rotated.finished());
            rotated.formerFile().ifPresent(file -> answer.put("formerFile", file.toString()));
            return answer;
        }
    }

    /** {@code binome keys forget}: gives up a key that is lost, so that the server starts with another one. */
    @Command(
            name = "forget",
            description =
                    "Give up a master key that is lost: what was sealed under it is counted, marked and recorded, and"
                            + " nothing is deleted. The server must be stopped.",
            footer = {
                "",
                "Without --confirm it says what would be lost, and changes nothing.",
                "Should the key turn up: put its file into the folder keys as master-key.found, and run binome keys rotate."
            })
    static final class Forget extends InstallationCommand {
        private static final String WORD = "lost";

        @Parameters(paramLabel = "KEY", description = "Its id, as binome keys status and the server's message name it.")
        private String masterKey = "";

        @Option(
                names = "--confirm",
                paramLabel = "WORD",
                description = "The word " + WORD + ": you have looked for the key everywhere.")
        private @Nullable String confirmed;

        Forget(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            if (confirmed != null && !confirmed.equals(WORD)) {
                throw new CommandProblem("The word is " + WORD + ". Nothing was changed.");
            }
            boolean done = confirmed != null;
            Lost lost = with((installation, progress) -> {
                MasterKeys keys = MasterKeys.of(installation, context.clock(), progress);
                return done ? keys.forget(masterKey) : keys.wouldLose(masterKey);
            });
            Output output = context.output();
            if (!output.printedJson(json(lost, done))) {
                output.line(
                        done
                                ? "Master key " + lost.masterKey() + " was given up. What cannot be opened any more:"
                                : "Without master key " + lost.masterKey() + " this cannot be opened:");
                lost.tenants().forEach((tenant, counts) -> {
                    output.line("  " + tenant + (counts.isEmpty() ? ": nothing" : ""));
                    counts.forEach((what, number) -> output.line("    " + number + "  " + what));
                });
                if (done) {
                    output.line("Nothing was deleted; each tenant's ledger says so (master-key.forgotten).");
                    output.line("Next: ./binome up, and then what docs/how-to/rotate-or-lose-the-master-key.md says.");
                } else {
                    output.line(
                            "Nothing was changed. Look for the key first: docs/how-to/rotate-or-lose-the-master-key.md");
                    output.line("To give it up: binome keys forget " + lost.masterKey() + " --confirm " + WORD);
                }
            }
            return done ? 0 : 1;
        }

        private ObjectNode json(Lost lost, boolean done) {
            ObjectNode answer = context.mapper()
                    .createObjectNode()
                    .put("masterKey", lost.masterKey())
                    .put("forgotten", done)
                    .put("tenantKeys", lost.keys());
            ObjectNode tenants = answer.putObject("tenants");
            lost.tenants().forEach((tenant, counts) -> {
                ObjectNode one = tenants.putObject(tenant);
                counts.forEach(one::put);
            });
            return answer;
        }
    }
}

package io.binome.cli;

import io.binome.backup.Backups;
import java.io.Console;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command about backups: they come with keys, and those with a passphrase. */
abstract class PassphraseCommand extends InstallationCommand {
    private static final String PASSPHRASE = "BINOME_BACKUP_PASSPHRASE";

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "File with the passphrase of the keys; - for standard input. Otherwise " + PASSPHRASE
                    + ", or the terminal.")
    private @Nullable String passphraseFile;

    PassphraseCommand(Context context) {
        super(context);
    }

    final <T> T withBackups(Function<Backups, T> work) {
        return with((installation, progress) ->
                work.apply(Backups.of(installation, context.clock(), new SecureRandom(), progress)));
    }

    /** @param twice for a new one, which nobody could tell later from a slip of the fingers */
    final Supplier<String> passphrase(boolean twice) {
        return () -> {
            if (passphraseFile != null) {
                return Secrets.read(
                        passphraseFile.equals("-")
                                ? "-"
                                : context.directory().resolve(passphraseFile).toString());
            }
            String given = context.environment().get(PASSPHRASE);
            if (given != null && !given.isEmpty()) {
                return given;
            }
            Console console = System.console();
            if (console == null || !console.isTerminal()) {
                throw new CommandProblem("The keys need a passphrase, and there is no terminal to ask at: use"
                        + " --passphrase-file or " + PASSPHRASE + (twice ? ", or --without-keys." : "."));
            }
            char[] typed = console.readPassword("Passphrase of the keys: ");
            if (twice && !Arrays.equals(typed, console.readPassword("The same again: "))) {
                throw new CommandProblem("The two are not the same. Nothing was written.");
            }
            return new String(typed == null ? new char[0] : typed);
        };
    }

    /** What a person would count. */
    static String counted(Map<String, Long> rows) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("tenant", "tenants");
        names.put("member", "members");
        names.put("repository", "repositories");
        names.put("change", "changes");
        names.put("stack", "stacks");
        names.put("ledger_leaf", "ledger entries");
        StringJoiner all = new StringJoiner(", ");
        names.forEach((table, name) -> all.add(name + ": " + rows.getOrDefault(table, 0L)));
        return all.toString();
    }
}

package io.binome.backup;

import io.binome.backup.internal.DatabaseBackups;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes an installation to a file and makes one from it. For who administers the machine: it reads the files of the home,
 * and asks nobody for leave.
 */
public interface Backups {
    /**
     * A file that was written.
     *
     * @param keys where the copy of the master key went; empty where none was wanted
     * @param rows by table
     */
    record Written(
            Path file,
            long bytes,
            Optional<Path> keys,
            String masterKey,
            String schema,
            Instant at,
            Map<String, Long> rows) {}

    /**
     * What was made from a file.
     *
     * @param at when the backup was made
     * @param schema what the backup had; it is today's now
     * @param setAside where the former database went; empty where there was none
     * @param ledgers how many logs were verified, all of them sound
     */
    record Restored(
            Instant at,
            String schema,
            Map<String, Long> rows,
            int ledgers,
            long ledgerEntries,
            Optional<Path> setAside) {}

    /**
     * How a backup is written.
     *
     * @param keys where the copy of the master key goes; empty for a backup without it
     * @param passphrase asked for once, if at all
     */
    record Writing(Path file, Optional<Path> keys, Supplier<String> passphrase) {}

    /**
     * How one is restored.
     *
     * @param keys the copy of the master key; may be absent where the installation has the key already
     * @param passphrase asked for once, if at all
     * @param replace whether an embedded database that is there may be set aside
     */
    record Restoring(Path file, Path keys, Supplier<String> passphrase, boolean replace) {}

    static Backups of(Installation installation, InstantSource clock, SecureRandom random, Consumer<String> progress) {
        return new DatabaseBackups(installation, clock, random, progress);
    }

    /**
     * Writes one, of a server that runs as of one that does not. Takes constant memory.
     *
     * @throws io.binome.kernel.ProblemException with {@link BackupProblem}, or one of database or secrets
     */
    Written write(Writing wanted);

    /**
     * Makes the installation from a backup, migrates it to this version and verifies every ledger. Unless it returns,
     * the installation is as it was.
     *
     * @throws io.binome.kernel.ProblemException with {@link BackupProblem}, or one of database or secrets
     */
    Restored restore(Restoring wanted);
}

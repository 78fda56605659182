package io.binome.backup;

import io.binome.backup.internal.HomeKeyRotation;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Gives an installation another master key, for who administers the machine. Killed at any moment it leaves an
 * installation that the next start, or the next run of this, brings to one end or the other.
 */
public interface KeyRotation {
    /** Where the next key is kept. */
    enum To {
        /** Another one in the file. */
        FILE,
        /** The one in Vault that the settings name; if it is that one already, its newest version. */
        VAULT
    }

    /**
     * What was done.
     *
     * @param former the public id of the key that was; of several, with commas between; empty when there was no other
     * @param masterKey the public id of the one that is now
     * @param tenantKeys how many keys of tenants are under it
     * @param renewed how many of them were under an older version of it in Vault
     * @param found how many of them had been given up for lost, and open again
     * @param formerFile where the former key is kept, for the backups that were made under it
     * @param finished whether this ended an earlier attempt, which had come as far as the database's commit
     */
    record Rotated(
            String former,
            String masterKey,
            int tenantKeys,
            int renewed,
            int found,
            Optional<Path> formerFile,
            boolean finished) {}

    static KeyRotation of(
            Installation installation, InstantSource clock, SecureRandom random, Consumer<String> progress) {
        return new HomeKeyRotation(installation, clock, random, progress);
    }

    /** To where the settings say that the key is kept. */
    Rotated rotate();

    /**
     * Does it, with every server stopped; but servers may run while nothing changes except the version of a key in Vault.
     *
     * @throws io.binome.kernel.ProblemException with {@link BackupProblem}, or one of database or secrets
     */
    Rotated rotate(To to);
}

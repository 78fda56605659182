package io.binome.backup;

import io.binome.backup.internal.HomeKeyRotation;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * Gives an installation another master key, for who administers the machine. Killed at any moment it leaves an
 * installation that the next start, or the next run of this, brings to one end or the other.
 */
public interface KeyRotation {
    /**
     * What was done.
     *
     * @param former the public id of the key that was
     * @param masterKey the public id of the one that is now
     * @param tenantKeys how many keys of tenants are under it
     * @param formerFile where the former key is kept, for the backups that were made under it
     * @param finished whether this ended an earlier attempt, which had come as far as the database's commit
     */
    record Rotated(String former, String masterKey, int tenantKeys, Path formerFile, boolean finished) {}

    static KeyRotation of(
            Installation installation, InstantSource clock, SecureRandom random, Consumer<String> progress) {
        return new HomeKeyRotation(installation, clock, random, progress);
    }

    /**
     * Does it, with every server stopped.
     *
     * @throws io.binome.kernel.ProblemException with {@link BackupProblem}, or one of database or secrets
     */
    Rotated rotate();
}

package io.binome.database;

import io.binome.database.DatabaseProblem.SchemaNewer;
import io.binome.database.DatabaseProblem.SchemaUnknown;
import io.binome.database.internal.KnownMigrations;
import io.binome.kernel.ProblemException;
import java.util.List;

/**
 * How far a database was migrated: its migrations in their order, each with the checksum that Flyway notes. Two
 * databases with the same migrations have the same tables.
 */
public record SchemaVersion(List<Migration> migrations) {
    /** @param version as in the file's name, such as {@code 0800} */
    public record Migration(String version, int checksum) {}

    public SchemaVersion {
        migrations = List.copyOf(migrations);
    }

    /** What this program migrates to. */
    public static SchemaVersion current() {
        return KnownMigrations.schema();
    }

    /** The version of the last migration; empty where there was none. */
    public String version() {
        return migrations.isEmpty() ? "" : migrations.getLast().version();
    }

    /**
     * Passes when this program can migrate on from here.
     *
     * @throws ProblemException with {@link SchemaNewer} or {@link SchemaUnknown}
     */
    public void requireKnown() {
        SchemaVersion known = current();
        if (KnownMigrations.compare(version(), known.version()) > 0) {
            throw new ProblemException(new SchemaNewer(version(), known.version()));
        }
        for (Migration migration : migrations) {
            if (!known.migrations().contains(migration)) {
                throw new ProblemException(new SchemaUnknown(migration.version()));
            }
        }
    }
}

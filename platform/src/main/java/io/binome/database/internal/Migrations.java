package io.binome.database.internal;

import io.binome.database.DatabaseProblem.DatabaseUnavailable;
import io.binome.database.DatabaseSettings;
import io.binome.kernel.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.PGConnection;

/** Brings a database up to this version of Binome, as its owner. */
final class Migrations {
    /** Any number that nobody else locks; the letters are "binome". */
    private static final long PASSWORD_LOCK = 0x62_69_6e_6f_6d_65L;

    private final DatabaseSettings settings;

    Migrations(DatabaseSettings settings) {
        this.settings = settings;
    }

    void run() {
        // A plain "connection refused" is clearer than what Flyway wraps around it.
        try (Connection connection = ServerProcess.connect(settings)) {
            connection.isValid(5);
        } catch (SQLException unreachable) {
            throw new ProblemException(new DatabaseUnavailable(Reason.of(unreachable)), unreachable);
        }
        flyway().load().migrate();
        closeDatabase();
        giveLoginItsPassword();
    }

    /** Makes the schema of an earlier version, for rows that come from it. */
    void runTo(String version) {
        flyway().target(version).load().migrate();
    }

    private FluentConfiguration flyway() {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(settings.url(), settings.owner(), settings.ownerPassword())
                .locations("classpath:db/migration")
                .cleanDisabled(true)
                .validateMigrationNaming(true);
    }

    private void closeDatabase() {
        try (Connection connection = ServerProcess.connect(settings);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT binome_close_database()");
        } catch (SQLException failed) {
            throw new ProblemException(
                    new DatabaseUnavailable("the owner could not close it to others: " + Reason.of(failed)), failed);
        }
    }

    /** Only when it does not work yet, so that replicas and restarts leave the catalogue alone. */
    private void giveLoginItsPassword() {
        String password = RolePasswords.ofLogin(settings);
        DatabaseSettings login = new DatabaseSettings(settings.url(), RolePasswords.LOGIN, password);
        if (opens(login)) {
            return;
        }
        try (Connection connection = ServerProcess.connect(settings);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + PASSWORD_LOCK + ")");
            // The driver computes the SCRAM verifier: the password itself never travels, and is in no log.
            connection
                    .unwrap(PGConnection.class)
                    .alterUserPassword(RolePasswords.LOGIN, password.toCharArray(), "scram-sha-256");
        } catch (SQLException failed) {
            throw new ProblemException(
                    new DatabaseUnavailable("the owner could not set the password of " + RolePasswords.LOGIN + ": "
                            + Reason.of(failed)),
                    failed);
        }
    }

    private static boolean opens(DatabaseSettings login) {
        try (Connection connection = ServerProcess.connect(login)) {
            return connection.isValid(5);
        } catch (SQLException refused) {
            return false;
        }
    }
}

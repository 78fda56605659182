package io.binome.database;

import io.binome.database.internal.PostgresDatabase;
import java.time.Duration;

/** A database together with the connections that serve it; {@link #close} gives them back. */
public interface OpenDatabase extends Database, AutoCloseable {
    /**
     * Migrates the database to this version of Binome, then opens it. Several replicas may do so at once: the first
     * migrates, the others wait.
     *
     * @throws io.binome.kernel.ProblemException with {@link DatabaseProblem.DatabaseUnavailable} when it cannot be
     *     reached
     */
    static OpenDatabase open(DatabaseSettings settings) {
        return PostgresDatabase.open(settings);
    }

    /** Whether a connection answers within the time given. For health checks. */
    boolean answersWithin(Duration limit);

    @Override
    void close();
}

package io.binome.database;

import io.binome.database.internal.EmbeddedPostgresServer;
import java.util.Optional;

/**
 * A PostgreSQL server of Binome's own: loopback TCP only, SCRAM passwords, checksums, fsync on, never as root. It
 * outlives a killed JVM and is adopted by the next {@link #start}.
 */
public interface EmbeddedPostgres extends AutoCloseable {
    /**
     * Starts the server of this folder, or adopts it when it still runs and is well. The first start unpacks the
     * binaries and creates the database, about 3 s; later ones take half a second.
     *
     * @throws io.binome.kernel.ProblemException with {@link DatabaseProblem.EmbeddedServerFailed}
     */
    static EmbeddedPostgres start(EmbeddedPostgresSettings settings) {
        return EmbeddedPostgresServer.start(settings);
    }

    /** Whether a server was ever started in this folder. */
    static boolean exists(EmbeddedPostgresSettings settings) {
        return EmbeddedPostgresServer.exists(settings);
    }

    /** How to open the database of a server that another process holds at this moment; empty where none does. */
    static Optional<DatabaseSettings> ofOtherProcess(EmbeddedPostgresSettings settings) {
        return EmbeddedPostgresServer.ofOtherProcess(settings);
    }

    /** How to open Binome's own database, {@code binome}. */
    DatabaseSettings database();

    /** Settings of another database on this server; it is not created by this. */
    DatabaseSettings database(String name);

    /** The server's superuser, for backups and for tests; Binome itself works without. */
    DatabaseSettings superuser(String databaseName);

    /** Process id of the server's first process. */
    long processId();

    /** TCP port on 127.0.0.1. */
    int port();

    /** Whether this start found the server running and kept it. */
    boolean adopted();

    /** Fast shutdown: open transactions are rolled back, what was committed is kept. Does nothing a second time. */
    void stop();

    @Override
    default void close() {
        stop();
    }
}

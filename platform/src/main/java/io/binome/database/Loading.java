package io.binome.database;

import io.binome.database.internal.PostgresLoading;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Fills an empty database with the rows of a {@link Snapshot}, in one transaction: all of it or nothing. Foreign keys are
 * taken away meanwhile and made again at the end, over all rows.
 */
public interface Loading extends AutoCloseable {
    /**
     * Passes when nothing is kept there: no table that is not Binome's, no row in one that is.
     *
     * @throws io.binome.kernel.ProblemException with {@link DatabaseProblem.DatabaseNotEmpty}
     */
    static void requireEmpty(DatabaseSettings settings) {
        PostgresLoading.requireEmpty(settings);
    }

    /**
     * Makes the tables as that version had them, by its migrations, and begins.
     *
     * @throws io.binome.kernel.ProblemException as {@link #requireEmpty} and {@link SchemaVersion#requireKnown}
     */
    static Loading begin(DatabaseSettings settings, SchemaVersion schema) {
        return PostgresLoading.begin(settings, schema);
    }

    /** Takes away all that Binome keeps there: for whoever has just filled it, and has to take that back. */
    static void clear(DatabaseSettings settings) {
        PostgresLoading.clear(settings);
    }

    /** The tables that want rows, by their names. */
    List<Snapshot.Table> tables();

    /**
     * Takes the rows that {@link Snapshot#copy} wrote.
     *
     * @return how many
     * @throws io.binome.kernel.ProblemException with {@link DatabaseProblem.LoadFailed}
     */
    long load(Snapshot.Table table, InputStream rows) throws IOException;

    void set(Snapshot.Sequence sequence);

    /** Keeps everything, if every reference between rows holds. */
    void commit();

    /** Gives up what was not committed. */
    @Override
    void close();
}

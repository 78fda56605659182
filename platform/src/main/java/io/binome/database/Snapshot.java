package io.binome.database;

import io.binome.database.internal.PostgresSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;

/**
 * Everything in a database as it was at one moment, read as its owner while others go on using it. The tables come from
 * the catalogue, so that none is forgotten; Flyway's own is not among them.
 */
public interface Snapshot extends AutoCloseable {
    /** @param type as PostgreSQL names it */
    record Column(String name, String type) {}

    /** A table with the columns that hold something of their own: generated ones are left out. */
    record Table(String name, List<Column> columns) {
        public Table {
            columns = List.copyOf(columns);
        }
    }

    /** @param used whether the value was given out already */
    record Sequence(String name, long value, boolean used) {}

    /**
     * Begins one; migrations wait until it ends.
     *
     * @throws io.binome.kernel.ProblemException with {@link DatabaseProblem.SnapshotFailed} or
     *     {@link DatabaseProblem.DatabaseUnavailable}
     */
    static Snapshot open(DatabaseSettings settings) {
        return PostgresSnapshot.open(settings);
    }

    SchemaVersion schema();

    /** By their names. */
    List<Table> tables();

    /** Values at least as high as any in a table that was copied before. */
    List<Sequence> sequences();

    /** The different values of a column of text, in the rows where the other column is null. */
    Set<String> values(String table, String column, String whereNull);

    /**
     * Writes all rows in PostgreSQL's binary COPY format, one in memory at a time.
     *
     * @return how many
     * @throws IOException when they cannot be written
     */
    long copy(Table table, OutputStream out) throws IOException;

    @Override
    void close();
}

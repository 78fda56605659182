package io.binome.database.internal;

import io.binome.database.DatabaseProblem.DatabaseNotEmpty;
import io.binome.database.DatabaseProblem.DatabaseUnavailable;
import io.binome.database.DatabaseProblem.LoadFailed;
import io.binome.database.DatabaseSettings;
import io.binome.database.Loading;
import io.binome.database.SchemaVersion;
import io.binome.database.Snapshot.Sequence;
import io.binome.database.Snapshot.Table;
import io.binome.kernel.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * Works as the owner, who is no superuser: what stands in the way of rows (foreign keys, triggers, row-level security
 * that binds owners too, under which COPY takes none) is altered in the transaction that brings them, and put back in it.
 */
public final class PostgresLoading implements Loading {
    private final Connection connection;
    private final Catalogue catalogue;
    private final List<Table> tables;
    private final List<String> putBack = new ArrayList<>();

    private PostgresLoading(Connection connection, List<Table> tables) {
        this.connection = connection;
        this.catalogue = new Catalogue(connection);
        this.tables = tables;
    }

    public static void requireEmpty(DatabaseSettings settings) {
        try (Connection connection = Catalogue.connect(settings, "binome restore")) {
            requireEmpty(new Catalogue(connection));
        } catch (SQLException failed) {
            throw new ProblemException(new DatabaseUnavailable(Reason.of(failed)), failed);
        }
    }

    private static void requireEmpty(Catalogue catalogue) throws SQLException {
        boolean ours = catalogue.hasHistory();
        List<Table> tables = ours ? catalogue.tables() : List.of();
        List<String> foreign = catalogue.foreign(tables);
        if (!foreign.isEmpty()) {
            throw new ProblemException(
                    new DatabaseNotEmpty("it has " + foreign.getFirst() + ", which Binome did not make"));
        }
        for (Table table : tables) {
            if (!catalogue
                    .rows("SELECT 1 FROM " + Catalogue.quoted(table.name()) + " LIMIT 1")
                    .isEmpty()) {
                throw new ProblemException(new DatabaseNotEmpty("table " + table.name() + " has rows"));
            }
        }
    }

    public static Loading begin(DatabaseSettings settings, SchemaVersion schema) {
        schema.requireKnown();
        Connection connection = null;
        try {
            connection = Catalogue.connect(settings, "binome restore");
            Catalogue catalogue = new Catalogue(connection);
            requireEmpty(catalogue);
            if (catalogue.hasHistory()) {
                // Of an attempt that failed, perhaps with other migrations; there is not a row in it.
                clear(catalogue);
            }
            new Migrations(settings).runTo(schema.version());
            connection.setAutoCommit(false);
            PostgresLoading loading = new PostgresLoading(connection, catalogue.tables());
            loading.clearTheWay();
            return loading;
        } catch (SQLException | RuntimeException failed) {
            if (connection != null) {
                close(connection);
            }
            if (failed instanceof ProblemException known) {
                throw known;
            }
            throw failed(failed);
        }
    }

    public static void clear(DatabaseSettings settings) {
        try (Connection connection = Catalogue.connect(settings, "binome restore")) {
            clear(new Catalogue(connection));
        } catch (SQLException failed) {
            throw failed(failed);
        }
    }

    private static void clear(Catalogue catalogue) throws SQLException {
        catalogue.execute("DROP SCHEMA public CASCADE");
        catalogue.execute("CREATE SCHEMA public");
    }

    private void clearTheWay() throws SQLException {
        for (Table table : tables) {
            // Whatever a migration put there is among the rows to come.
            catalogue.execute("DELETE FROM " + Catalogue.quoted(table.name()));
        }
        for (String table : catalogue.texts("""
                SELECT oid::regclass::text FROM pg_class
                 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relforcerowsecurity""")) {
            catalogue.execute("ALTER TABLE " + table + " NO FORCE ROW LEVEL SECURITY");
            putBack.add("ALTER TABLE " + table + " FORCE ROW LEVEL SECURITY");
        }
        for (List<String> trigger : catalogue.rows("""
                SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger
                 WHERE NOT tgisinternal AND tgenabled = 'O'""")) {
            catalogue.execute("ALTER TABLE " + trigger.get(0) + " DISABLE TRIGGER " + trigger.get(1));
            putBack.add("ALTER TABLE " + trigger.get(0) + " ENABLE TRIGGER " + trigger.get(1));
        }
        for (List<String> key : catalogue.rows("""
                SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
                 WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conparentid = 0""")) {
            catalogue.execute("ALTER TABLE " + key.get(0) + " DROP CONSTRAINT " + key.get(1));
            putBack.add("ALTER TABLE " + key.get(0) + " ADD CONSTRAINT " + key.get(1) + " " + key.get(2));
        }
    }

    @Override
    public List<Table> tables() {
        return tables;
    }

    @Override
    public long load(Table table, InputStream rows) throws IOException {
        if (!tables.contains(table)) {
            throw new ProblemException(
                    new LoadFailed("there is no table " + table.name() + " with these columns here"));
        }
        try {
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY " + Catalogue.quoted(table.name()) + " (" + Catalogue.columns(table)
                                    + ") FROM STDIN (FORMAT binary)",
                            rows);
        } catch (SQLException refused) {
            throw failed(refused);
        }
    }

    @Override
    public void set(Sequence sequence) {
        try (PreparedStatement statement = connection.prepareStatement("SELECT setval(?::regclass, ?, ?)")) {
            statement.setString(1, Catalogue.quoted(sequence.name()));
            statement.setLong(2, sequence.value());
            statement.setBoolean(3, sequence.used());
            statement.execute();
        } catch (SQLException failed) {
            throw failed(failed);
        }
    }

    @Override
    public void commit() {
        try {
            for (String statement : putBack) {
                catalogue.execute(statement);
            }
            connection.commit();
            connection.setAutoCommit(true);
            catalogue.execute("ANALYZE");
        } catch (SQLException failed) {
            throw failed(failed);
        }
    }

    private static ProblemException failed(Throwable failure) {
        return new ProblemException(new LoadFailed(Reason.of(failure)), failure);
    }

    @Override
    public void close() {
        close(connection);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException alreadyGone) {
            // What was not committed is rolled back.
        }
    }
}

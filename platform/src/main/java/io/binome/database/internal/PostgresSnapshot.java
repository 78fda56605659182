package io.binome.database.internal;

import io.binome.database.DatabaseProblem.DatabaseUnavailable;
import io.binome.database.DatabaseProblem.SnapshotFailed;
import io.binome.database.DatabaseSettings;
import io.binome.database.SchemaVersion;
import io.binome.database.Snapshot;
import io.binome.kernel.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/**
 * One transaction that reads everything (REPEATABLE READ). Tables are locked before its first look, as pg_dump does, so
 * that no migration changes one between the look and its turn; readers and writers are in nobody's way.
 */
public final class PostgresSnapshot implements Snapshot {
    private final Connection connection;
    private final Catalogue catalogue;
    private final SchemaVersion schema;
    private final List<Table> tables;

    private PostgresSnapshot(Connection connection, SchemaVersion schema, List<Table> tables) {
        this.connection = connection;
        this.catalogue = new Catalogue(connection);
        this.schema = schema;
        this.tables = tables;
    }

    public static Snapshot open(DatabaseSettings settings) {
        Connection connection;
        try {
            connection = Catalogue.connect(settings, "binome backup");
        } catch (SQLException unreachable) {
            throw new ProblemException(new DatabaseUnavailable(Reason.of(unreachable)), unreachable);
        }
        try {
            return begun(connection);
        } catch (SQLException | RuntimeException failed) {
            close(connection);
            if (failed instanceof ProblemException known) {
                throw known;
            }
            throw new ProblemException(new SnapshotFailed(Reason.of(failed)), failed);
        }
    }

    private static Snapshot begun(Connection connection) throws SQLException {
        Catalogue catalogue = new Catalogue(connection);
        if (!catalogue.hasHistory()) {
            throw refused("it was never used by Binome");
        }
        List<Table> expected = catalogue.tables();
        connection.setAutoCommit(false);
        catalogue.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
        catalogue.execute("SET LOCAL lock_timeout = '15s'");
        catalogue.execute("LOCK TABLE " + Catalogue.quoted(Catalogue.HISTORY)
                + expected.stream()
                        .map(table -> ", " + Catalogue.quoted(table.name()))
                        .collect(Collectors.joining())
                + " IN ACCESS SHARE MODE");
        if (!catalogue.tables().equals(expected)) {
            throw refused("it was just being migrated; try again");
        }
        List<String> hidden = catalogue.texts("""
                SELECT c.relname FROM pg_class c
                 WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relrowsecurity
                   AND (c.relforcerowsecurity OR c.relowner <> current_user::regrole)
                   AND NOT EXISTS (SELECT FROM pg_policy p
                        WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('*', 'r')
                          AND current_user::regrole::oid = ANY (p.polroles)
                          AND pg_get_expr(p.polqual, p.polrelid) = 'true')""");
        if (!hidden.isEmpty()) {
            throw refused("row-level security hides rows of " + String.join(", ", hidden) + " from its owner");
        }
        return new PostgresSnapshot(connection, catalogue.schema(), expected);
    }

    private static ProblemException refused(String reason) {
        return new ProblemException(new SnapshotFailed(reason));
    }

    @Override
    public SchemaVersion schema() {
        return schema;
    }

    @Override
    public List<Table> tables() {
        return tables;
    }

    @Override
    public List<Sequence> sequences() {
        try {
            List<Sequence> found = new ArrayList<>();
            for (String name : catalogue.sequences()) {
                List<String> row = catalogue
                        .rows("SELECT last_value, is_called FROM " + Catalogue.quoted(name))
                        .getFirst();
                found.add(new Sequence(
                        name, Long.parseLong(row.get(0)), row.get(1).equals("t")));
            }
            return found;
        } catch (SQLException failed) {
            throw failed(failed);
        }
    }

    @Override
    public Set<String> values(String table, String column, String whereNull) {
        try {
            return new TreeSet<>(catalogue.texts("SELECT DISTINCT " + Catalogue.quoted(column) + " FROM "
                    + Catalogue.quoted(table) + " WHERE " + Catalogue.quoted(whereNull) + " IS NULL"));
        } catch (SQLException failed) {
            throw failed(failed);
        }
    }

    @Override
    public long copy(Table table, OutputStream out) throws IOException {
        try {
            // A query and not the table, which COPY refuses under row-level security.
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(
                            "COPY (SELECT " + Catalogue.columns(table) + " FROM " + Catalogue.quoted(table.name())
                                    + ") TO STDOUT (FORMAT binary)",
                            out);
        } catch (SQLException failed) {
            throw failed(failed);
        }
    }

    private static ProblemException failed(SQLException failed) {
        return new ProblemException(new SnapshotFailed(Reason.of(failed)), failed);
    }

    @Override
    public void close() {
        close(connection);
    }

    /** The server ends the transaction with its connection. */
    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException alreadyGone) {
            // Nothing was to be kept.
        }
    }
}

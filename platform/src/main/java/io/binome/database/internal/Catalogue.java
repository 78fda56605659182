package io.binome.database.internal;

import io.binome.database.DatabaseSettings;
import io.binome.database.SchemaVersion;
import io.binome.database.SchemaVersion.Migration;
import io.binome.database.Snapshot.Column;
import io.binome.database.Snapshot.Table;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** What a database says of its own tables, to its owner. */
record Catalogue(Connection connection) {
    static final String HISTORY = "flyway_schema_history";

    /** A connection for long work: without a limit for a statement, which may read gigabytes. */
    static Connection connect(DatabaseSettings settings, String purpose) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", settings.owner());
        properties.setProperty("password", settings.ownerPassword());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", purpose);
        return DriverManager.getConnection(settings.url(), properties);
    }

    /** Binome's tables, by their names, without Flyway's. */
    List<Table> tables() throws SQLException {
        Map<String, List<Column>> columns = new LinkedHashMap<>();
        rows("""
                SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
                  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                 WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
                   AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                   AND c.relname <> '%s'
                 ORDER BY c.relname COLLATE "C", a.attnum""".formatted(HISTORY)).forEach(row -> columns.computeIfAbsent(row.get(0), _ -> new ArrayList<>())
                .add(new Column(row.get(1), row.get(2))));
        return columns.entrySet().stream()
                .map(entry -> new Table(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** All that stands in no extension and is a table, a partitioned one, a view, or foreign, in any schema. */
    List<String> foreign(List<Table> ours) throws SQLException {
        return texts("""
                SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                 ORDER BY 1""").stream()
                .filter(name -> !name.equals("public." + HISTORY)
                        && ours.stream().noneMatch(table -> name.equals("public." + table.name())))
                .toList();
    }

    List<String> sequences() throws SQLException {
        return texts("""
                SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
                 ORDER BY relname COLLATE "C\"""");
    }

    boolean hasHistory() throws SQLException {
        return !texts("SELECT to_regclass('public." + HISTORY + "') WHERE to_regclass('public." + HISTORY
                        + "') IS NOT NULL")
                .isEmpty();
    }

    /** Empty where nothing was ever migrated. */
    SchemaVersion schema() throws SQLException {
        return new SchemaVersion(rows("SELECT version, checksum FROM " + HISTORY
                        + " WHERE version IS NOT NULL AND success ORDER BY installed_rank")
                .stream()
                .map(row -> new Migration(row.get(0), Integer.parseInt(row.get(1))))
                .toList());
    }

    List<String> texts(String query) throws SQLException {
        return rows(query).stream().map(List::getFirst).toList();
    }

    List<List<String>> rows(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            int width = found.getMetaData().getColumnCount();
            List<List<String>> rows = new ArrayList<>();
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    row.add(found.getString(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String columns(Table table) {
        return table.columns().stream().map(column -> quoted(column.name())).collect(Collectors.joining(", "));
    }
}

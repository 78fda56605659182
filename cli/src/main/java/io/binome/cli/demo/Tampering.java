package io.binome.cli.demo;

import static io.binome.cli.demo.StepFailure.unless;

import io.binome.cli.ApiClient;
import io.binome.cli.demo.SignIns.Person;
import io.binome.ledger.LedgerExport;
import io.binome.ledger.NoteKey;
import io.binome.ledger.Verification;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What somebody with the database's own password could do to the record, and that it is seen: one entry is rewritten
 * below the server, told by the server and by an export that is checked alone, and put back.
 */
final class Tampering {
    private static final String KIND = "change.approved";

    private final OwnDatabase database;
    private final String tenant;
    private final Person reader;
    private final NoteKey key;

    /** @param key by which the export is checked */
    Tampering(OwnDatabase database, String tenant, Person reader, NoteKey key) {
        this.database = database;
        this.tenant = tenant;
        this.reader = reader;
        this.key = key;
    }

    String run() throws IOException, SQLException {
        String id =
                reader.api().get(ApiClient.path("tenants", tenant)).path("id").asString();
        try (Connection connection = database.open()) {
            Entry entry = last(connection, id);
            String forged = entry.leaf().replace(entry.actor(), "member:00000000-0000-0000-0000-000000000000");
            unless(!forged.equals(entry.leaf()), "There is nothing to forge in " + entry.leaf());
            write(connection, id, entry.index(), forged);
            try {
                return seen(entry.index());
            } finally {
                write(connection, id, entry.index(), entry.leaf());
            }
        }
    }

    private String seen(long index) {
        JsonNode said = reader.api().get(in("ledger", "verification"));
        unless(
                !said.path("sound").asBoolean() && said.path("brokenAt").asLong(-1) == index,
                "The server did not see that entry " + index + " was rewritten: " + said);
        List<String> lines = new ArrayList<>();
        reader.api().lines(in("ledger") + "/export", lines::add);
        return switch (LedgerExport.verify(lines.stream(), List.of(key), List.of())) {
            case Verification.Broken broken -> {
                unless(broken.index() == index, "The export is said to be broken at " + broken);
                yield "entry " + index + " rewritten in PostgreSQL; named by the server and by its export: "
                        + broken.reason();
            }
            case Verification.Sound _, Verification.Unproven _ ->
                throw new StepFailure("An export with a rewritten entry passed for sound.");
        };
    }

    /** @param leaf the text that was hashed */
    private record Entry(long index, String actor, String leaf) {}

    private static Entry last(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT index, actor, leaf FROM ledger_leaf WHERE tenant_id = ?::uuid AND kind = ?"
                        + " ORDER BY index DESC LIMIT 1")) {
            query.setString(1, tenant);
            query.setString(2, KIND);
            try (ResultSet rows = query.executeQuery()) {
                unless(rows.next(), "The ledger has no entry " + KIND);
                return new Entry(rows.getLong(1), rows.getString(2), rows.getString(3));
            }
        }
    }

    private static void write(Connection connection, String tenant, long index, String leaf) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE ledger_leaf SET leaf = ? WHERE tenant_id = ?::uuid AND index = ?")) {
            update.setString(1, leaf);
            update.setString(2, tenant);
            update.setLong(3, index);
            unless(update.executeUpdate() == 1, "The entry could not be written.");
        }
    }

    private String in(String... segments) {
        return ApiClient.path("tenants", tenant) + ApiClient.path(segments);
    }
}

package io.binome.backup.internal;

import io.binome.database.SchemaVersion;
import io.binome.database.SchemaVersion.Migration;
import io.binome.database.Snapshot.Column;
import io.binome.database.Snapshot.Sequence;
import io.binome.database.Snapshot.Table;
import io.binome.kernel.CanonicalJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a backup holds: kept in it as canonical JSON with a proof by the master key, so that the hashes in it vouch for
 * the rows.
 *
 * @param leftOut tables whose rows are not kept, by intent
 */
record Manifest(
        Instant at,
        String masterKey,
        SchemaVersion schema,
        List<Part> parts,
        List<Sequence> sequences,
        List<String> leftOut) {
    static final long FORMAT = 1;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** A table's rows. */
    record Part(Table table, long rows, long bytes, String sha256) {
        String entry() {
            return "tables/" + table.name() + ".copy";
        }
    }

    /** Another form than this version reads. */
    static final class OtherFormat extends Exception {
        private static final long serialVersionUID = 1L;
        private final long format;

        OtherFormat(long format) {
            this.format = format;
        }

        long format() {
            return format;
        }
    }

    byte[] bytes() {
        return CanonicalJson.bytes(Map.of(
                "format", FORMAT,
                "at", at.toString(),
                "masterKey", masterKey,
                "schema",
                        schema.migrations().stream()
                                .map(migration ->
                                        Map.of("version", migration.version(), "checksum", migration.checksum()))
                                .toList(),
                "tables",
                        parts.stream()
                                .map(part -> Map.of(
                                        "name", part.table().name(),
                                        "columns",
                                                part.table().columns().stream()
                                                        .map(column ->
                                                                Map.of("name", column.name(), "type", column.type()))
                                                        .toList(),
                                        "rows", part.rows(),
                                        "bytes", part.bytes(),
                                        "sha256", part.sha256()))
                                .toList(),
                "sequences",
                        sequences.stream()
                                .map(sequence -> Map.of(
                                        "name", sequence.name(),
                                        "value", sequence.value(),
                                        "used", sequence.used()))
                                .toList(),
                "leftOut", leftOut));
    }

    /** @throws IllegalArgumentException when it is not what {@link #bytes} makes */
    static Manifest read(byte[] bytes) throws OtherFormat {
        try {
            JsonNode root = MAPPER.readTree(bytes);
            long format = root.required("format").longValue();
            if (format != FORMAT) {
                throw new OtherFormat(format);
            }
            List<Migration> migrations = new ArrayList<>();
            for (JsonNode migration : root.required("schema")) {
                migrations.add(new Migration(
                        migration.required("version").stringValue(),
                        migration.required("checksum").intValue()));
            }
            List<Part> parts = new ArrayList<>();
            for (JsonNode table : root.required("tables")) {
                parts.add(part(table));
            }
            List<Sequence> sequences = new ArrayList<>();
            for (JsonNode sequence : root.required("sequences")) {
                sequences.add(new Sequence(
                        sequence.required("name").stringValue(),
                        sequence.required("value").longValue(),
                        sequence.required("used").booleanValue()));
            }
            List<String> leftOut = new ArrayList<>();
            root.required("leftOut").forEach(table -> leftOut.add(table.stringValue()));
            return new Manifest(
                    Instant.parse(root.required("at").stringValue()),
                    root.required("masterKey").stringValue(),
                    new SchemaVersion(migrations),
                    parts,
                    sequences,
                    leftOut);
        } catch (JacksonException | DateTimeException malformed) {
            throw new IllegalArgumentException("its manifest cannot be read", malformed);
        }
    }

    private static Part part(JsonNode table) {
        List<Column> columns = new ArrayList<>();
        for (JsonNode column : table.required("columns")) {
            columns.add(new Column(
                    column.required("name").stringValue(),
                    column.required("type").stringValue()));
        }
        return new Part(
                new Table(table.required("name").stringValue(), columns),
                table.required("rows").longValue(),
                table.required("bytes").longValue(),
                table.required("sha256").stringValue());
    }

    Map<String, Long> rows() {
        Map<String, Long> rows = new LinkedHashMap<>();
        parts.forEach(part -> rows.put(part.table().name(), part.rows()));
        return rows;
    }
}

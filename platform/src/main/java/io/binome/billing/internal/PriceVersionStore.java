package io.binome.billing.internal;

import static io.binome.database.tables.PriceVersion.PRICE_VERSION;
import static org.jooq.impl.DSL.max;

import io.binome.database.Transaction;
import io.binome.database.tables.records.PriceVersionRecord;
import io.binome.kernel.CanonicalJson;
import io.binome.kernel.ChangeId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The table of the versions of the price books. */
final class PriceVersionStore {
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * A row.
     *
     * @param stack by whose apply it came
     * @param files texts by name
     */
    record Stored(
            int version,
            String stack,
            String commit,
            @Nullable ChangeId change,
            SortedMap<String, String> files,
            Instant since) {
        SortedMap<String, byte[]> bytes() {
            SortedMap<String, byte[]> bytes = new TreeMap<>();
            files.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
            return bytes;
        }
    }

    /** 0 when there is none. */
    int latest(Transaction transaction) {
        Integer latest = transaction
                .sql()
                .select(max(PRICE_VERSION.VERSION))
                .from(PRICE_VERSION)
                .where(PRICE_VERSION.TENANT_ID.eq(tenant(transaction)))
                .fetchSingle()
                .value1();
        return latest == null ? 0 : latest;
    }

    Optional<Stored> find(Transaction transaction, int version) {
        return transaction
                .sql()
                .selectFrom(PRICE_VERSION)
                .where(PRICE_VERSION.TENANT_ID.eq(tenant(transaction)), PRICE_VERSION.VERSION.eq(version))
                .fetchOptional(PriceVersionStore::read);
    }

    /** Newest first. */
    List<Stored> all(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(PRICE_VERSION)
                .where(PRICE_VERSION.TENANT_ID.eq(tenant(transaction)))
                .orderBy(PRICE_VERSION.VERSION.desc())
                .fetch(PriceVersionStore::read);
    }

    void add(Transaction transaction, Stored stored) {
        transaction
                .sql()
                .insertInto(PRICE_VERSION)
                .set(PRICE_VERSION.TENANT_ID, tenant(transaction))
                .set(PRICE_VERSION.VERSION, stored.version())
                .set(PRICE_VERSION.STACK, stored.stack())
                .set(PRICE_VERSION.COMMIT_ID, stored.commit())
                .set(
                        PRICE_VERSION.CHANGE_ID,
                        stored.change() == null ? null : stored.change().value())
                .set(PRICE_VERSION.FILES, JSONB.valueOf(CanonicalJson.text(stored.files())))
                .set(PRICE_VERSION.SINCE, stored.since())
                .execute();
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }

    private static Stored read(PriceVersionRecord row) {
        SortedMap<String, String> files = new TreeMap<>();
        for (Map.Entry<String, tools.jackson.databind.JsonNode> file :
                JSON.readTree(row.getFiles().data()).properties()) {
            files.put(file.getKey(), file.getValue().stringValue());
        }
        return new Stored(
                row.getVersion(),
                row.getStack(),
                row.getCommitId(),
                row.getChangeId() == null ? null : new ChangeId(row.getChangeId()),
                files,
                row.getSince());
    }
}

package io.binome.secrets.internal;

import static io.binome.database.tables.TenantKey.TENANT_KEY;

import io.binome.database.Transaction;
import java.time.Instant;
import java.util.List;

/** The wrapped keys of a tenant. */
final class TenantKeyStore {
    record Wrapped(int generation, String masterKey, byte[] bytes) {}

    /** Of two servers that make the same generation the first wins. */
    void insert(Transaction transaction, Wrapped key, Instant at) {
        transaction
                .sql()
                .insertInto(TENANT_KEY)
                .set(TENANT_KEY.TENANT_ID, transaction.scope().tenant().value())
                .set(TENANT_KEY.GENERATION, key.generation())
                .set(TENANT_KEY.MASTER_KEY, key.masterKey())
                .set(TENANT_KEY.WRAPPED, key.bytes())
                .set(TENANT_KEY.CREATED_AT, at)
                .onConflictDoNothing()
                .execute();
    }

    /** The oldest first. */
    List<Wrapped> list(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(TENANT_KEY)
                .orderBy(TENANT_KEY.GENERATION)
                .fetch(row -> new Wrapped(row.getGeneration(), row.getMasterKey(), row.getWrapped()));
    }
}

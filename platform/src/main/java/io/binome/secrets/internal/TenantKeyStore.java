package io.binome.secrets.internal;

import static io.binome.database.tables.TenantKey.TENANT_KEY;

import io.binome.database.OwnerTransaction;
import io.binome.database.Transaction;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import java.time.Instant;
import java.util.List;

/** The wrapped keys of a tenant. */
final class TenantKeyStore {
    record Wrapped(int generation, String masterKey, byte[] bytes) {}

    record Owned(TenantScope tenant, Wrapped key) {}

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

    /** Of all tenants; until the transaction ends nobody else reads or writes one. */
    List<Owned> lockAll(OwnerTransaction transaction) {
        transaction.sql().execute("LOCK TABLE tenant_key IN ACCESS EXCLUSIVE MODE");
        return transaction
                .sql()
                .selectFrom(TENANT_KEY)
                .orderBy(TENANT_KEY.TENANT_ID, TENANT_KEY.GENERATION)
                .fetch(row -> new Owned(
                        new TenantScope(new TenantId(row.getTenantId())),
                        new Wrapped(row.getGeneration(), row.getMasterKey(), row.getWrapped())));
    }

    /** The owner's alone: servers may not change what is there. */
    void replace(Transaction transaction, Wrapped key) {
        transaction
                .sql()
                .update(TENANT_KEY)
                .set(TENANT_KEY.MASTER_KEY, key.masterKey())
                .set(TENANT_KEY.WRAPPED, key.bytes())
                .where(TENANT_KEY.TENANT_ID.eq(transaction.scope().tenant().value()))
                .and(TENANT_KEY.GENERATION.eq(key.generation()))
                .execute();
    }
}

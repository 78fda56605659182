package io.binome.secrets.internal;

import static io.binome.database.tables.TenantKey.TENANT_KEY;

import io.binome.database.OwnerTransaction;
import io.binome.database.Transaction;
import io.binome.database.tables.records.TenantKeyRecord;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import java.time.Instant;
import java.util.List;

/** The wrapped keys of a tenant. */
final class TenantKeyStore {
    /** @param lost its master key was given up for lost */
    record Wrapped(int generation, String masterKey, byte[] bytes, boolean lost) {}

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
                .fetch(TenantKeyStore::wrapped);
    }

    /** Of all tenants; until the transaction ends nobody else reads or writes one. */
    List<Owned> lockAll(OwnerTransaction transaction) {
        transaction.sql().execute("LOCK TABLE tenant_key IN ACCESS EXCLUSIVE MODE");
        return all(transaction);
    }

    List<Owned> all(OwnerTransaction transaction) {
        return transaction
                .sql()
                .selectFrom(TENANT_KEY)
                .orderBy(TENANT_KEY.TENANT_ID, TENANT_KEY.GENERATION)
                .fetch(row -> new Owned(new TenantScope(new TenantId(row.getTenantId())), wrapped(row)));
    }

    /** The owner's alone: servers may not change what is there. What was lost is found again by this. */
    void replace(Transaction transaction, Wrapped key) {
        transaction
                .sql()
                .update(TENANT_KEY)
                .set(TENANT_KEY.MASTER_KEY, key.masterKey())
                .set(TENANT_KEY.WRAPPED, key.bytes())
                .setNull(TENANT_KEY.LOST_AT)
                .where(TENANT_KEY.TENANT_ID.eq(transaction.scope().tenant().value()))
                .and(TENANT_KEY.GENERATION.eq(key.generation()))
                .execute();
    }

    /** @return how many keys of it were marked */
    int lost(Transaction transaction, String masterKey, Instant at) {
        return transaction
                .sql()
                .update(TENANT_KEY)
                .set(TENANT_KEY.LOST_AT, at)
                .where(TENANT_KEY.TENANT_ID.eq(transaction.scope().tenant().value()))
                .and(TENANT_KEY.MASTER_KEY.eq(masterKey))
                .and(TENANT_KEY.LOST_AT.isNull())
                .execute();
    }

    private static Wrapped wrapped(TenantKeyRecord row) {
        return new Wrapped(row.getGeneration(), row.getMasterKey(), row.getWrapped(), row.getLostAt() != null);
    }
}

package io.binome.workloads.internal;

import static io.binome.database.tables.ImageOwner.IMAGE_OWNER;

import io.binome.database.Transaction;
import io.binome.kernel.TenantId;
import java.util.Collection;
import java.util.Set;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Digests of images and who may use them, over all tenants: read and written as dispatcher. */
final class ImageOwnerStore {
    /** @param owner null for everybody */
    void add(Transaction transaction, String digest, @Nullable TenantId owner) {
        transaction
                .sql()
                .insertInto(IMAGE_OWNER)
                .set(IMAGE_OWNER.DIGEST, digest)
                .set(IMAGE_OWNER.OWNER, owner == null ? null : owner.value())
                .onConflictDoNothing()
                .execute();
    }

    /** Whether none of these is recorded, or one of them is everybody's or this tenant's. */
    boolean mayUse(Transaction transaction, Collection<String> digests, TenantId tenant) {
        return transaction
                .sql()
                .select(DSL.coalesce(
                        DSL.boolOr(IMAGE_OWNER.OWNER.isNull().or(IMAGE_OWNER.OWNER.eq(tenant.value()))),
                        DSL.inline(true)))
                .from(IMAGE_OWNER)
                .where(IMAGE_OWNER.DIGEST.in(digests))
                .fetchSingle()
                .value1();
    }

    Set<String> grantedTo(Transaction transaction, TenantId tenant) {
        return transaction
                .sql()
                .select(IMAGE_OWNER.DIGEST)
                .from(IMAGE_OWNER)
                .where(IMAGE_OWNER.OWNER.eq(tenant.value()))
                .fetchSet(IMAGE_OWNER.DIGEST);
    }
}

package io.binome.states.internal;

import static io.binome.database.tables.StateChunk.STATE_CHUNK;
import static io.binome.database.tables.StateVersion.STATE_VERSION;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectOne;

import io.binome.database.Transaction;
import io.binome.kernel.StateVersionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The sealed pieces of bodies. */
final class StateChunkStore {
    void insert(Transaction transaction, StateVersionId version, int position, byte[] sealed, Instant now) {
        transaction
                .sql()
                .insertInto(STATE_CHUNK)
                .set(STATE_CHUNK.TENANT_ID, transaction.scope().tenant().value())
                .set(STATE_CHUNK.VERSION_ID, version.value())
                .set(STATE_CHUNK.POSITION, position)
                .set(STATE_CHUNK.SEALED, sealed)
                .set(STATE_CHUNK.CREATED_AT, now)
                .execute();
    }

    byte @Nullable [] find(Transaction transaction, StateVersionId version, int position) {
        return transaction
                .sql()
                .select(STATE_CHUNK.SEALED)
                .from(STATE_CHUNK)
                .where(STATE_CHUNK.VERSION_ID.eq(version.value()), STATE_CHUNK.POSITION.eq(position))
                .fetchOne(STATE_CHUNK.SEALED);
    }

    void delete(Transaction transaction, StateVersionId version) {
        transaction
                .sql()
                .deleteFrom(STATE_CHUNK)
                .where(STATE_CHUNK.VERSION_ID.eq(version.value()))
                .execute();
    }

    /** Of uploads that never became a version, and of versions that were forgotten. */
    int deleteOrphans(Transaction transaction, Instant olderThan) {
        return transaction
                .sql()
                .deleteFrom(STATE_CHUNK)
                .where(STATE_CHUNK.TENANT_ID.eq(transaction.scope().tenant().value()))
                .and(STATE_CHUNK.CREATED_AT.lt(olderThan))
                .and(notExists(selectOne().from(STATE_VERSION).where(STATE_VERSION.ID.eq(STATE_CHUNK.VERSION_ID))))
                .execute();
    }
}

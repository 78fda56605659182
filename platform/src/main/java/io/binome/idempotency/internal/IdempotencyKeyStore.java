package io.binome.idempotency.internal;

import static io.binome.database.tables.IdempotencyKey.IDEMPOTENCY_KEY;

import io.binome.database.Transaction;
import io.binome.idempotency.IdempotencyKeys.Answer;
import io.binome.kernel.MemberId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;

/** The table of keys. */
final class IdempotencyKeyStore {
    /**
     * Waits for another transaction that takes the same key.
     *
     * @return whether the key was free
     */
    boolean insert(Transaction transaction, MemberId member, String keyHash, String requestHash, Instant now) {
        return transaction
                        .sql()
                        .insertInto(IDEMPOTENCY_KEY)
                        .set(IDEMPOTENCY_KEY.TENANT_ID, tenant(transaction))
                        .set(IDEMPOTENCY_KEY.MEMBER_ID, member.value())
                        .set(IDEMPOTENCY_KEY.KEY_HASH, keyHash)
                        .set(IDEMPOTENCY_KEY.REQUEST_HASH, requestHash)
                        .set(IDEMPOTENCY_KEY.CREATED_AT, now)
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    Optional<Kept> find(Transaction transaction, MemberId member, String keyHash) {
        return transaction
                .sql()
                .selectFrom(IDEMPOTENCY_KEY)
                .where(is(transaction, member, keyHash))
                .fetchOptional(
                        row -> new Kept(row.getRequestHash(), row.getStatus(), row.getContentType(), row.getBody()));
    }

    void answer(Transaction transaction, MemberId member, String keyHash, Answer answer) {
        transaction
                .sql()
                .update(IDEMPOTENCY_KEY)
                .set(IDEMPOTENCY_KEY.STATUS, answer.status())
                .set(IDEMPOTENCY_KEY.CONTENT_TYPE, answer.contentType())
                .set(IDEMPOTENCY_KEY.BODY, answer.body())
                .where(is(transaction, member, keyHash))
                .execute();
    }

    void delete(Transaction transaction, MemberId member, String keyHash) {
        transaction
                .sql()
                .deleteFrom(IDEMPOTENCY_KEY)
                .where(is(transaction, member, keyHash))
                .execute();
    }

    void deleteOlder(Transaction transaction, Instant than) {
        transaction
                .sql()
                .deleteFrom(IDEMPOTENCY_KEY)
                .where(IDEMPOTENCY_KEY.TENANT_ID.eq(tenant(transaction)))
                .and(IDEMPOTENCY_KEY.CREATED_AT.lt(than))
                .execute();
    }

    private static Condition is(Transaction transaction, MemberId member, String keyHash) {
        return IDEMPOTENCY_KEY
                .TENANT_ID
                .eq(tenant(transaction))
                .and(IDEMPOTENCY_KEY.MEMBER_ID.eq(member.value()))
                .and(IDEMPOTENCY_KEY.KEY_HASH.eq(keyHash));
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }

    /** @param status null while the request is being carried out */
    @SuppressWarnings("ArrayRecordComponent") // Only handed on, never compared.
    record Kept(
            String requestHash,
            @Nullable Integer status,
            @Nullable String contentType,
            byte @Nullable [] body) {}
}

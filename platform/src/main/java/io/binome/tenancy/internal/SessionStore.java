package io.binome.tenancy.internal;

import static io.binome.database.tables.Member.MEMBER;
import static io.binome.database.tables.Session.SESSION;

import io.binome.database.Transaction;
import io.binome.kernel.MemberId;
import java.time.Instant;
import java.util.Optional;

/** Console sessions, by the hash of their secret. */
final class SessionStore {
    record StoredSession(Account account, Instant createdAt, Instant lastUsedAt) {}

    void insert(Transaction transaction, String secretHash, MemberId member, Instant now) {
        transaction
                .sql()
                .insertInto(SESSION)
                .set(SESSION.SECRET_HASH, secretHash)
                .set(SESSION.TENANT_ID, transaction.scope().tenant().value())
                .set(SESSION.MEMBER_ID, member.value())
                .set(SESSION.CREATED_AT, now)
                .set(SESSION.LAST_USED_AT, now)
                .execute();
    }

    int deleteAll(Transaction transaction, MemberId member) {
        return transaction
                .sql()
                .deleteFrom(SESSION)
                .where(SESSION.TENANT_ID.eq(transaction.scope().tenant().value()))
                .and(SESSION.MEMBER_ID.eq(member.value()))
                .execute();
    }

    void deleteEnded(Transaction transaction, MemberId member, Instant createdBefore, Instant usedBefore) {
        transaction
                .sql()
                .deleteFrom(SESSION)
                .where(SESSION.TENANT_ID.eq(transaction.scope().tenant().value()))
                .and(SESSION.MEMBER_ID.eq(member.value()))
                .and(SESSION.CREATED_AT.le(createdBefore).or(SESSION.LAST_USED_AT.le(usedBefore)))
                .execute();
    }

    /** Over all tenants. */
    Optional<StoredSession> find(Transaction signIn, String secretHash, Instant createdAfter, Instant usedAfter) {
        return signIn.sql()
                .select(MEMBER.fields())
                .select(SESSION.CREATED_AT, SESSION.LAST_USED_AT)
                .from(SESSION)
                .join(MEMBER)
                .on(MEMBER.ID.eq(SESSION.MEMBER_ID))
                .where(SESSION.SECRET_HASH.eq(secretHash))
                .and(SESSION.CREATED_AT.gt(createdAfter))
                .and(SESSION.LAST_USED_AT.gt(usedAfter))
                .and(MEMBER.REMOVED_AT.isNull())
                .fetchOptional(row -> new StoredSession(
                        MemberStore.account(row), row.get(SESSION.CREATED_AT), row.get(SESSION.LAST_USED_AT)));
    }

    void touch(Transaction signIn, String secretHash, Instant now) {
        signIn.sql()
                .update(SESSION)
                .set(SESSION.LAST_USED_AT, now)
                .where(SESSION.SECRET_HASH.eq(secretHash))
                .execute();
    }

    void delete(Transaction signIn, String secretHash) {
        signIn.sql()
                .deleteFrom(SESSION)
                .where(SESSION.SECRET_HASH.eq(secretHash))
                .execute();
    }
}

package io.binome.notifications.internal;

import static io.binome.database.tables.Notice.NOTICE;
import static io.binome.database.tables.NoticeTold.NOTICE_TOLD;

import io.binome.database.Transaction;
import io.binome.kernel.CanonicalJson;
import io.binome.kernel.NoticeId;
import io.binome.notifications.Notice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.JSONB;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The table of what is to be told, and of what was told to whose people. */
final class NoticeStore {
    private static final TypeReference<TreeMap<String, String>> FACTS = new TypeReference<>() {};

    /** @param kind as the enum's name: a newer server may have written kinds that this one does not know */
    record Kept(
            NoticeId id,
            String kind,
            String subject,
            SortedMap<String, String> facts,
            String actor,
            Instant at,
            boolean told) {}

    /** @return false when the same was told before */
    boolean insert(Transaction transaction, NoticeId id, Notice notice, Instant now) {
        return transaction
                        .sql()
                        .insertInto(NOTICE)
                        .set(NOTICE.ID, id.value())
                        .set(NOTICE.TENANT_ID, tenant(transaction))
                        .set(NOTICE.KIND, notice.kind().name())
                        .set(NOTICE.SUBJECT, notice.subject())
                        .set(NOTICE.FACTS, json(notice.facts()))
                        .set(NOTICE.ACTOR, notice.actor().reference())
                        .set(NOTICE.AT, now)
                        .set(NOTICE.ONCE, notice.once())
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    Optional<Kept> find(Transaction transaction, NoticeId id) {
        return transaction
                .sql()
                .selectFrom(NOTICE)
                .where(NOTICE.TENANT_ID.eq(tenant(transaction)), NOTICE.ID.eq(id.value()))
                .fetchOptional(row -> new Kept(
                        id,
                        row.getKind(),
                        row.getSubject(),
                        facts(row.getFacts()),
                        row.getActor() == null ? "" : row.getActor(),
                        row.getAt(),
                        row.getToldAt() != null));
    }

    void told(Transaction transaction, NoticeId id, Instant now) {
        transaction
                .sql()
                .update(NOTICE)
                .set(NOTICE.TOLD_AT, now)
                .where(NOTICE.TENANT_ID.eq(tenant(transaction)), NOTICE.ID.eq(id.value()))
                .execute();
    }

    /** Those that should have been told by then, oldest first. */
    List<NoticeId> untold(Transaction transaction, Instant before, int atMost) {
        return transaction
                .sql()
                .select(NOTICE.ID)
                .from(NOTICE)
                .where(NOTICE.TENANT_ID.eq(tenant(transaction)), NOTICE.TOLD_AT.isNull(), NOTICE.AT.lt(before))
                .orderBy(NOTICE.ID)
                .limit(atMost)
                .fetch(row -> new NoticeId(row.value1()));
    }

    /** Whether the people of the transaction's tenant have not been told of it yet; from now on they have. */
    boolean tellFirst(Transaction transaction, NoticeId id, Instant now) {
        return transaction
                        .sql()
                        .insertInto(NOTICE_TOLD)
                        .set(NOTICE_TOLD.TENANT_ID, tenant(transaction))
                        .set(NOTICE_TOLD.NOTICE_ID, id.value())
                        .set(NOTICE_TOLD.AT, now)
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    /** What is told once for all is kept, or it would be told again. */
    int forget(Transaction transaction, Instant before) {
        transaction
                .sql()
                .deleteFrom(NOTICE_TOLD)
                .where(NOTICE_TOLD.TENANT_ID.eq(tenant(transaction)), NOTICE_TOLD.AT.lt(before))
                .execute();
        return transaction
                .sql()
                .deleteFrom(NOTICE)
                .where(NOTICE.TENANT_ID.eq(tenant(transaction)), NOTICE.AT.lt(before))
                .and(NOTICE.ONCE.isNull().or(NOTICE.AT.lt(before.minus(java.time.Duration.ofDays(400)))))
                .execute();
    }

    static JSONB json(SortedMap<String, String> facts) {
        return JSONB.valueOf(CanonicalJson.text(facts));
    }

    static SortedMap<String, String> facts(JSONB json) {
        return JsonMapper.shared().readValue(json.data(), FACTS);
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}

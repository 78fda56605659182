package io.binome.changes.internal;

import static io.binome.database.tables.ChangeJudgement.CHANGE_JUDGEMENT;

import io.binome.changes.Judgement;
import io.binome.database.Transaction;
import io.binome.kernel.ChangeId;
import java.util.Optional;
import org.jooq.JSONB;

/** What was said of the plans of changes, round by round. */
final class JudgementStore {
    /** Nothing that was said before is lost; the latest counts. */
    void put(Transaction transaction, ChangeId change, long round, Judgement judgement) {
        transaction
                .sql()
                .insertInto(CHANGE_JUDGEMENT)
                .set(CHANGE_JUDGEMENT.CHANGE_ID, change.value())
                .set(CHANGE_JUDGEMENT.ROUND, round)
                .set(CHANGE_JUDGEMENT.AT, judgement.at())
                .set(CHANGE_JUDGEMENT.TENANT_ID, ChangeStore.tenant(transaction))
                .set(CHANGE_JUDGEMENT.JUDGEMENT, JSONB.jsonb(StoredJson.write(judgement)))
                .onConflictDoNothing()
                .execute();
    }

    Optional<Judgement> find(Transaction transaction, ChangeId change, long round) {
        return transaction
                .sql()
                .select(CHANGE_JUDGEMENT.JUDGEMENT)
                .from(CHANGE_JUDGEMENT)
                .where(CHANGE_JUDGEMENT.CHANGE_ID.eq(change.value()))
                .and(CHANGE_JUDGEMENT.ROUND.eq(round))
                .orderBy(CHANGE_JUDGEMENT.AT.desc())
                .limit(1)
                .fetchOptional(row -> StoredJson.judgement(row.value1().data()));
    }
}

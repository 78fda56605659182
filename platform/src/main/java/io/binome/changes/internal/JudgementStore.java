package io.binome.changes.internal;

import static io.binome.database.tables.ChangeJudgement.CHANGE_JUDGEMENT;

import io.binome.changes.Judgement;
import io.binome.database.Transaction;
import io.binome.kernel.ChangeId;
import java.util.Optional;
import org.jooq.JSONB;

/** What was said of the plans of changes, round by round. */
final class JudgementStore {
    /** What is said of a round now takes the place of what was said before. */
    void put(Transaction transaction, ChangeId change, long round, Judgement judgement) {
        JSONB json = JSONB.jsonb(StoredJson.write(judgement));
        transaction
                .sql()
                .insertInto(CHANGE_JUDGEMENT)
                .set(CHANGE_JUDGEMENT.CHANGE_ID, change.value())
                .set(CHANGE_JUDGEMENT.ROUND, round)
                .set(CHANGE_JUDGEMENT.TENANT_ID, ChangeStore.tenant(transaction))
                .set(CHANGE_JUDGEMENT.JUDGEMENT, json)
                .onConflict(CHANGE_JUDGEMENT.CHANGE_ID, CHANGE_JUDGEMENT.ROUND)
                .doUpdate()
                .set(CHANGE_JUDGEMENT.JUDGEMENT, json)
                .execute();
    }

    Optional<Judgement> find(Transaction transaction, ChangeId change, long round) {
        return transaction
                .sql()
                .select(CHANGE_JUDGEMENT.JUDGEMENT)
                .from(CHANGE_JUDGEMENT)
                .where(CHANGE_JUDGEMENT.CHANGE_ID.eq(change.value()))
                .and(CHANGE_JUDGEMENT.ROUND.eq(round))
                .fetchOptional(row -> StoredJson.judgement(row.value1().data()));
    }
}

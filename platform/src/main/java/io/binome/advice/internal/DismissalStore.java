package io.binome.advice.internal;

import static io.binome.database.tables.AdviceDismissal.ADVICE_DISMISSAL;

import io.binome.advice.SizingAdvice.Dismissal;
import io.binome.database.Transaction;
import io.binome.kernel.WorkloadId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The table of what people decided not to be advised of. */
final class DismissalStore {
    record Key(WorkloadId service, Topic topic) {}

    /** Of the transaction's tenant, those that last on. */
    Map<Key, Dismissal> all(Transaction transaction, Instant now) {
        Map<Key, Dismissal> all = new HashMap<>();
        transaction
                .sql()
                .selectFrom(ADVICE_DISMISSAL)
                .where(ADVICE_DISMISSAL.ENDS_AT.gt(now))
                .forEach(row -> all.put(
                        new Key(new WorkloadId(row.getServiceId()), Topic.valueOf(row.getTopic())),
                        new Dismissal(row.getReason(), row.getDecidedBy(), row.getAt(), row.getEndsAt())));
        return all;
    }

    void put(Transaction transaction, WorkloadId service, Collection<Topic> topics, Dismissal dismissal) {
        for (Topic topic : topics) {
            transaction
                    .sql()
                    .insertInto(ADVICE_DISMISSAL)
                    .set(
                            ADVICE_DISMISSAL.TENANT_ID,
                            transaction.scope().tenant().value())
                    .set(ADVICE_DISMISSAL.SERVICE_ID, service.value())
                    .set(ADVICE_DISMISSAL.TOPIC, topic.name())
                    .set(ADVICE_DISMISSAL.REASON, dismissal.reason())
                    .set(ADVICE_DISMISSAL.DECIDED_BY, dismissal.by())
                    .set(ADVICE_DISMISSAL.AT, dismissal.at())
                    .set(ADVICE_DISMISSAL.ENDS_AT, dismissal.until())
                    .onConflict(ADVICE_DISMISSAL.TENANT_ID, ADVICE_DISMISSAL.SERVICE_ID, ADVICE_DISMISSAL.TOPIC)
                    .doUpdate()
                    .set(ADVICE_DISMISSAL.REASON, dismissal.reason())
                    .set(ADVICE_DISMISSAL.DECIDED_BY, dismissal.by())
                    .set(ADVICE_DISMISSAL.AT, dismissal.at())
                    .set(ADVICE_DISMISSAL.ENDS_AT, dismissal.until())
                    .execute();
        }
    }

    /** @return whether there was one */
    boolean remove(Transaction transaction, WorkloadId service) {
        return transaction
                        .sql()
                        .deleteFrom(ADVICE_DISMISSAL)
                        .where(ADVICE_DISMISSAL.SERVICE_ID.eq(service.value()))
                        .execute()
                > 0;
    }
}

package io.binome.ledger.internal;

import static io.binome.database.tables.LedgerCosigner.LEDGER_COSIGNER;

import io.binome.database.Transaction;
import io.binome.ledger.Cosigner;
import io.binome.ledger.NoteKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Second parties; one that was removed stays known, with what it has signed. */
final class CosignerStore {
    /** Who may co-sign now, in the order of their coming. */
    List<Cosigner> list(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(LEDGER_COSIGNER)
                .where(LEDGER_COSIGNER.TENANT_ID.eq(transaction.scope().tenant().value()))
                .and(LEDGER_COSIGNER.REMOVED_AT.isNull())
                .orderBy(LEDGER_COSIGNER.ADDED_AT, LEDGER_COSIGNER.KEY)
                .fetch(row ->
                        NoteKey.parse(row.getKey()).map(key -> new Cosigner(key, row.getAddedBy(), row.getAddedAt())))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    void put(Transaction transaction, Cosigner cosigner) {
        transaction
                .sql()
                .insertInto(LEDGER_COSIGNER)
                .set(LEDGER_COSIGNER.TENANT_ID, transaction.scope().tenant().value())
                .set(LEDGER_COSIGNER.KEY, cosigner.key().toString())
                .set(LEDGER_COSIGNER.ADDED_BY, cosigner.addedBy())
                .set(LEDGER_COSIGNER.ADDED_AT, cosigner.addedAt())
                .onConflict(LEDGER_COSIGNER.TENANT_ID, LEDGER_COSIGNER.KEY)
                .doUpdate()
                .set(LEDGER_COSIGNER.ADDED_BY, cosigner.addedBy())
                .set(LEDGER_COSIGNER.ADDED_AT, cosigner.addedAt())
                .setNull(LEDGER_COSIGNER.REMOVED_AT)
                .execute();
    }

    /** @return whether it was there */
    boolean remove(Transaction transaction, String key, Instant at) {
        return transaction
                        .sql()
                        .update(LEDGER_COSIGNER)
                        .set(LEDGER_COSIGNER.REMOVED_AT, at)
                        .where(LEDGER_COSIGNER.TENANT_ID.eq(
                                transaction.scope().tenant().value()))
                        .and(LEDGER_COSIGNER.KEY.eq(key))
                        .and(LEDGER_COSIGNER.REMOVED_AT.isNull())
                        .execute()
                > 0;
    }
}

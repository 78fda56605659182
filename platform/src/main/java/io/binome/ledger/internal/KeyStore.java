package io.binome.ledger.internal;

import static io.binome.database.tables.LedgerKey.LEDGER_KEY;

import io.binome.database.Transaction;
import io.binome.ledger.Checkpoint;
import io.binome.ledger.LogKey;
import io.binome.ledger.NoteKey;
import java.time.Instant;
import java.util.List;

/** The keys of a log. */
final class KeyStore {
    /** A key with its private part, sealed. */
    @SuppressWarnings("ArrayRecordComponent")
    record Kept(LogKey key, byte[] sealed) {}

    /** Oldest first. */
    List<Kept> list(Transaction transaction) {
        String origin = Checkpoint.origin(transaction.scope().tenant());
        return transaction
                .sql()
                .selectFrom(LEDGER_KEY)
                .where(LEDGER_KEY.TENANT_ID.eq(transaction.scope().tenant().value()))
                .orderBy(LEDGER_KEY.GENERATION)
                .fetch(row -> new Kept(
                        new LogKey(
                                NoteKey.of(origin, NoteKey.Type.LOG, row.getPublicKey()),
                                row.getGeneration(),
                                row.getFirstSize(),
                                row.getMadeAt()),
                        row.getSealed()));
    }

    /** Of two servers that make the same generation the first wins. */
    void insert(Transaction transaction, Kept key, Instant at) {
        transaction
                .sql()
                .insertInto(LEDGER_KEY)
                .set(LEDGER_KEY.TENANT_ID, transaction.scope().tenant().value())
                .set(LEDGER_KEY.GENERATION, key.key().generation())
                .set(LEDGER_KEY.PUBLIC_KEY, key.key().key().bytes())
                .set(LEDGER_KEY.SEALED, key.sealed())
                .set(LEDGER_KEY.FIRST_SIZE, key.key().firstSize())
                .set(LEDGER_KEY.MADE_AT, at)
                .onConflictDoNothing()
                .execute();
    }
}

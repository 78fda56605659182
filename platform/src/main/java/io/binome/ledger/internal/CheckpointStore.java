package io.binome.ledger.internal;

import static io.binome.database.tables.LedgerCheckpoint.LEDGER_CHECKPOINT;
import static io.binome.database.tables.LedgerCosignature.LEDGER_COSIGNATURE;
import static io.binome.database.tables.LedgerKey.LEDGER_KEY;

import io.binome.database.Transaction;
import io.binome.ledger.Checkpoint;
import io.binome.ledger.NoteKey;
import io.binome.ledger.NoteSignature;
import io.binome.ledger.SignedCheckpoint;
import io.binome.ledger.SignedNote;
import io.binome.ledger.TreeHash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Checkpoints with their signatures. */
final class CheckpointStore {
    /** Of several that sign the same one the first wins; their signatures are the same. */
    void insert(Transaction transaction, Checkpoint checkpoint, int generation, NoteSignature signature, Instant at) {
        transaction
                .sql()
                .insertInto(LEDGER_CHECKPOINT)
                .set(LEDGER_CHECKPOINT.TENANT_ID, tenant(transaction))
                .set(LEDGER_CHECKPOINT.SIZE, checkpoint.size())
                .set(LEDGER_CHECKPOINT.ROOT, checkpoint.root().bytes())
                .set(LEDGER_CHECKPOINT.GENERATION, generation)
                .set(LEDGER_CHECKPOINT.SIGNATURE, signature.bytes())
                .set(LEDGER_CHECKPOINT.SIGNED_AT, at)
                .onConflictDoNothing()
                .execute();
    }

    Optional<SignedCheckpoint> latest(Transaction transaction) {
        Field<Long> last = DSL.field(DSL.select(DSL.max(LEDGER_CHECKPOINT.SIZE))
                .from(LEDGER_CHECKPOINT)
                .where(LEDGER_CHECKPOINT.TENANT_ID.eq(tenant(transaction))));
        return read(transaction, LEDGER_CHECKPOINT.SIZE.eq(last)).stream().findFirst();
    }

    Optional<SignedCheckpoint> at(Transaction transaction, long size) {
        return read(transaction, LEDGER_CHECKPOINT.SIZE.eq(size)).stream().findFirst();
    }

    /** At most about so many, evenly over the log; the last of all and each second party's last are among them. */
    List<SignedCheckpoint> spread(Transaction transaction, int most) {
        UUID tenant = tenant(transaction);
        Long last = transaction
                .sql()
                .select(DSL.max(LEDGER_CHECKPOINT.SIZE))
                .from(LEDGER_CHECKPOINT)
                .where(LEDGER_CHECKPOINT.TENANT_ID.eq(tenant))
                .fetchSingle()
                .value1();
        if (last == null) {
            return List.of();
        }
        Condition oneOfEach = LEDGER_CHECKPOINT.SIZE.in(DSL.select(DSL.min(LEDGER_CHECKPOINT.SIZE))
                .from(LEDGER_CHECKPOINT)
                .where(LEDGER_CHECKPOINT.TENANT_ID.eq(tenant))
                .groupBy(LEDGER_CHECKPOINT.SIZE.mul(DSL.inline(most)).div(DSL.inline(last + 1))));
        Condition cosigned = LEDGER_CHECKPOINT.SIZE.in(DSL.select(DSL.max(LEDGER_COSIGNATURE.SIZE))
                .from(LEDGER_COSIGNATURE)
                .where(LEDGER_COSIGNATURE.TENANT_ID.eq(tenant))
                .groupBy(LEDGER_COSIGNATURE.KEY));
        return read(transaction, oneOfEach.or(cosigned).or(LEDGER_CHECKPOINT.SIZE.eq(last)));
    }

    /** The roots that were signed for more than {@code from} and up to {@code to} entries, by these numbers. */
    Map<Long, TreeHash> roots(Transaction transaction, long from, long to) {
        return transaction
                .sql()
                .select(LEDGER_CHECKPOINT.SIZE, LEDGER_CHECKPOINT.ROOT)
                .from(LEDGER_CHECKPOINT)
                .where(LEDGER_CHECKPOINT.TENANT_ID.eq(tenant(transaction)))
                .and(LEDGER_CHECKPOINT.SIZE.gt(from))
                .and(LEDGER_CHECKPOINT.SIZE.le(to))
                .fetchMap(LEDGER_CHECKPOINT.SIZE, row -> TreeHash.of(row.value2()));
    }

    /** How many entries the largest checkpoint has that one of these has co-signed; 0 when there is none. */
    long lastCosigned(Transaction transaction, List<NoteKey> keys) {
        return transaction
                .sql()
                .select(DSL.coalesce(DSL.max(LEDGER_COSIGNATURE.SIZE), 0L))
                .from(LEDGER_COSIGNATURE)
                .where(LEDGER_COSIGNATURE.TENANT_ID.eq(tenant(transaction)))
                .and(LEDGER_COSIGNATURE.KEY.in(
                        keys.stream().map(NoteKey::toString).toList()))
                .fetchSingle()
                .value1();
    }

    /** When the first checkpoint of more entries was signed. */
    Optional<Instant> firstBeyond(Transaction transaction, long size) {
        return transaction
                .sql()
                .select(LEDGER_CHECKPOINT.SIGNED_AT)
                .from(LEDGER_CHECKPOINT)
                .where(LEDGER_CHECKPOINT.TENANT_ID.eq(tenant(transaction)))
                .and(LEDGER_CHECKPOINT.SIZE.gt(size))
                .orderBy(LEDGER_CHECKPOINT.SIZE)
                .limit(1)
                .fetchOptional(LEDGER_CHECKPOINT.SIGNED_AT);
    }

    void cosign(Transaction transaction, long size, NoteKey key, NoteSignature signature, Instant at) {
        byte[] bytes = signature.bytes();
        transaction
                .sql()
                .insertInto(LEDGER_COSIGNATURE)
                .set(LEDGER_COSIGNATURE.TENANT_ID, tenant(transaction))
                .set(LEDGER_COSIGNATURE.SIZE, size)
                .set(LEDGER_COSIGNATURE.KEY, key.toString())
                .set(LEDGER_COSIGNATURE.SIGNATURE, bytes)
                .set(LEDGER_COSIGNATURE.AT, at)
                .onConflictDoNothing()
                .execute();
    }

    /** By their sizes. */
    private static List<SignedCheckpoint> read(Transaction transaction, Condition which) {
        UUID tenant = tenant(transaction);
        String origin = Checkpoint.origin(transaction.scope().tenant());
        Map<Long, List<NoteSignature>> cosignatures = new HashMap<>();
        transaction
                .sql()
                .select(LEDGER_COSIGNATURE.SIZE, LEDGER_COSIGNATURE.KEY, LEDGER_COSIGNATURE.SIGNATURE)
                .from(LEDGER_COSIGNATURE)
                .join(LEDGER_CHECKPOINT)
                .on(LEDGER_CHECKPOINT.TENANT_ID.eq(LEDGER_COSIGNATURE.TENANT_ID))
                .and(LEDGER_CHECKPOINT.SIZE.eq(LEDGER_COSIGNATURE.SIZE))
                .where(LEDGER_COSIGNATURE.TENANT_ID.eq(tenant))
                .and(which)
                .orderBy(LEDGER_COSIGNATURE.SIZE, LEDGER_COSIGNATURE.AT, LEDGER_COSIGNATURE.KEY)
                .forEach(row -> NoteKey.parse(row.value2()).ifPresent(key -> cosignatures
                        .computeIfAbsent(row.value1(), _ -> new ArrayList<>())
                        .add(NoteSignature.of(key, row.value3()))));
        return transaction
                .sql()
                .select(
                        LEDGER_CHECKPOINT.SIZE,
                        LEDGER_CHECKPOINT.ROOT,
                        LEDGER_CHECKPOINT.SIGNATURE,
                        LEDGER_KEY.PUBLIC_KEY)
                .from(LEDGER_CHECKPOINT)
                .join(LEDGER_KEY)
                .on(LEDGER_KEY.TENANT_ID.eq(LEDGER_CHECKPOINT.TENANT_ID))
                .and(LEDGER_KEY.GENERATION.eq(LEDGER_CHECKPOINT.GENERATION))
                .where(LEDGER_CHECKPOINT.TENANT_ID.eq(tenant))
                .and(which)
                .orderBy(LEDGER_CHECKPOINT.SIZE)
                .fetch(row -> {
                    Checkpoint checkpoint = new Checkpoint(origin, row.value1(), TreeHash.of(row.value2()));
                    NoteKey key = NoteKey.of(origin, NoteKey.Type.LOG, row.value4());
                    return new SignedCheckpoint(
                            checkpoint,
                            new SignedNote(checkpoint.text(), List.of(NoteSignature.of(key, row.value3())))
                                    .with(cosignatures.getOrDefault(row.value1(), List.of())));
                });
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}

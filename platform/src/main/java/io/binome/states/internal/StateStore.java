package io.binome.states.internal;

import static io.binome.database.tables.State.STATE;
import static io.binome.database.tables.StateVersion.STATE_VERSION;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import io.binome.database.Transaction;
import io.binome.database.tables.records.StateRecord;
import io.binome.database.tables.records.StateVersionRecord;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.StateVersionId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.states.LockInfo;
import io.binome.states.StateKey;
import io.binome.states.StateLock;
import io.binome.states.StateSummary;
import io.binome.states.StateVersion;
import io.binome.states.StateVersion.Origin;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jspecify.annotations.Nullable;

/** States with their locks, and the versions without their bodies. */
final class StateStore {
    /** A lock with who may write under it. */
    record Held(StateLock lock, String holder) {}

    /** A state whose row is locked by the transaction. */
    record Current(
            @Nullable StateVersion latest,
            @Nullable String latestLock,
            @Nullable Held held) {}

    /** A lock of a run, over all tenants. */
    record RunLock(TenantScope scope, RunId run) {}

    /**
     * Takes the lock if nobody holds it, by one statement.
     *
     * @return whether it was taken
     */
    boolean lock(Transaction transaction, StateKey key, Held wanted) {
        StateLock lock = wanted.lock();
        RunId run = lock.run();
        return transaction
                        .sql()
                        .insertInto(STATE)
                        .set(STATE.TENANT_ID, transaction.scope().tenant().value())
                        .set(STATE.STACK_ID, key.stack().value())
                        .set(STATE.WORKSPACE, key.workspace())
                        .set(STATE.LOCK_ID, lock.info().id())
                        .set(STATE.LOCK_INFO, lock.info().json())
                        .set(STATE.LOCK_HOLDER, wanted.holder())
                        .set(STATE.LOCK_ACTOR, lock.actor())
                        .set(STATE.LOCK_RUN, run == null ? null : run.value())
                        .set(STATE.LOCKED_AT, lock.since())
                        .onConflict(STATE.TENANT_ID, STATE.STACK_ID, STATE.WORKSPACE)
                        .doUpdate()
                        .set(STATE.LOCK_ID, excluded(STATE.LOCK_ID))
                        .set(STATE.LOCK_INFO, excluded(STATE.LOCK_INFO))
                        .set(STATE.LOCK_HOLDER, excluded(STATE.LOCK_HOLDER))
                        .set(STATE.LOCK_ACTOR, excluded(STATE.LOCK_ACTOR))
                        .set(STATE.LOCK_RUN, excluded(STATE.LOCK_RUN))
                        .set(STATE.LOCKED_AT, excluded(STATE.LOCKED_AT))
                        .where(STATE.LOCK_ID.isNull())
                        .execute()
                == 1;
    }

    Optional<Held> held(Transaction transaction, StateKey key) {
        return transaction
                .sql()
                .selectFrom(STATE)
                .where(is(transaction, key), STATE.LOCK_ID.isNotNull())
                .fetchOptional(StateStore::held);
    }

    /** Releases exactly this lock. @return whether it was held */
    boolean unlock(Transaction transaction, StateKey key, String lockId) {
        return release(transaction, is(transaction, key).and(STATE.LOCK_ID.eq(lockId))) == 1;
    }

    List<StateKey> lockedBy(Transaction transaction, RunId run) {
        return transaction
                .sql()
                .select(STATE.STACK_ID, STATE.WORKSPACE)
                .from(STATE)
                .where(STATE.LOCK_RUN.eq(run.value()))
                .forUpdate()
                .fetch(found -> new StateKey(new StackId(found.value1()), found.value2()));
    }

    void unlockThoseOf(Transaction transaction, RunId run) {
        release(transaction, STATE.LOCK_RUN.eq(run.value()));
    }

    private static int release(Transaction transaction, Condition which) {
        return transaction
                .sql()
                .update(STATE)
                .setNull(STATE.LOCK_ID)
                .setNull(STATE.LOCK_INFO)
                .setNull(STATE.LOCK_HOLDER)
                .setNull(STATE.LOCK_ACTOR)
                .setNull(STATE.LOCK_RUN)
                .setNull(STATE.LOCKED_AT)
                .where(which)
                .execute();
    }

    /** As a dispatcher: runs that hold a lock. */
    List<RunLock> runLocks(Transaction transaction) {
        return transaction
                .sql()
                .select(STATE.TENANT_ID, STATE.LOCK_RUN)
                .from(STATE)
                .where(STATE.LOCK_RUN.isNotNull())
                .fetch(found -> new RunLock(new TenantScope(new TenantId(found.value1())), new RunId(found.value2())));
    }

    /** Waits for whoever locks or writes it just now, and keeps it for the transaction. */
    Current hold(Transaction transaction, StateKey key) {
        transaction
                .sql()
                .insertInto(STATE)
                .set(STATE.TENANT_ID, transaction.scope().tenant().value())
                .set(STATE.STACK_ID, key.stack().value())
                .set(STATE.WORKSPACE, key.workspace())
                .onConflictDoNothing()
                .execute();
        StateRecord state = transaction
                .sql()
                .selectFrom(STATE)
                .where(is(transaction, key))
                .forUpdate()
                .fetchSingle();
        StateVersionRecord version = state.getVersionId() == null
                ? null
                : transaction
                        .sql()
                        .selectFrom(STATE_VERSION)
                        .where(STATE_VERSION.ID.eq(state.getVersionId()))
                        .fetchSingle();
        return new Current(
                version == null ? null : version(version),
                version == null ? null : version.getLockId(),
                state.getLockId() == null ? null : held(state));
    }

    void insert(Transaction transaction, StateVersion version, @Nullable String lockId) {
        transaction
                .sql()
                .insertInto(STATE_VERSION)
                .set(STATE_VERSION.ID, version.id().value())
                .set(STATE_VERSION.TENANT_ID, transaction.scope().tenant().value())
                .set(STATE_VERSION.STACK_ID, version.key().stack().value())
                .set(STATE_VERSION.WORKSPACE, version.key().workspace())
                .set(STATE_VERSION.SERIAL, version.serial())
                .set(STATE_VERSION.LINEAGE, version.lineage())
                .set(STATE_VERSION.TERRAFORM_VERSION, version.terraformVersion())
                .set(STATE_VERSION.SIZE_BYTES, version.sizeBytes())
                .set(STATE_VERSION.SHA256, version.sha256())
                .set(STATE_VERSION.MD5, version.md5())
                .set(STATE_VERSION.ENCRYPTED, version.encrypted())
                .set(STATE_VERSION.CREATED_AT, version.createdAt())
                .set(STATE_VERSION.ACTOR, version.actor())
                .set(
                        STATE_VERSION.RUN_ID,
                        version.run() == null ? null : version.run().value())
                .set(
                        STATE_VERSION.CHANGE_ID,
                        version.change() == null ? null : version.change().value())
                .set(STATE_VERSION.LOCK_ID, lockId)
                .set(STATE_VERSION.ORIGIN, version.origin().name())
                .set(
                        STATE_VERSION.SOURCE_ID,
                        version.source() == null ? null : version.source().value())
                .set(STATE_VERSION.REMOVED, version.removed())
                .execute();
        current(transaction, version.key(), version.id());
    }

    void current(Transaction transaction, StateKey key, @Nullable StateVersionId version) {
        transaction
                .sql()
                .update(STATE)
                .set(STATE.VERSION_ID, version == null ? null : version.value())
                .where(is(transaction, key))
                .execute();
    }

    boolean everWritten(Transaction transaction, StateKey key) {
        return transaction.sql().fetchExists(selectOne().from(STATE_VERSION).where(of(transaction, key)));
    }

    Optional<StateVersion> latest(Transaction transaction, StateKey key) {
        return transaction
                .sql()
                .select(STATE_VERSION.fields())
                .from(STATE)
                .join(STATE_VERSION)
                .on(STATE_VERSION.ID.eq(STATE.VERSION_ID))
                .where(is(transaction, key))
                .fetchOptional(found -> version(found.into(STATE_VERSION)));
    }

    Optional<StateVersion> find(Transaction transaction, StateVersionId version) {
        return transaction
                .sql()
                .selectFrom(STATE_VERSION)
                .where(STATE_VERSION.ID.eq(version.value()))
                .fetchOptional(StateStore::version);
    }

    /** The newest of that serial. */
    Optional<StateVersion> bySerial(Transaction transaction, StateKey key, long serial) {
        return transaction
                .sql()
                .selectFrom(STATE_VERSION)
                .where(of(transaction, key), STATE_VERSION.SERIAL.eq(serial))
                .orderBy(STATE_VERSION.ID.desc())
                .limit(1)
                .fetchOptional(StateStore::version);
    }

    long highestSerial(Transaction transaction, StateKey key, String lineage) {
        Long highest = transaction
                .sql()
                .select(max(STATE_VERSION.SERIAL))
                .from(STATE_VERSION)
                .where(of(transaction, key), STATE_VERSION.LINEAGE.eq(lineage))
                .fetchSingle()
                .value1();
        return highest == null ? -1 : highest;
    }

    Page<StateVersion> versions(Transaction transaction, StateKey key, PageRequest page) {
        UUID after = page.afterId();
        List<StateVersion> found = transaction
                .sql()
                .selectFrom(STATE_VERSION)
                .where(of(transaction, key))
                .and(after == null ? noCondition() : STATE_VERSION.ID.lt(after))
                .orderBy(STATE_VERSION.ID.desc())
                .limit(page.limitAndOne())
                .fetch(StateStore::version);
        return Page.of(found, page, version -> version.id().toString());
    }

    List<StateSummary> list(Transaction transaction, StackId stack) {
        return summaries(transaction, STATE.STACK_ID.eq(stack.value()))
                .orderBy(STATE.WORKSPACE)
                .fetch(StateStore::summary);
    }

    Optional<StateSummary> summary(Transaction transaction, StateKey key) {
        return summaries(transaction, is(transaction, key)).fetchOptional(StateStore::summary);
    }

    Page<StateSummary> list(Transaction transaction, PageRequest page) {
        List<String> after = page.afterParts(2);
        List<StateSummary> found = summaries(
                        transaction,
                        after == null
                                ? noCondition()
                                : row(STATE.STACK_ID, STATE.WORKSPACE).gt(PageRequest.id(after.get(0)), after.get(1)))
                .orderBy(STATE.STACK_ID, STATE.WORKSPACE)
                .limit(page.limitAndOne())
                .fetch(StateStore::summary);
        return Page.of(
                found,
                page,
                one -> PageRequest.cursor(
                        one.key().stack().toString(), one.key().workspace()));
    }

    /** Forgets versions that are neither among the newest nor young nor the one that counts. */
    int prune(Transaction transaction, int keep, Instant olderThan) {
        var ranked = select(
                        STATE_VERSION.ID,
                        rowNumber()
                                .over()
                                .partitionBy(STATE_VERSION.STACK_ID, STATE_VERSION.WORKSPACE)
                                .orderBy(STATE_VERSION.ID.desc())
                                .as("rank"))
                .from(STATE_VERSION)
                .where(STATE_VERSION.TENANT_ID.eq(transaction.scope().tenant().value()))
                .asTable("ranked");
        return transaction
                .sql()
                .deleteFrom(STATE_VERSION)
                .where(STATE_VERSION.TENANT_ID.eq(transaction.scope().tenant().value()))
                .and(STATE_VERSION.CREATED_AT.lt(olderThan))
                .and(STATE_VERSION.ID.in(select(ranked.field(STATE_VERSION.ID))
                        .from(ranked)
                        .where(ranked.field("rank", Integer.class).gt(keep))))
                .andNot(exists(selectOne().from(STATE).where(STATE.VERSION_ID.eq(STATE_VERSION.ID))))
                .execute();
    }

    private static SelectConditionStep<Record> summaries(Transaction transaction, Condition which) {
        return transaction
                .sql()
                .select(STATE.fields())
                .select(STATE_VERSION.fields())
                .from(STATE)
                .leftJoin(STATE_VERSION)
                .on(STATE_VERSION.ID.eq(STATE.VERSION_ID))
                .where(STATE.TENANT_ID.eq(transaction.scope().tenant().value()))
                .and(which);
    }

    private static StateSummary summary(Record found) {
        StateRecord state = found.into(STATE);
        return new StateSummary(
                new StateKey(new StackId(state.getStackId()), state.getWorkspace()),
                state.getVersionId() == null ? null : version(found.into(STATE_VERSION)),
                state.getLockId() == null ? null : held(state).lock());
    }

    private static Condition is(Transaction transaction, StateKey key) {
        return STATE.TENANT_ID
                .eq(transaction.scope().tenant().value())
                .and(STATE.STACK_ID.eq(key.stack().value()))
                .and(STATE.WORKSPACE.eq(key.workspace()));
    }

    private static Condition of(Transaction transaction, StateKey key) {
        return STATE_VERSION
                .TENANT_ID
                .eq(transaction.scope().tenant().value())
                .and(STATE_VERSION.STACK_ID.eq(key.stack().value()))
                .and(STATE_VERSION.WORKSPACE.eq(key.workspace()));
    }

    private static Held held(StateRecord state) {
        return new Held(
                new StateLock(
                        LockInfo.read(state.getLockInfo()),
                        state.getLockActor(),
                        state.getLockRun() == null ? null : new RunId(state.getLockRun()),
                        state.getLockedAt()),
                state.getLockHolder());
    }

    private static StateVersion version(StateVersionRecord version) {
        return new StateVersion(
                new StateVersionId(version.getId()),
                new StateKey(new StackId(version.getStackId()), version.getWorkspace()),
                version.getSerial(),
                version.getLineage(),
                version.getTerraformVersion(),
                version.getSizeBytes(),
                version.getSha256(),
                version.getMd5(),
                version.getEncrypted(),
                version.getCreatedAt(),
                version.getActor(),
                version.getRunId() == null ? null : new RunId(version.getRunId()),
                version.getChangeId() == null ? null : new ChangeId(version.getChangeId()),
                Origin.valueOf(version.getOrigin()),
                version.getSourceId() == null ? null : new StateVersionId(version.getSourceId()),
                version.getRemoved());
    }
}

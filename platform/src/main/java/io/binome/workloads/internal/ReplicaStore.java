package io.binome.workloads.internal;

import static io.binome.database.tables.Replica.REPLICA;
import static io.binome.database.tables.WorkloadDrift.WORKLOAD_DRIFT;

import io.binome.database.Transaction;
import io.binome.database.tables.records.ReplicaRecord;
import io.binome.kernel.HostId;
import io.binome.kernel.ReplicaId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.stacks.Value;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;

/** Containers as they are meant to be, and where they differ. */
final class ReplicaStore {
    enum State {
        /** Written before anything is created under its id. */
        PLANNED,
        /** Created and about to answer. */
        STARTED,
        /** Answers, or did when last looked at. */
        READY,
        /** Ended well, and is not started again. */
        COMPLETED,
        /** Gets no new work and is about to go. */
        RETIRING
    }

    record Replica(
            ReplicaId id,
            StackId stack,
            WorkloadId workload,
            UUID revision,
            HostId host,
            int ordinal,
            State state,
            @Nullable String containerId,
            SortedMap<String, Value> baseline,
            int restarts,
            int failures,
            @Nullable Instant retryAt,
            @Nullable Instant startedAt,
            @Nullable String lastLog) {}

    record Difference(Instant since, SortedMap<String, Value> applied, SortedMap<String, Value> live) {}

    List<Replica> ofStack(Transaction transaction, StackId stack) {
        return list(transaction, REPLICA.STACK_ID.eq(stack.value()));
    }

    List<Replica> ofTenant(Transaction transaction) {
        return list(transaction, REPLICA.TENANT_ID.eq(StackStore.tenant(transaction)));
    }

    List<Replica> of(Transaction transaction, WorkloadId workload) {
        return list(transaction, REPLICA.WORKLOAD_ID.eq(workload.value()));
    }

    Optional<Replica> find(Transaction transaction, ReplicaId id) {
        return list(transaction, REPLICA.ID.eq(id.value())).stream().findFirst();
    }

    private static List<Replica> list(Transaction transaction, Condition condition) {
        return transaction
                .sql()
                .selectFrom(REPLICA)
                .where(condition)
                .orderBy(REPLICA.ORDINAL, REPLICA.ID)
                .fetch(ReplicaStore::replica);
    }

    private static Replica replica(ReplicaRecord row) {
        return new Replica(
                new ReplicaId(row.getId()),
                new StackId(row.getStackId()),
                new WorkloadId(row.getWorkloadId()),
                row.getRevisionId(),
                new HostId(row.getHostId()),
                row.getOrdinal(),
                State.valueOf(row.getState()),
                row.getContainerId(),
                read(row.getBaseline()),
                row.getRestarts(),
                row.getFailures(),
                row.getRetryAt(),
                row.getStartedAt(),
                row.getLastLog());
    }

    void plan(
            Transaction transaction,
            ReplicaId id,
            StackId stack,
            WorkloadId workload,
            UUID revision,
            HostId host,
            int ordinal) {
        transaction
                .sql()
                .insertInto(REPLICA)
                .set(REPLICA.ID, id.value())
                .set(REPLICA.TENANT_ID, StackStore.tenant(transaction))
                .set(REPLICA.STACK_ID, stack.value())
                .set(REPLICA.WORKLOAD_ID, workload.value())
                .set(REPLICA.REVISION_ID, revision)
                .set(REPLICA.HOST_ID, host.value())
                .set(REPLICA.ORDINAL, ordinal)
                .set(REPLICA.STATE, State.PLANNED.name())
                .set(REPLICA.RESTARTS, 0)
                .set(REPLICA.FAILURES, 0)
                .execute();
    }

    /** @return false when the replica is no longer wanted, so that its container must go */
    boolean created(Transaction transaction, ReplicaId id, String containerId) {
        return transaction
                        .sql()
                        .update(REPLICA)
                        .set(REPLICA.CONTAINER_ID, containerId)
                        .where(REPLICA.ID.eq(id.value()).and(REPLICA.STATE.ne(State.RETIRING.name())))
                        .execute()
                == 1;
    }

    void started(Transaction transaction, ReplicaId id, Instant now) {
        transaction
                .sql()
                .update(REPLICA)
                .set(REPLICA.STATE, State.STARTED.name())
                .set(REPLICA.STARTED_AT, now)
                .where(REPLICA.ID.eq(id.value()))
                .execute();
    }

    /** It was restarted because somebody asked for it, and answers again: what went wrong before no longer counts. */
    void restarted(Transaction transaction, ReplicaId id, String containerId, Instant now) {
        transaction
                .sql()
                .update(REPLICA)
                .set(REPLICA.CONTAINER_ID, containerId)
                .set(REPLICA.STARTED_AT, now)
                .set(REPLICA.FAILURES, 0)
                .setNull(REPLICA.RETRY_AT)
                .setNull(REPLICA.LAST_LOG)
                .where(REPLICA.ID.eq(id.value()))
                .execute();
    }

    void ready(Transaction transaction, ReplicaId id, SortedMap<String, Value> baseline) {
        transaction
                .sql()
                .update(REPLICA)
                .set(REPLICA.STATE, State.READY.name())
                .set(REPLICA.BASELINE, write(baseline))
                .where(REPLICA.ID.eq(id.value()))
                .execute();
    }

    void state(Transaction transaction, ReplicaId id, State state) {
        transaction
                .sql()
                .update(REPLICA)
                .set(REPLICA.STATE, state.name())
                .where(REPLICA.ID.eq(id.value()))
                .execute();
    }

    /** The same container serves a later revision. */
    void adopt(Transaction transaction, ReplicaId id, UUID revision) {
        transaction
                .sql()
                .update(REPLICA)
                .set(REPLICA.REVISION_ID, revision)
                .where(REPLICA.ID.eq(id.value()))
                .execute();
    }

    /**
     * It is about to be started again; not once more before {@code retryAt}.
     *
     * @return false when it is no longer wanted, or somebody else is at work on it
     */
    boolean healing(Transaction transaction, Replica replica, Instant retryAt, @Nullable String lastLog) {
        return transaction
                        .sql()
                        .update(REPLICA)
                        .set(REPLICA.FAILURES, replica.failures() + 1)
                        .set(REPLICA.RESTARTS, REPLICA.RESTARTS.plus(1))
                        .set(REPLICA.RETRY_AT, retryAt)
                        .set(REPLICA.LAST_LOG, lastLog == null ? replica.lastLog() : lastLog)
                        .where(REPLICA.ID
                                .eq(replica.id().value())
                                .and(REPLICA.STATE.eq(State.READY.name()))
                                .and(REPLICA.FAILURES.eq(replica.failures()))
                                .and(REPLICA.CONTAINER_ID.isNotDistinctFrom(replica.containerId())))
                        .execute()
                == 1;
    }

    void said(Transaction transaction, ReplicaId id, String lastLog) {
        transaction
                .sql()
                .update(REPLICA)
                .set(REPLICA.LAST_LOG, lastLog)
                .where(REPLICA.ID.eq(id.value()))
                .execute();
    }

    /** It has run for long enough: its next end counts as the first. */
    void settled(Transaction transaction, ReplicaId id) {
        transaction
                .sql()
                .update(REPLICA)
                .set(REPLICA.FAILURES, 0)
                .setNull(REPLICA.RETRY_AT)
                .where(REPLICA.ID.eq(id.value()))
                .execute();
    }

    /** @return false when it is no longer wanted */
    boolean healed(
            Transaction transaction, ReplicaId id, String containerId, SortedMap<String, Value> baseline, Instant now) {
        return transaction
                        .sql()
                        .update(REPLICA)
                        .set(REPLICA.CONTAINER_ID, containerId)
                        .set(REPLICA.BASELINE, write(baseline))
                        .set(REPLICA.STARTED_AT, now)
                        .where(REPLICA.ID.eq(id.value()).and(REPLICA.STATE.eq(State.READY.name())))
                        .execute()
                == 1;
    }

    void remove(Transaction transaction, ReplicaId id) {
        transaction.sql().deleteFrom(REPLICA).where(REPLICA.ID.eq(id.value())).execute();
    }

    Map<ReplicaId, Difference> differences(Transaction transaction, StackId stack) {
        Map<ReplicaId, Difference> differences = new HashMap<>();
        transaction
                .sql()
                .select(WORKLOAD_DRIFT.fields())
                .from(WORKLOAD_DRIFT)
                .join(REPLICA)
                .on(REPLICA.ID.eq(WORKLOAD_DRIFT.REPLICA_ID))
                .where(REPLICA.STACK_ID.eq(stack.value()))
                .forEach(row -> differences.put(
                        new ReplicaId(row.get(WORKLOAD_DRIFT.REPLICA_ID)),
                        new Difference(
                                row.get(WORKLOAD_DRIFT.SINCE),
                                read(row.get(WORKLOAD_DRIFT.APPLIED)),
                                read(row.get(WORKLOAD_DRIFT.LIVE)))));
        return differences;
    }

    void differs(Transaction transaction, ReplicaId id, Difference difference) {
        transaction
                .sql()
                .insertInto(WORKLOAD_DRIFT)
                .set(WORKLOAD_DRIFT.REPLICA_ID, id.value())
                .set(WORKLOAD_DRIFT.TENANT_ID, StackStore.tenant(transaction))
                .set(WORKLOAD_DRIFT.SINCE, difference.since())
                .set(WORKLOAD_DRIFT.APPLIED, write(difference.applied()))
                .set(WORKLOAD_DRIFT.LIVE, write(difference.live()))
                .onConflict(WORKLOAD_DRIFT.REPLICA_ID)
                .doUpdate()
                .set(WORKLOAD_DRIFT.APPLIED, write(difference.applied()))
                .set(WORKLOAD_DRIFT.LIVE, write(difference.live()))
                .execute();
    }

    void agrees(Transaction transaction, ReplicaId id) {
        transaction
                .sql()
                .deleteFrom(WORKLOAD_DRIFT)
                .where(WORKLOAD_DRIFT.REPLICA_ID.eq(id.value()))
                .execute();
    }

    /** As dispatcher: whose container that is. */
    Optional<Owner> owner(Transaction transaction, HostId host, String containerId) {
        return transaction
                .sql()
                .select(REPLICA.TENANT_ID, REPLICA.STACK_ID, REPLICA.ID)
                .from(REPLICA)
                .where(REPLICA.HOST_ID.eq(host.value()).and(REPLICA.CONTAINER_ID.eq(containerId)))
                .fetchOptional(row ->
                        new Owner(new TenantId(row.value1()), new StackId(row.value2()), new ReplicaId(row.value3())));
    }

    /** As dispatcher: which of them are recorded, whatever their state. */
    Set<ReplicaId> recorded(Transaction transaction, Collection<ReplicaId> ids) {
        return transaction
                .sql()
                .select(REPLICA.ID)
                .from(REPLICA)
                .where(REPLICA.ID.in(ids.stream().map(ReplicaId::value).toList()))
                .fetchSet(row -> new ReplicaId(row.value1()));
    }

    record Owner(TenantId tenant, StackId stack, ReplicaId replica) {}

    private static JSONB write(SortedMap<String, Value> attributes) {
        return JSONB.valueOf(StoredJson.text(attributes));
    }

    private static SortedMap<String, Value> read(@Nullable JSONB attributes) {
        return StoredJson.attributes(attributes == null ? null : attributes.data());
    }
}

package io.binome.workloads.internal;

import static io.binome.database.tables.Replica.REPLICA;
import static io.binome.database.tables.Workload.WORKLOAD;
import static io.binome.database.tables.WorkloadRevision.WORKLOAD_REVISION;
import static io.binome.database.tables.WorkloadStack.WORKLOAD_STACK;

import io.binome.database.Transaction;
import io.binome.database.tables.records.WorkloadRecord;
import io.binome.kernel.StackId;
import io.binome.kernel.WorkloadId;
import io.binome.stacks.Value;
import io.binome.workloads.SpecVault;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Services and their revisions. */
final class WorkloadStore {
    private final SpecVault vault;

    WorkloadStore(SpecVault vault) {
        this.vault = vault;
    }

    /**
     * @param revision as it was last applied in full; null before that
     * @param target what an apply moves it to; null when none is at work, and none was left half-way
     */
    record Service(
            WorkloadId id,
            StackId stack,
            String name,
            @Nullable UUID revision,
            @Nullable UUID target,
            int wantedReplicas) {}

    /** @param fingerprint of all that needs a new container */
    record Revision(
            UUID id,
            WorkloadId workload,
            String commit,
            String fingerprint,
            SortedMap<String, Value> attributes,
            AppliedService service) {}

    List<Service> of(Transaction transaction, StackId stack) {
        return transaction
                .sql()
                .selectFrom(WORKLOAD)
                .where(WORKLOAD.STACK_ID.eq(stack.value()))
                .orderBy(WORKLOAD.SERVICE)
                .fetch(WorkloadStore::service);
    }

    List<Service> all(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(WORKLOAD)
                .where(WORKLOAD.TENANT_ID.eq(StackStore.tenant(transaction)))
                .orderBy(WORKLOAD.ID)
                .fetch(WorkloadStore::service);
    }

    Optional<Service> find(Transaction transaction, StackId stack, String name) {
        return transaction
                .sql()
                .selectFrom(WORKLOAD)
                .where(WORKLOAD.STACK_ID.eq(stack.value()).and(WORKLOAD.SERVICE.eq(name)))
                .fetchOptional(WorkloadStore::service);
    }

    Optional<Service> find(Transaction transaction, WorkloadId id) {
        return transaction
                .sql()
                .selectFrom(WORKLOAD)
                .where(WORKLOAD.ID.eq(id.value()))
                .fetchOptional(WorkloadStore::service);
    }

    /**
     * A service with what pages show of it, without opening what is sealed.
     *
     * @param commit of its revision; before the first apply has ended, of what it is moved to
     * @param applyingUntil until when an apply or a restart holds its stack; null when none does
     */
    record Shown(
            Service service,
            String commit,
            SortedMap<String, Value> attributes,
            @Nullable Instant applyingUntil) {}

    /** @param stack null for all of the tenant */
    List<Shown> shown(Transaction transaction, @Nullable StackId stack) {
        return transaction
                .sql()
                .select(WORKLOAD, WORKLOAD_REVISION.COMMIT, WORKLOAD_REVISION.ATTRIBUTES, WORKLOAD_STACK.APPLYING_UNTIL)
                .from(WORKLOAD)
                .join(WORKLOAD_STACK)
                .on(WORKLOAD_STACK.STACK_ID.eq(WORKLOAD.STACK_ID))
                .join(WORKLOAD_REVISION)
                .on(WORKLOAD_REVISION.ID.eq(DSL.coalesce(WORKLOAD.REVISION_ID, WORKLOAD.TARGET_ID)))
                .where(stack == null ? DSL.noCondition() : WORKLOAD.STACK_ID.eq(stack.value()))
                .orderBy(WORKLOAD.STACK_ID, WORKLOAD.SERVICE)
                .fetch(row -> new Shown(
                        service(row.value1()),
                        row.value2(),
                        StoredJson.attributes(row.value3().data()),
                        row.value4()));
    }

    private static Service service(WorkloadRecord row) {
        return new Service(
                new WorkloadId(row.getId()),
                new StackId(row.getStackId()),
                row.getService(),
                row.getRevisionId(),
                row.getTargetId(),
                row.getWantedReplicas());
    }

    void add(Transaction transaction, WorkloadId id, StackId stack, String name) {
        transaction
                .sql()
                .insertInto(WORKLOAD)
                .set(WORKLOAD.ID, id.value())
                .set(WORKLOAD.TENANT_ID, StackStore.tenant(transaction))
                .set(WORKLOAD.STACK_ID, stack.value())
                .set(WORKLOAD.SERVICE, name)
                .set(WORKLOAD.WANTED_REPLICAS, 0)
                .execute();
    }

    void addRevision(Transaction transaction, Revision revision, Instant now) {
        transaction
                .sql()
                .insertInto(WORKLOAD_REVISION)
                .set(WORKLOAD_REVISION.ID, revision.id())
                .set(WORKLOAD_REVISION.TENANT_ID, StackStore.tenant(transaction))
                .set(WORKLOAD_REVISION.WORKLOAD_ID, revision.workload().value())
                .set(WORKLOAD_REVISION.COMMIT, revision.commit())
                .set(WORKLOAD_REVISION.FINGERPRINT, revision.fingerprint())
                .set(WORKLOAD_REVISION.ATTRIBUTES, JSONB.valueOf(StoredJson.text(revision.attributes())))
                .set(
                        WORKLOAD_REVISION.SEALED_SPEC,
                        vault.seal(transaction.scope(), StoredJson.bytes(revision.service())))
                .set(WORKLOAD_REVISION.CREATED_AT, now)
                .execute();
    }

    Optional<Revision> revision(Transaction transaction, @Nullable UUID id) {
        if (id == null) {
            return Optional.empty();
        }
        return transaction
                .sql()
                .selectFrom(WORKLOAD_REVISION)
                .where(WORKLOAD_REVISION.ID.eq(id))
                .fetchOptional(row -> new Revision(
                        row.getId(),
                        new WorkloadId(row.getWorkloadId()),
                        row.getCommit(),
                        row.getFingerprint(),
                        StoredJson.attributes(row.getAttributes().data()),
                        StoredJson.service(vault.open(transaction.scope(), row.getSealedSpec()))));
    }

    /** Commit and attributes of a revision, without opening what is sealed. */
    Optional<Summary> summary(Transaction transaction, @Nullable UUID id) {
        if (id == null) {
            return Optional.empty();
        }
        return transaction
                .sql()
                .select(WORKLOAD_REVISION.COMMIT, WORKLOAD_REVISION.ATTRIBUTES)
                .from(WORKLOAD_REVISION)
                .where(WORKLOAD_REVISION.ID.eq(id))
                .fetchOptional(row -> new Summary(
                        row.value1(), StoredJson.attributes(row.value2().data())));
    }

    record Summary(String commit, SortedMap<String, Value> attributes) {}

    void target(Transaction transaction, WorkloadId id, @Nullable UUID revision) {
        transaction
                .sql()
                .update(WORKLOAD)
                .set(WORKLOAD.TARGET_ID, revision)
                .where(WORKLOAD.ID.eq(id.value()))
                .execute();
    }

    /** The service now is as the revision says. */
    void applied(Transaction transaction, WorkloadId id, UUID revision, int replicas) {
        transaction
                .sql()
                .update(WORKLOAD)
                .set(WORKLOAD.REVISION_ID, revision)
                .setNull(WORKLOAD.TARGET_ID)
                .set(WORKLOAD.WANTED_REPLICAS, replicas)
                .where(WORKLOAD.ID.eq(id.value()))
                .execute();
        dropUnused(transaction, id);
    }

    void dropUnused(Transaction transaction, WorkloadId id) {
        transaction
                .sql()
                .deleteFrom(WORKLOAD_REVISION)
                .where(WORKLOAD_REVISION.WORKLOAD_ID.eq(id.value()))
                .andNotExists(DSL.selectOne()
                        .from(WORKLOAD)
                        .where(WORKLOAD.ID.eq(id.value()))
                        .and(WORKLOAD.REVISION_ID
                                .eq(WORKLOAD_REVISION.ID)
                                .or(WORKLOAD.TARGET_ID.eq(WORKLOAD_REVISION.ID))))
                .andNotExists(DSL.selectOne().from(REPLICA).where(REPLICA.REVISION_ID.eq(WORKLOAD_REVISION.ID)))
                .execute();
    }

    void remove(Transaction transaction, WorkloadId id) {
        transaction
                .sql()
                .deleteFrom(WORKLOAD_REVISION)
                .where(WORKLOAD_REVISION.WORKLOAD_ID.eq(id.value()))
                .execute();
        transaction.sql().deleteFrom(WORKLOAD).where(WORKLOAD.ID.eq(id.value())).execute();
    }

    /** Image pins of everything recorded for the tenant, so that none of them is cleaned away. */
    List<String> digests(Transaction transaction) {
        return transaction
                .sql()
                .select(DSL.field("{0} -> 'image.digest' ->> 'value'", String.class, WORKLOAD_REVISION.ATTRIBUTES))
                .from(WORKLOAD_REVISION)
                .fetch(row -> row.value1() == null ? "" : row.value1().replace("\"", ""));
    }
}

package io.binome.changes.internal;

import static io.binome.database.tables.ChangePlan.CHANGE_PLAN;
import static io.binome.database.tables.ChangePlanArtifact.CHANGE_PLAN_ARTIFACT;
import static io.binome.database.tables.StackClaim.STACK_CLAIM;
import static org.jooq.impl.DSL.inline;

import io.binome.changes.StackPlan;
import io.binome.database.Transaction;
import io.binome.database.tables.records.ChangePlanRecord;
import io.binome.kernel.CanonicalJson;
import io.binome.kernel.ChangeId;
import io.binome.kernel.PlanId;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.stacks.PlanJson;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The plans of changes, and the queues of the stacks. */
final class PlanStore {
    /**
     * A plan with what only this room needs of it.
     *
     * @param artifact of a plan that was just made; read by {@link #artifact} afterwards
     */
    record Kept(StackPlan plan, String liveRevision, Set<String> dependsOn, PlanArtifacts.@Nullable Sealed artifact) {}

    void insert(Transaction transaction, ChangeId change, long round, Kept kept) {
        StackPlan plan = kept.plan();
        ChangePlanRecord row = new ChangePlanRecord();
        row.setId(plan.id().value());
        row.setTenantId(ChangeStore.tenant(transaction));
        row.setChangeId(change.value());
        row.setRound(round);
        row.setStackId(plan.stack().value());
        row.setDeclaration(JSONB.jsonb(StoredJson.write(plan.declaration())));
        row.setRemoved(plan.removed());
        row.setMovedFrom(plan.movedFromEnvironment());
        row.setPlan(
                plan.plan() == null
                        ? null
                        : JSONB.jsonb(CanonicalJson.text(plan.plan().toJson())));
        row.setHash(plan.hash());
        row.setLiveRevision(kept.liveRevision());
        row.setDependsOn(JSONB.jsonb(StoredJson.write(kept.dependsOn())));
        row.setFindings(JSONB.jsonb(StoredJson.write(plan.findings())));
        row.setFailure(plan.failure());
        row.setAwaits(JSONB.jsonb(StoredJson.write(plan.awaits())));
        row.setRunId(plan.run().value());
        row.setPlannedAt(plan.plannedAt());
        transaction.sql().insertInto(CHANGE_PLAN).set(row).execute();
        PlanArtifacts.Sealed artifact = kept.artifact();
        if (artifact != null) {
            transaction
                    .sql()
                    .insertInto(CHANGE_PLAN_ARTIFACT)
                    .set(CHANGE_PLAN_ARTIFACT.PLAN_ID, plan.id().value())
                    .set(CHANGE_PLAN_ARTIFACT.TENANT_ID, ChangeStore.tenant(transaction))
                    .set(CHANGE_PLAN_ARTIFACT.CHANGE_ID, change.value())
                    .set(CHANGE_PLAN_ARTIFACT.SEALED, artifact.bytes())
                    .execute();
        }
    }

    Optional<byte[]> artifact(Transaction transaction, PlanId plan) {
        return transaction
                .sql()
                .select(CHANGE_PLAN_ARTIFACT.SEALED)
                .from(CHANGE_PLAN_ARTIFACT)
                .where(CHANGE_PLAN_ARTIFACT.PLAN_ID.eq(plan.value()))
                .fetchOptional(CHANGE_PLAN_ARTIFACT.SEALED);
    }

    /** Of plans that will not be applied any more. */
    void forgetArtifacts(Transaction transaction, ChangeId change) {
        transaction
                .sql()
                .deleteFrom(CHANGE_PLAN_ARTIFACT)
                .where(CHANGE_PLAN_ARTIFACT.CHANGE_ID.eq(change.value()))
                .execute();
    }

    /** By the stacks' names. */
    List<Kept> of(Transaction transaction, ChangeId change, long round) {
        return read(transaction, change, round, CHANGE_PLAN.fieldStream());
    }

    /** The same without what they would do: that may be megabytes, which most questions about a change are not about. */
    List<Kept> outlines(Transaction transaction, ChangeId change, long round) {
        return read(transaction, change, round, CHANGE_PLAN.fieldStream().filter(field -> field != CHANGE_PLAN.PLAN));
    }

    private static List<Kept> read(
            Transaction transaction, ChangeId change, long round, Stream<? extends Field<?>> columns) {
        return transaction
                .sql()
                .select(columns.toList())
                .from(CHANGE_PLAN)
                .where(CHANGE_PLAN.CHANGE_ID.eq(change.value()))
                .and(CHANGE_PLAN.ROUND.eq(round))
                .fetchInto(CHANGE_PLAN)
                .map(PlanStore::kept)
                .stream()
                .sorted(java.util.Comparator.comparing(
                        kept -> kept.plan().declaration().name()))
                .toList();
    }

    private static Kept kept(ChangePlanRecord row) {
        StackPlan plan = new StackPlan(
                new PlanId(row.getId()),
                new StackId(row.getStackId()),
                StoredJson.declaration(row.getDeclaration().data()),
                row.getRemoved(),
                row.getMovedFrom(),
                row.getPlan() == null ? null : PlanJson.read(row.getPlan().data()),
                row.getHash(),
                StoredJson.findings(row.getFindings().data()),
                row.getFailure(),
                List.copyOf(StoredJson.strings(row.getAwaits().data())),
                new RunId(row.getRunId()),
                row.getPlannedAt());
        return new Kept(
                plan,
                row.getLiveRevision(),
                StoredJson.strings(row.getDependsOn().data()),
                null);
    }

    /**
     * Enters the queues of all these stacks at once. Two changes that share stacks get the same order in each of them,
     * because positions are given while all of these are locked, in the order of their ids.
     */
    void claim(Transaction transaction, ChangeId change, Collection<StackId> stacks) {
        List<UUID> ordered = stacks.stream().map(StackId::value).sorted().toList();
        for (UUID stack : ordered) {
            transaction
                    .sql()
                    .select(DSL.field("pg_advisory_xact_lock({0})", Object.class, inline(key(stack))))
                    .fetch();
        }
        for (UUID stack : ordered) {
            transaction
                    .sql()
                    .insertInto(STACK_CLAIM)
                    .set(STACK_CLAIM.STACK_ID, stack)
                    .set(STACK_CLAIM.CHANGE_ID, change.value())
                    .set(STACK_CLAIM.TENANT_ID, ChangeStore.tenant(transaction))
                    .set(STACK_CLAIM.POSITION, DSL.field("nextval('stack_claim_position')", Long.class))
                    .onConflictDoNothing()
                    .execute();
        }
    }

    private static long key(UUID stack) {
        return stack.getMostSignificantBits() ^ stack.getLeastSignificantBits();
    }

    /** Leaves all queues. Returns the changes that now stand first in one of them. */
    List<ChangeId> release(Transaction transaction, ChangeId change) {
        List<UUID> stacks = transaction
                .sql()
                .deleteFrom(STACK_CLAIM)
                .where(STACK_CLAIM.CHANGE_ID.eq(change.value()))
                .returning(STACK_CLAIM.STACK_ID)
                .fetch(STACK_CLAIM.STACK_ID);
        return stacks.stream()
                .flatMap(
                        stack -> queue(transaction, new StackId(stack)).stream().limit(1))
                .distinct()
                .toList();
    }

    /** Changes in the queue of a stack, the first to be applied first. */
    List<ChangeId> queue(Transaction transaction, StackId stack) {
        return transaction
                .sql()
                .select(STACK_CLAIM.CHANGE_ID)
                .from(STACK_CLAIM)
                .where(STACK_CLAIM.STACK_ID.eq(stack.value()))
                .orderBy(STACK_CLAIM.POSITION)
                .fetch(row -> new ChangeId(row.value1()));
    }

    List<StackId> claimed(Transaction transaction, ChangeId change) {
        return transaction
                .sql()
                .select(STACK_CLAIM.STACK_ID)
                .from(STACK_CLAIM)
                .where(STACK_CLAIM.CHANGE_ID.eq(change.value()))
                .fetch(row -> new StackId(row.value1()));
    }

    /** Whether the change stands first in all queues that it is in. */
    boolean first(Transaction transaction, ChangeId change) {
        return claimed(transaction, change).stream()
                .allMatch(stack -> queue(transaction, stack).getFirst().equals(change));
    }
}

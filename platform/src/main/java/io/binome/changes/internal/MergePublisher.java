package io.binome.changes.internal;

import io.binome.billing.CostDelta;
import io.binome.billing.Estimates;
import io.binome.changes.ChangeState;
import io.binome.changes.StackPlan;
import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.repositories.MergeOutcome;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.runs.JobLease;
import io.binome.stacks.Stacks;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Moves the default branch to what was applied, in one transaction with everything that follows from it. */
final class MergePublisher {
    private static final Actor MACHINE = new Actor.Machine("changes");
    private static final int ATTEMPTS = 20;

    private final Database database;
    private final ChangeStore changes;
    private final PlanStore plans;
    private final Repositories repositories;
    private final Stacks stacks;
    private final JudgementStore judgements;
    private final Estimates estimates;
    private final ChangePlanner planner;
    private final ChangeRecorder recorder;
    private final ChangeWork work;

    MergePublisher(
            Database database,
            ChangeStore changes,
            PlanStore plans,
            Repositories repositories,
            Stacks stacks,
            JudgementStore judgements,
            Estimates estimates,
            ChangePlanner planner,
            ChangeRecorder recorder,
            ChangeWork work) {
        this.database = database;
        this.changes = changes;
        this.plans = plans;
        this.repositories = repositories;
        this.stacks = stacks;
        this.judgements = judgements;
        this.estimates = estimates;
        this.planner = planner;
        this.recorder = recorder;
        this.work = work;
    }

    /**
     * Changes of other stacks of the repository may move the branch meanwhile: then what was applied is merged anew onto
     * where it is now, which must leave the files of its own stacks as they were applied.
     *
     * @param notes what is to be said on the change of how it was applied
     * @return why it could not be done; empty when it was
     */
    Optional<String> publish(JobLease lease, ChangeId id, List<PlanStore.Kept> applied, List<String> notes) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (database.inTenant(lease.scope(), transaction -> tryPublish(transaction, lease, id, applied, notes))) {
                return Optional.empty();
            }
            Optional<String> refusal = mergeAgain(lease, id, applied);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.of("The default branch moved " + ATTEMPTS + " times meanwhile. Retry when it is quieter.");
    }

    private boolean tryPublish(
            Transaction transaction, JobLease lease, ChangeId id, List<PlanStore.Kept> applied, List<String> notes) {
        work.fence(transaction, lease);
        ChangeRow row = changes.lock(transaction, id).orElseThrow();
        if (!(row.state instanceof ChangeState.Applying) || row.merge == null) {
            throw new IllegalStateException("Change " + id + " is " + row.state.name() + ", not being applied");
        }
        if (!repositories.moveDefaultBranch(transaction, row.repository, row.base, row.merge)) {
            return false;
        }
        Map<String, String> details = new TreeMap<>();
        details.put("merge", row.merge);
        details.put("base", row.base == null ? "" : row.base);
        details.put("fingerprint", row.fingerprint);
        for (PlanStore.Kept kept : applied) {
            StackPlan plan = kept.plan();
            details.put("plan:" + plan.declaration().name(), plan.hash());
            if (plan.removed()) {
                stacks.removed(transaction, plan.stack());
            } else {
                stacks.applied(transaction, plan.stack(), plan.declaration(), row.merge);
            }
        }
        recordCosts(transaction, row, applied);
        estimates.release(transaction, id);
        if (!notes.isEmpty()) {
            details.put("note", String.join("\n", notes));
        }
        row.move(new Event.ApplyDone());
        row.mergedAt = recorder.now();
        row.reviewDue = row.goingBack || row.isOverridden();
        row.halfApplied = false;
        plans.forgetArtifacts(transaction, id);
        row.applyJob = null;
        for (ChangeId next : plans.release(transaction, id)) {
            work.apply(transaction, next);
        }
        planOthersAgain(transaction, row, applied);
        recorder.save(transaction, row, MACHINE, "change.applied", details);
        return true;
    }

    /**
     * The target has moved under all other open changes of the repository; where what governs has changed, under all of
     * the tenant.
     */
    private void planOthersAgain(Transaction transaction, ChangeRow applied, List<PlanStore.Kept> plans) {
        Set<ChangeId> others =
                new LinkedHashSet<>(changes.concernedByTarget(transaction, applied.repository, applied.id));
        boolean governs = plans.stream()
                .anyMatch(kept -> DocumentRules.isDocument(kept.plan().declaration()));
        if (governs) {
            others.addAll(changes.judged(transaction, applied.id));
        }
        others.forEach(other -> work.revalidate(transaction, other));
    }

    /** What its stacks are estimated to cost from now on. */
    private void recordCosts(Transaction transaction, ChangeRow row, List<PlanStore.Kept> applied) {
        Map<String, CostDelta> costs = new TreeMap<>();
        judgements.find(transaction, row.id, row.round).ifPresent(judgement -> judgement.stacks().stream()
                .filter(stack -> stack.cost() != null)
                .forEach(stack -> costs.put(stack.stack(), stack.cost())));
        for (PlanStore.Kept kept : applied) {
            CostDelta cost = costs.get(kept.plan().declaration().name());
            if (cost != null) {
                estimates.applied(
                        transaction,
                        kept.plan().stack(),
                        kept.plan().declaration(),
                        cost,
                        kept.plan().removed());
            }
        }
    }

    private Optional<String> mergeAgain(JobLease lease, ChangeId id, List<PlanStore.Kept> applied) {
        TenantScope scope = lease.scope();
        ChangeRow row = database.inTenant(scope, transaction -> changes.find(transaction, id))
                .orElseThrow();
        Repository repository = repositories.byId(scope, row.repository).orElseThrow();
        String base = repositories
                .head(scope, row.repository, repository.defaultBranch())
                .orElse(null);
        if (!(planner.merge(scope, repository, row, base) instanceof MergeOutcome.Merged merged)) {
            return Optional.of("The default branch moved meanwhile, and the change no longer merges into it.");
        }
        CommitTree before = repositories.tree(scope, row.repository, row.merge == null ? row.head : row.merge);
        CommitTree after = repositories.tree(scope, row.repository, merged.commit());
        Set<String> paths = new HashSet<>();
        applied.forEach(kept -> paths.addAll(kept.dependsOn()));
        if (TouchedStacks.differs(paths, before, after)) {
            return Optional.of("The default branch moved meanwhile in files of what was just applied.");
        }
        database.inTenant(scope, transaction -> {
            work.fence(transaction, lease);
            ChangeRow locked = changes.lock(transaction, id).orElseThrow();
            locked.base = base;
            locked.merge = merged.commit();
            recorder.save(transaction, locked, MACHINE, "change.merged-anew", Map.of("merge", merged.commit()));
            return id;
        });
        return Optional.empty();
    }
}

package io.binome.changes.internal;

import io.binome.billing.Estimates;
import io.binome.changes.ChangeState;
import io.binome.changes.StackPlan;
import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.runs.JobHandler;
import io.binome.runs.JobLease;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Stacks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The job that brings the stacks of a failed apply back to the default branch. */
final class GoBackChange implements JobHandler {
    private static final Actor MACHINE = new Actor.Machine("changes");

    private final Database database;
    private final ChangeStore changes;
    private final PlanStore plans;
    private final Repositories repositories;
    private final Stacks stacks;
    private final AppliedResolutions resolutions;
    private final StackApplier applier;
    private final Estimates estimates;
    private final ChangeRecorder recorder;
    private final ChangeWork work;

    GoBackChange(
            Database database,
            ChangeStore changes,
            PlanStore plans,
            Repositories repositories,
            Stacks stacks,
            AppliedResolutions resolutions,
            StackApplier applier,
            Estimates estimates,
            ChangeRecorder recorder,
            ChangeWork work) {
        this.database = database;
        this.changes = changes;
        this.plans = plans;
        this.repositories = repositories;
        this.stacks = stacks;
        this.resolutions = resolutions;
        this.applier = applier;
        this.estimates = estimates;
        this.recorder = recorder;
        this.work = work;
    }

    @Override
    public String kind() {
        return ChangeWork.GO_BACK;
    }

    @Override
    public void abandoned(Transaction transaction, JobLease lease, String reason) {
        changes.lock(transaction, ChangeWork.change(lease))
                .filter(row -> row.state instanceof ChangeState.GoingBack)
                .ifPresent(row -> broken(transaction, row, reason));
    }

    /** Where a stack goes back to; {@code tree} null: it was not there. */
    private record Target(
            StackPlan plan,
            StackDeclaration declaration,
            @Nullable CommitTree tree) {
        StackId stack() {
            return plan.stack();
        }
    }

    @Override
    public Outcome run(JobLease lease) {
        TenantScope scope = lease.scope();
        ChangeId id = ChangeWork.change(lease);
        Optional<ChangeRow> found = database.inTenant(scope, transaction -> changes.find(transaction, id))
                .filter(row -> row.state instanceof ChangeState.GoingBack);
        if (found.isEmpty()) {
            return new Outcome.Done();
        }
        ChangeRow row = found.get();
        Repository repository = repositories.byId(scope, row.repository).orElseThrow();
        String commit = repositories
                .head(scope, row.repository, repository.defaultBranch())
                .orElse(null);
        CommitTree tree = commit == null ? null : repositories.tree(scope, row.repository, commit);
        List<PlanStore.Kept> reviewed = database.inTenant(scope, transaction -> plans.of(transaction, id, row.round));
        Map<StackId, Map<String, String>> pins = resolutions.before(scope, id);
        List<Target> targets = new ArrayList<>();
        for (PlanStore.Kept kept : reviewed) {
            targets.add(target(kept.plan(), tree));
        }
        CommitTree undone = applied(scope, row);
        for (Target target : StackOrder.waves(targets, Target::declaration, one -> one.tree() == null).stream()
                .flatMap(List::stream)
                .toList()) {
            StackPlan wanted = target.plan().declaredAs(target.declaration());
            String at = commit == null ? (row.merge == null ? row.head : row.merge) : commit;
            StackApplier.Result result = applier.bring(
                    lease, row, wanted, at, target.tree(), undone, pins.getOrDefault(target.stack(), Map.of()));
            String reason =
                    switch (result) {
                        case StackApplier.Result.Applied _ -> null;
                        case StackApplier.Result.Stale stale -> stale.reason();
                        case StackApplier.Result.Failed failed -> failed.reason();
                    };
            if (reason != null) {
                fail(lease, id, target.declaration().name() + ": " + reason);
                return new Outcome.Done();
            }
        }
        finish(lease, id, targets, commit);
        return new Outcome.Done();
    }

    /** The files of what is being undone: a stack that was not there before is removed by them. */
    private @Nullable CommitTree applied(TenantScope scope, ChangeRow row) {
        return row.merge == null ? null : repositories.tree(scope, row.repository, row.merge);
    }

    private Target target(StackPlan plan, @Nullable CommitTree tree) {
        if (tree != null && stacks.manifest(tree) instanceof Stacks.ManifestOutcome.Read read) {
            for (StackDeclaration declaration : read.stacks()) {
                if (declaration.name().equals(plan.declaration().name())) {
                    return new Target(plan, declaration, tree);
                }
            }
        }
        return new Target(plan, plan.declaration(), null);
    }

    private void finish(JobLease lease, ChangeId id, List<Target> targets, @Nullable String commit) {
        database.inTenant(lease.scope(), transaction -> {
            work.fence(transaction, lease);
            ChangeRow row = changes.lock(transaction, id).orElseThrow();
            for (Target target : targets) {
                if (target.tree() == null || commit == null) {
                    stacks.removed(transaction, target.stack());
                } else {
                    stacks.applied(transaction, target.stack(), target.declaration(), commit);
                }
            }
            row.move(new Event.GoBackDone());
            row.reviewDue = true;
            row.halfApplied = false;
            plans.forgetArtifacts(transaction, id);
            estimates.release(transaction, id);
            for (ChangeId next : plans.release(transaction, id)) {
                work.apply(transaction, next);
            }
            recorder.save(
                    transaction, row, MACHINE, "change.went-back", Map.of("commit", commit == null ? "" : commit));
            return id;
        });
    }

    private void fail(JobLease lease, ChangeId id, String reason) {
        database.inTenant(lease.scope(), transaction -> {
            work.fence(transaction, lease);
            broken(transaction, changes.lock(transaction, id).orElseThrow(), reason);
            return id;
        });
    }

    private void broken(Transaction transaction, ChangeRow row, String reason) {
        row.move(new Event.GoBackBroke("Going back failed: " + reason));
        recorder.save(transaction, row, MACHINE, "change.go-back-failed", Map.of("reason", reason));
    }
}

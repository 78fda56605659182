package io.binome.changes.internal;

import io.binome.billing.Estimates;
import io.binome.changes.Blocker;
import io.binome.changes.ChangeState;
import io.binome.changes.StackPlan;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.Contracts;
import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.TenantScope;
import io.binome.runs.JobHandler;
import io.binome.runs.JobLease;
import io.binome.stacks.Stacks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The job that applies a change: at the head of its queues everything is looked at again and planned again; what is
 * still the same is carried out; then the default branch moves. May be killed anywhere and run again.
 */
final class ApplyChange implements JobHandler {
    private static final Actor MACHINE = new Actor.Machine("changes");

    private final Database database;
    private final ChangeStore changes;
    private final PlanStore plans;
    private final Stacks stacks;
    private final ChangePlanner planner;
    private final Contracts contracts;
    private final Judge judge;
    private final Estimates estimates;
    private final PlanConclusion conclusion;
    private final StackApplier applier;
    private final MergePublisher publisher;
    private final StartChange start;
    private final ChangeRecorder recorder;
    private final ChangeWork work;

    ApplyChange(
            Database database,
            ChangeStore changes,
            PlanStore plans,
            Stacks stacks,
            ChangePlanner planner,
            Contracts contracts,
            Judge judge,
            Estimates estimates,
            PlanConclusion conclusion,
            StackApplier applier,
            MergePublisher publisher,
            StartChange start,
            ChangeRecorder recorder,
            ChangeWork work) {
        this.database = database;
        this.changes = changes;
        this.plans = plans;
        this.stacks = stacks;
        this.planner = planner;
        this.contracts = contracts;
        this.judge = judge;
        this.estimates = estimates;
        this.conclusion = conclusion;
        this.applier = applier;
        this.publisher = publisher;
        this.start = start;
        this.recorder = recorder;
        this.work = work;
    }

    @Override
    public String kind() {
        return ChangeWork.APPLY;
    }

    @Override
    public void abandoned(Transaction transaction, JobLease lease, String reason) {
        ChangeId id = ChangeWork.change(lease);
        changes.lock(transaction, id).ifPresent(row -> {
            if (row.state instanceof ChangeState.Queued) {
                row.move(new Event.QueueLeft());
                row.applyJob = null;
                leave(transaction, row);
                recorder.save(transaction, row, MACHINE, "change.left-queue", Map.of("reason", reason));
            } else if (row.state instanceof ChangeState.Applying) {
                // How far it came is not known here, so every stack of it counts as half-way.
                broken(transaction, row, reason, plans.of(transaction, id, row.round));
            }
        });
    }

    /** A change in the hands of this job. */
    private record Taken(ChangeRow row, List<PlanStore.Kept> plans, boolean begun) {}

    @Override
    public Outcome run(JobLease lease) {
        TenantScope scope = lease.scope();
        ChangeId id = ChangeWork.change(lease);
        Optional<Taken> taken = take(scope, id);
        if (taken.isEmpty()) {
            return new Outcome.Done();
        }
        ChangeRow row = taken.get().row();
        List<PlanStore.Kept> approved = taken.get().plans();
        if (!taken.get().begun()) {
            ChangePlanner.Outcome again = planner.plan(scope, row, AppliedResolutions.of(approved), lease);
            Begun begun;
            do {
                Judge.Judged judged = judge.judge(scope, row, again).orElse(null);
                begun = begin(lease, id, row.fingerprint, again, judged);
            } while (begun == Begun.OVERTAKEN);
            if (begun == Begun.NO) {
                return new Outcome.Done();
            }
            ChangePlanner.Outcome.Made made = (ChangePlanner.Outcome.Made) again;
            row.base = made.base();
            row.merge = made.merge();
        }
        boolean resumed = taken.get().begun();
        List<PlanStore.Kept> changed = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (PlanStore.Kept reviewed : StackOrder.of(approved)) {
            PlanStore.Kept kept = reviewed;
            if (reviewed.plan().provisional() && row.merge != null) {
                kept = planner.again(scope, row, row.merge, reviewed, lease);
                if (!kept.plan().hash().equals(reviewed.plan().hash())) {
                    stopHalfWay(lease, id, reviewed, changed);
                    return new Outcome.Done();
                }
            }
            StackApplier.Result result = applier.apply(lease, row, kept, row.retried);
            switch (result) {
                case StackApplier.Result.Applied applied -> {
                    notes.addAll(applied.notes());
                    if (!PlanConclusion.doesNothing(kept)) {
                        changed.add(kept);
                    }
                }
                case StackApplier.Result.Stale stale -> {
                    if (changed.isEmpty() && !resumed && !row.halfApplied) {
                        giveUpUntouched(lease, id, stale.reason());
                    } else {
                        changed.add(kept);
                        fail(lease, id, stale.reason(), changed);
                    }
                    return new Outcome.Done();
                }
                case StackApplier.Result.Failed failed -> {
                    if (failed.anythingDone() || resumed || row.halfApplied) {
                        changed.add(kept);
                    }
                    fail(lease, id, kept.plan().declaration().name() + ": " + failed.reason(), changed);
                    return new Outcome.Done();
                }
            }
        }
        publisher.publish(lease, id, approved, notes).ifPresent(reason -> fail(lease, id, reason, changed));
        return new Outcome.Done();
    }

    /** Empty when it is not this job's turn; whoever leaves a queue wakes the next. */
    private Optional<Taken> take(TenantScope scope, ChangeId id) {
        return database.inTenant(scope, transaction -> changes.find(transaction, id)
                .filter(row -> row.state instanceof ChangeState.Applying
                        || (row.state instanceof ChangeState.Queued && plans.first(transaction, id)))
                .map(row -> new Taken(
                        row, plans.of(transaction, id, row.round), row.state instanceof ChangeState.Applying)));
    }

    private enum Begun {
        YES,
        NO,
        /** Another change began to spend since budgets were asked: they are asked again. */
        OVERTAKEN
    }

    /** Whether the change is still what was approved; if not, it goes back to people with its new plan. */
    private Begun begin(
            JobLease lease, ChangeId id, String approved, ChangePlanner.Outcome again, Judge.@Nullable Judged judged) {
        return database.inTenant(lease.scope(), transaction -> {
            work.fence(transaction, lease);
            ChangeRow row = changes.lock(transaction, id).orElseThrow();
            if (!(row.state instanceof ChangeState.Queued)) {
                return Begun.NO;
            }
            Optional<String> moved = changedSinceApproval(row, approved, again);
            if (moved.isEmpty() && judged != null && overtaken(transaction, judged)) {
                return Begun.OVERTAKEN;
            }
            Optional<String> reason = moved.isPresent() ? moved : notAdmitted(transaction, row, judged);
            Blocker.WindowClosed closed =
                    reason.isPresent() || judged == null || row.isOverridden() ? null : judged.closed();
            if (closed != null && closed.startsAt() != null && start.wasScheduled(transaction, row)) {
                leave(transaction, row);
                start.putOff(transaction, row, closed.why(), closed.startsAt());
                return Begun.NO;
            }
            if (closed != null) {
                reason = Optional.of(closed.why());
            }
            if (reason.isPresent()) {
                row.move(new Event.WentStale());
                row.applyJob = null;
                leave(transaction, row);
                recorder.save(transaction, row, MACHINE, "change.went-stale", Map.of("reason", reason.get()));
                conclusion.conclude(transaction, row, again, judged);
                return Begun.NO;
            }
            ChangePlanner.Outcome.Made made = (ChangePlanner.Outcome.Made) again;
            row.base = made.base();
            row.merge = made.merge();
            row.move(new Event.ApplyBegan());
            if (judged != null) {
                estimates.hold(transaction, id, judged.planned());
            }
            recorder.save(transaction, row, MACHINE, "change.apply-began", began(made, row, judged));
            return Begun.YES;
        });
    }

    private boolean overtaken(Transaction transaction, Judge.Judged judged) {
        return !judged.planned().isEmpty() && !estimates.stands(transaction, judged.spending());
    }

    private static Map<String, String> began(
            ChangePlanner.Outcome.Made made, ChangeRow row, Judge.@Nullable Judged judged) {
        Map<String, String> details = new TreeMap<>();
        details.put("merge", made.merge());
        if (judged != null) {
            PlanConclusion.tell(details, judged.judgement());
            details.put("approvals", Integer.toString(row.approvals));
        }
        if (row.overridden != null && row.isOverridden()) {
            details.put("overridden", row.overridden.by());
        }
        return details;
    }

    /**
     * Why the terms as they are at this moment, and people as they stand at this moment, do not let it through; of windows
     * nothing is said.
     */
    private Optional<String> notAdmitted(Transaction transaction, ChangeRow row, Judge.@Nullable Judged judged) {
        if (judged == null) {
            return Optional.of("it can no longer be planned");
        }
        conclusion.take(transaction, row, judged.judgement(), judged.standings());
        conclusion.recount(transaction, row, judged.judgement(), judged.standings());
        ContractVersion contract = contracts.inForce(transaction);
        if (contract.number() != judged.judgement().contract()
                || contract.accepted() != judged.judgement().accepted()) {
            return Optional.of("the contract has just changed");
        }
        StoredJson.StoredLimit limit = row.limitNow();
        Optional<String> lapsed = limit == null ? Optional.empty() : limit.lapsed(contract, judged.standings());
        if (lapsed.isPresent()) {
            return lapsed;
        }
        if (row.rejectedBy != null) {
            return Optional.of("somebody voted against it");
        }
        if (row.isOverridden()) {
            return Optional.empty();
        }
        if (row.blocking > 0) {
            return Optional.of("a rule blocks it now: "
                    + judged.judgement().blocking().getFirst().message().getOrDefault("en", ""));
        }
        if (!row.unmet.isEmpty()) {
            return Optional.of(
                    "it now needs " + NeedWords.phrase(row.unmet.getFirst().need()));
        }
        return Optional.empty();
    }

    private static Optional<String> changedSinceApproval(ChangeRow row, String approved, ChangePlanner.Outcome again) {
        if (!row.fingerprint.equals(approved)) {
            return Optional.of("the branch moved");
        }
        if (!(again instanceof ChangePlanner.Outcome.Made made)) {
            return Optional.of("it can no longer be planned");
        }
        if (made.findings() > 0 || made.failure() != null) {
            return Optional.of("it can no longer be planned");
        }
        return made.fingerprint().equals(row.fingerprint)
                ? Optional.empty()
                : Optional.of(
                        made.diffHash().equals(row.diffHash)
                                ? "what runs has changed, so the plan is another one"
                                : "the target has changed, so the change is another one");
    }

    /** The engine found its plan stale before it did anything: plan again, let people decide again. */
    private void giveUpUntouched(JobLease lease, ChangeId id, String reason) {
        database.inTenant(lease.scope(), transaction -> {
            work.fence(transaction, lease);
            ChangeRow row = changes.lock(transaction, id).orElseThrow();
            row.move(new Event.WentStale());
            row.forgetPlan();
            row.applyJob = null;
            leave(transaction, row);
            work.plan(transaction, id);
            recorder.save(transaction, row, MACHINE, "change.went-stale", Map.of("reason", reason));
            return id;
        });
    }

    /**
     * What this stack rests on is applied, and its plan is another one than was foretold: people look at it before it is
     * applied. The stacks before it stay applied, and nobody else's change comes between.
     */
    private void stopHalfWay(JobLease lease, ChangeId id, PlanStore.Kept reviewed, List<PlanStore.Kept> changed) {
        database.inTenant(lease.scope(), transaction -> {
            work.fence(transaction, lease);
            ChangeRow row = changes.lock(transaction, id).orElseThrow();
            String merge = merge(row);
            row.move(new Event.StoppedHalfWay());
            row.halfApplied = true;
            row.applyJob = null;
            for (PlanStore.Kept done : changed) {
                stacks.partial(transaction, done.plan().stack(), done.plan().declaration(), merge);
            }
            row.forgetPlan();
            work.plan(transaction, id);
            recorder.save(
                    transaction,
                    row,
                    MACHINE,
                    "change.stopped-half-way",
                    Map.of(
                            "stack",
                            reviewed.plan().declaration().name(),
                            "because",
                            String.join(", ", reviewed.plan().awaits())));
            return id;
        });
    }

    private void fail(JobLease lease, ChangeId id, String reason, List<PlanStore.Kept> changed) {
        database.inTenant(lease.scope(), transaction -> {
            work.fence(transaction, lease);
            broken(transaction, changes.lock(transaction, id).orElseThrow(), reason, changed);
            return id;
        });
    }

    /** What was changed stays as it is and is said to be half-way; where nothing was, the stacks are free again. */
    private void broken(Transaction transaction, ChangeRow row, String reason, List<PlanStore.Kept> changed) {
        row.move(new Event.ApplyBroke(reason, !changed.isEmpty()));
        row.applyJob = null;
        for (PlanStore.Kept kept : changed) {
            StackPlan plan = kept.plan();
            stacks.partial(transaction, plan.stack(), plan.declaration(), merge(row));
        }
        if (changed.isEmpty()) {
            row.forgetPlan();
            leave(transaction, row);
        }
        String kind = changed.isEmpty() ? "change.not-applied" : "change.apply-failed";
        recorder.save(transaction, row, MACHINE, kind, Map.of("reason", reason));
    }

    /** Leaves all queues and wakes those who are first now. */
    private void leave(Transaction transaction, ChangeRow row) {
        if (row.halfApplied) {
            return;
        }
        ChangeId id = row.id;
        estimates.release(transaction, id);
        for (ChangeId next : plans.release(transaction, id)) {
            work.apply(transaction, next);
        }
    }

    private static String merge(ChangeRow row) {
        @Nullable String merge = row.merge;
        if (merge == null) {
            throw new IllegalStateException("Change " + row.id + " is being applied without a merge commit");
        }
        return merge;
    }
}

package io.binome.changes.internal;

import io.binome.changes.Activity;
import io.binome.changes.Blocker;
import io.binome.changes.ChangeState;
import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.TenantScope;
import io.binome.runs.JobHandler;
import io.binome.runs.JobLease;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The job that puts a scheduled change into its queues when its window opens, if it may still be applied then. */
final class StartChange implements JobHandler {
    private static final Actor MACHINE = new Actor.Machine("changes");

    /** The detail of an entry into the queues that no person pressed for. */
    private static final String SCHEDULED = "scheduled";

    private static final Set<String> TERMS = Set.of("contract", "rules");

    private final Database database;
    private final ChangeStore changes;
    private final PlanStore plans;
    private final ActivityStore activities;
    private final ChangeView view;
    private final ChangeRecorder recorder;
    private final ChangeWork work;

    StartChange(
            Database database,
            ChangeStore changes,
            PlanStore plans,
            ActivityStore activities,
            ChangeView view,
            ChangeRecorder recorder,
            ChangeWork work) {
        this.database = database;
        this.changes = changes;
        this.plans = plans;
        this.activities = activities;
        this.view = view;
        this.recorder = recorder;
        this.work = work;
    }

    @Override
    public String kind() {
        return ChangeWork.START;
    }

    @Override
    public Outcome run(JobLease lease) {
        TenantScope scope = lease.scope();
        ChangeId id = ChangeWork.change(lease);
        Optional<ChangeRow> found = database.inTenant(scope, transaction -> changes.find(transaction, id))
                .filter(row -> row.state instanceof ChangeState.Scheduled);
        if (found.isEmpty()) {
            return new Outcome.Done();
        }
        ChangeRow seen = found.get();
        List<Blocker> blockers = view.blockers(scope, seen);
        database.inTenant(scope, transaction -> {
            work.fence(transaction, lease);
            ChangeRow row = changes.lock(transaction, id).orElseThrow();
            if (!(row.state instanceof ChangeState.Scheduled)) {
                return id;
            }
            if (row.revision != seen.revision) {
                // Somebody did something to it meanwhile: what was looked at is worth nothing any more.
                row.applyJob = work.start(transaction, id, recorder.now());
                changes.update(transaction, row);
                return id;
            }
            decide(transaction, row, blockers);
            return id;
        });
        return new Outcome.Done();
    }

    private void decide(Transaction transaction, ChangeRow row, List<Blocker> blockers) {
        // What it is asked against is asked anew before anything is done, so that it has moved is no reason to give up.
        boolean onlyMoved = blockers.stream()
                .allMatch(blocker -> blocker instanceof Blocker.Stale stale && TERMS.containsAll(stale.reasons()));
        if (onlyMoved) {
            row.move(new Event.QueueEntered());
            plans.claim(
                    transaction,
                    row.id,
                    plans.of(transaction, row.id, row.round).stream()
                            .map(kept -> kept.plan().stack())
                            .toList());
            row.applyJob = work.apply(transaction, row.id);
            recorder.save(
                    transaction,
                    row,
                    MACHINE,
                    "change.queued",
                    Map.of("fingerprint", row.fingerprint, SCHEDULED, "true"));
            return;
        }
        if (blockers.getFirst() instanceof Blocker.WindowClosed closed && closed.startsAt() != null) {
            putOff(transaction, row, closed.why(), closed.startsAt());
            return;
        }
        putBack(transaction, row, BlockerWords.sentence(blockers.getFirst()));
    }

    /** The later window is waited for, and people are told. */
    void putOff(Transaction transaction, ChangeRow row, String why, Instant startsAt) {
        row.move(new Event.StartPutOff(startsAt));
        row.applyJob = work.start(transaction, row.id, startsAt);
        recorder.save(
                transaction, row, MACHINE, "change.put-off", Map.of("startsAt", startsAt.toString(), "reason", why));
    }

    /** Whether it is in its queues because its window opened, and not because somebody sent it there. */
    boolean wasScheduled(Transaction transaction, ChangeRow row) {
        return activities.list(transaction, row.id).reversed().stream()
                .filter(Activity.Step.class::isInstance)
                .map(Activity.Step.class::cast)
                .filter(step -> step.kind().equals("change.queued"))
                .findFirst()
                .filter(step -> step.details().containsKey(SCHEDULED))
                .isPresent();
    }

    @Override
    public void abandoned(Transaction transaction, JobLease lease, String reason) {
        changes.lock(transaction, ChangeWork.change(lease))
                .filter(row -> row.state instanceof ChangeState.Scheduled)
                .ifPresent(row -> putBack(transaction, row, reason));
    }

    private void putBack(Transaction transaction, ChangeRow row, String reason) {
        row.move(new Event.QueueLeft());
        row.applyJob = null;
        recorder.save(transaction, row, MACHINE, "change.went-stale", Map.of("reason", reason));
    }
}

package io.binome.drift.internal;

import io.binome.changes.ChangeState;
import io.binome.changes.Changes;
import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.runs.JobHandler;
import io.binome.runs.JobLease;
import io.binome.runs.Jobs;
import io.binome.runs.Run;
import io.binome.runs.RunLog;
import io.binome.runs.Runs;
import io.binome.stacks.DriftOutcome;
import io.binome.stacks.Engine;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The job that looks at a stack. It takes no lock and stands in no queue; when the stack is applied meanwhile, what was seen
 * is thrown away and looked for again.
 */
final class LookAtStack implements JobHandler {
    static final String KIND = "look-for-drift";
    static final int MOST_AT_A_TIME = 2;
    /** A look that began so long ago was forgotten by everybody. */
    static final Duration LONGEST = Duration.ofHours(6);

    private static final Duration WHILE_APPLIED = Duration.ofSeconds(30);
    private static final Duration WHILE_OTHERS_LOOK = Duration.ofSeconds(2);
    private static final String APPLYING = "It is being applied. Looked at afterwards.";

    private final Database database;
    private final DriftStore store;
    private final DriftRecorder recorder;
    private final Changes changes;
    private final Stacks stacks;
    private final Runs runs;
    private final Jobs jobs;
    private final InstantSource clock;

    LookAtStack(
            Database database,
            DriftStore store,
            DriftRecorder recorder,
            Changes changes,
            Stacks stacks,
            Runs runs,
            Jobs jobs,
            InstantSource clock) {
        this.database = database;
        this.store = store;
        this.recorder = recorder;
        this.changes = changes;
        this.stacks = stacks;
        this.runs = runs;
        this.jobs = jobs;
        this.clock = clock;
    }

    static Jobs.NewJob job(StackId stack) {
        return Jobs.NewJob.now(KIND, "drift:" + stack, Map.of("stack", stack.toString()));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void abandoned(Transaction transaction, JobLease lease, String reason) {
        store.asked(transaction, stack(lease), null);
    }

    private static StackId stack(JobLease lease) {
        return StackId.parse(Objects.requireNonNull(lease.payload().get("stack")));
    }

    @Override
    public Outcome run(JobLease lease) {
        TenantScope scope = lease.scope();
        Optional<Stack> found = stacks.find(scope, stack(lease));
        if (found.isEmpty()
                || found.get().appliedCommit() == null
                || found.get().partial() != null) {
            return leave(lease);
        }
        Stack stack = found.get();
        Optional<Engine> engine = stacks.engine(stack.declaration().engine());
        if (engine.isEmpty()) {
            return leave(lease);
        }
        if (beingApplied(scope, stack)) {
            return again();
        }
        Optional<RunId> begun = begin(lease, stack);
        if (begun.isEmpty()) {
            return new Outcome.Again(clock.instant().plus(WHILE_OTHERS_LOOK), "Other stacks are being looked at.");
        }
        RunId run = begun.get();
        String live = engine.get().liveRevision(scope, stack.id());
        DriftOutcome outcome;
        try (RunLog log = runs.log(scope, run)) {
            outcome = look(lease, engine.get(), stack, run, log);
            log.line(words(outcome));
        }
        boolean moved = !live.equals(engine.get().liveRevision(scope, stack.id()))
                || !stacks.find(scope, stack.id()).equals(found)
                || beingApplied(scope, stack);
        return database.inTenant(scope, transaction -> {
            jobs.fence(transaction, lease);
            if (moved) {
                runs.finish(transaction, run, Run.State.CANCELLED, APPLYING);
                store.begun(transaction, stack.id(), null);
                return again();
            }
            conclude(transaction, stack, run, outcome);
            return new Outcome.Done();
        });
    }

    /** Empty while as many other stacks of the tenant are looked at as may be: the other places are for changes. */
    private Optional<RunId> begin(JobLease lease, Stack stack) {
        return database.inTenant(lease.scope(), transaction -> {
            jobs.fence(transaction, lease);
            Instant now = clock.instant();
            store.lock(transaction, stack.id(), now);
            if (store.underWay(transaction, stack.id(), now.minus(LONGEST)) >= MOST_AT_A_TIME) {
                return Optional.empty();
            }
            store.begun(transaction, stack.id(), now);
            return Optional.of(runs.begin(transaction, lease, DriftRecorder.MACHINE, Run.Kind.DRIFT, null, stack.id()));
        });
    }

    private DriftOutcome look(JobLease lease, Engine engine, Stack stack, RunId run, RunLog log) {
        try {
            Optional<Engine.PlanRequest> request = changes.asApplied(lease.scope(), stack.id(), run);
            return request.isEmpty()
                    ? new DriftOutcome.Failed(APPLYING)
                    : engine.drift(request.get(), log, lease.cancellation());
        } catch (ProblemException problem) {
            return new DriftOutcome.Failed(problem.problem().message());
        }
    }

    private void conclude(Transaction transaction, Stack stack, RunId run, DriftOutcome outcome) {
        Instant now = clock.instant();
        DriftStore.Kept before = store.lock(transaction, stack.id(), now);
        String commit = Objects.requireNonNull(stack.appliedCommit());
        DriftStore.Look look = new DriftStore.Look(now, commit, run);
        switch (outcome) {
            case DriftOutcome.NotWatched _ -> {
                runs.finish(transaction, run, Run.State.SUCCEEDED, null);
                store.looked(transaction, stack.id(), look, false, null);
                recorder.found(transaction, stack, before, Found.NOTHING);
            }
            case DriftOutcome.Found drift -> {
                runs.finish(transaction, run, Run.State.SUCCEEDED, null);
                store.looked(transaction, stack.id(), look, true, null);
                store.record(transaction, stack.id(), look, drift.drift().size());
                recorder.found(transaction, stack, before, before.found().then(drift.drift(), now));
            }
            case DriftOutcome.Failed failed -> {
                runs.finish(transaction, run, Run.State.FAILED, failed.reason());
                // What an earlier look found stays.
                store.looked(transaction, stack.id(), look, before.watched(), failed.reason());
            }
        }
    }

    private static String words(DriftOutcome outcome) {
        return switch (outcome) {
            case DriftOutcome.NotWatched _ -> "Nothing of it can drift.";
            case DriftOutcome.Found found when found.drift().isEmpty() -> "Everything is as it was applied.";
            case DriftOutcome.Found found -> found.drift().size() + " not as applied.";
            case DriftOutcome.Failed failed -> "Failed: " + failed.reason();
        };
    }

    private boolean beingApplied(TenantScope scope, Stack stack) {
        return changes.queue(scope, stack.id()).stream()
                .anyMatch(change -> change.state() instanceof ChangeState.Applying
                        || change.state() instanceof ChangeState.GoingBack);
    }

    private Outcome leave(JobLease lease) {
        database.inTenant(lease.scope(), transaction -> {
            jobs.fence(transaction, lease);
            store.asked(transaction, stack(lease), null);
            return lease;
        });
        return new Outcome.Done();
    }

    private Outcome again() {
        return new Outcome.Again(clock.instant().plus(WHILE_APPLIED), APPLYING);
    }
}

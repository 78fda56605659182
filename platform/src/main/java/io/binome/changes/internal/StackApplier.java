package io.binome.changes.internal;

import io.binome.changes.StackPlan;
import io.binome.database.Database;
import io.binome.kernel.Actor;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RunId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.repositories.Repositories;
import io.binome.runs.JobLease;
import io.binome.runs.Run;
import io.binome.runs.RunLog;
import io.binome.runs.Runs;
import io.binome.stacks.ApplyOutcome;
import io.binome.stacks.Artifact;
import io.binome.stacks.Engine;
import io.binome.stacks.Plan;
import io.binome.stacks.PlanOutcome;
import io.binome.stacks.Stacks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Applies the plan of one stack as one run with its log. */
final class StackApplier {
    private static final Actor MACHINE = new Actor.Machine("changes");

    private final Database database;
    private final Repositories repositories;
    private final Stacks stacks;
    private final Runs runs;
    private final PlanArtifacts artifacts;
    private final ChangeWork work;
    private final StackInputs inputs;

    StackApplier(
            Database database,
            Repositories repositories,
            Stacks stacks,
            Runs runs,
            PlanArtifacts artifacts,
            ChangeWork work) {
        this.database = database;
        this.repositories = repositories;
        this.stacks = stacks;
        this.runs = runs;
        this.artifacts = artifacts;
        this.work = work;
        this.inputs = new StackInputs(stacks);
    }

    /** What came of it. */
    sealed interface Result {
        record Applied(List<String> notes) implements Result {}

        record Stale(String reason) implements Result {}

        record Failed(String reason, boolean anythingDone) implements Result {}
    }

    /** @param retry plan what is left first, and do it only if that is no more than what was reviewed */
    Result apply(JobLease lease, ChangeRow row, PlanStore.Kept kept, boolean retry) {
        StackPlan reviewed = kept.plan();
        Plan approved = reviewed.plan();
        if (approved == null || row.merge == null) {
            return new Result.Failed("There is no plan to apply.", false);
        }
        CommitTree tree = reviewed.removed() ? null : repositories.tree(lease.scope(), row.repository, row.merge);
        CommitTree base = row.base == null ? null : repositories.tree(lease.scope(), row.repository, row.base);
        Artifact approvedArtifact = artifacts.of(lease.scope(), kept);
        String merge = row.merge;
        return inRun(lease, row, reviewed, Run.Kind.APPLY, (engine, run, log) -> {
            Engine.PlanRequest request = new Engine.PlanRequest(
                    lease.scope(),
                    reviewed.stack(),
                    reviewed.declaration(),
                    merge,
                    tree,
                    base,
                    approved.resolutions(),
                    inputs(lease, row, reviewed, reviewed.removed()),
                    run,
                    approved.adopts() ? Engine.Mode.ADOPT : Engine.Mode.NORMAL,
                    approved.targets());
            Plan plan = approved;
            Artifact artifact = approvedArtifact;
            if (retry) {
                switch (engine.plan(request, log, lease.cancellation())) {
                    case PlanOutcome.Planned left -> {
                        Optional<String> beyond = PlanSubset.beyond(plan, left.plan());
                        if (beyond.isPresent()) {
                            return new Result.Failed(
                                    "Going on would do more than was reviewed: " + beyond.get()
                                            + ". Go back, then plan it anew.",
                                    false);
                        }
                        plan = left.plan();
                        artifact = left.artifact();
                    }
                    case PlanOutcome.Refused refused -> {
                        return new Result.Failed(refused.findings().getFirst().reason(), false);
                    }
                    case PlanOutcome.Failed failed -> {
                        return new Result.Failed(failed.reason(), false);
                    }
                }
            }
            return result(engine.apply(new Engine.ApplyRequest(request, plan, artifact, lease), log));
        });
    }

    private SortedMap<String, Engine.OutputValue> inputs(
            JobLease lease, ChangeRow row, StackPlan stack, boolean removed) {
        return removed
                ? inputs.ofRemoved(lease.scope(), row.repository, stack.declaration())
                        .values()
                : inputs.resolve(lease.scope(), row.repository, stack.declaration(), List.of())
                        .values();
    }

    /**
     * Brings a stack to a commit without a review: going back after a failed apply.
     *
     * @param tree null: everything goes
     * @param before files of what is being undone
     */
    Result bring(
            JobLease lease,
            ChangeRow row,
            StackPlan stack,
            String commit,
            @Nullable CommitTree tree,
            @Nullable CommitTree before,
            Map<String, String> resolutions) {
        return inRun(lease, row, stack, Run.Kind.GO_BACK, (engine, run, log) -> {
            Engine.PlanRequest request = new Engine.PlanRequest(
                    lease.scope(),
                    stack.stack(),
                    stack.declaration(),
                    commit,
                    tree,
                    before,
                    resolutions,
                    inputs(lease, row, stack, tree == null),
                    run,
                    Engine.Mode.NORMAL,
                    // What was not to be touched on the way there is not touched on the way back.
                    tree == null || stack.plan() == null
                            ? List.of()
                            : stack.plan().targets());
            return switch (engine.plan(request, log, lease.cancellation())) {
                case PlanOutcome.Planned planned ->
                    result(engine.apply(
                            new Engine.ApplyRequest(request, planned.plan(), planned.artifact(), lease), log));
                case PlanOutcome.Refused refused ->
                    new Result.Failed(refused.findings().getFirst().reason(), false);
                case PlanOutcome.Failed failed -> new Result.Failed(failed.reason(), false);
            };
        });
    }

    @FunctionalInterface
    private interface Step {
        Result run(Engine engine, RunId run, RunLog log);
    }

    private Result inRun(JobLease lease, ChangeRow row, StackPlan stack, Run.Kind kind, Step step) {
        TenantScope scope = lease.scope();
        Engine engine = stacks.engine(stack.declaration().engine()).orElse(null);
        if (engine == null) {
            return new Result.Failed(
                    "There is no engine called " + stack.declaration().engine() + " here.", false);
        }
        RunId run = database.inTenant(
                scope, transaction -> runs.begin(transaction, lease, MACHINE, kind, row.id, stack.stack()));
        Result result;
        try (RunLog log = runs.log(scope, run)) {
            result = attempt(engine, run, log, step);
        }
        database.inTenant(scope, transaction -> {
            // Whoever took the job over goes on with the run: it is no longer this one's to end.
            work.fence(transaction, lease);
            switch (result) {
                case Result.Applied _ -> runs.finish(transaction, run, Run.State.SUCCEEDED, null);
                case Result.Stale stale -> runs.finish(transaction, run, Run.State.FAILED, stale.reason());
                case Result.Failed failed ->
                    runs.finish(
                            transaction,
                            run,
                            lease.cancellation().requested() ? Run.State.CANCELLED : Run.State.FAILED,
                            failed.reason());
            }
            return run;
        });
        return result;
    }

    private static Result attempt(Engine engine, RunId run, RunLog log, Step step) {
        try {
            Result result = step.run(engine, run, log);
            switch (result) {
                case Result.Applied _ -> {}
                case Result.Stale stale -> log.line("Not applied: " + stale.reason());
                // What a container last said was told where it happened.
                case Result.Failed failed -> log.line("Failed: " + firstLine(failed.reason()));
            }
            return result;
        } catch (ProblemException problem) {
            log.line("Failed: " + problem.problem().message());
            return new Result.Failed(problem.problem().message(), true);
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static Result result(ApplyOutcome outcome) {
        return switch (outcome) {
            case ApplyOutcome.Applied applied -> new Result.Applied(applied.notes());
            case ApplyOutcome.Stale stale -> new Result.Stale(stale.reason());
            case ApplyOutcome.Failed failed ->
                new Result.Failed(failed.reason(), !failed.done().isEmpty());
        };
    }
}

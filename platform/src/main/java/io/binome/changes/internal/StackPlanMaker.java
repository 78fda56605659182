package io.binome.changes.internal;

import io.binome.changes.StackPlan;
import io.binome.database.Database;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Ids;
import io.binome.kernel.PlanId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.runs.Cancellation;
import io.binome.runs.JobLease;
import io.binome.runs.Run;
import io.binome.runs.RunLog;
import io.binome.runs.Runs;
import io.binome.stacks.Engine;
import io.binome.stacks.Finding;
import io.binome.stacks.ManifestPlace;
import io.binome.stacks.Plan;
import io.binome.stacks.PlanOutcome;
import io.binome.stacks.Stack;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Stacks;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes the plan of one stack of a change, as one run with its log. */
final class StackPlanMaker {
    private static final Actor MACHINE = new Actor.Machine("changes");

    private final Database database;
    private final Stacks stacks;
    private final Runs runs;
    private final StackInputs inputs;
    private final PlanArtifacts artifacts;
    private final ChangeWork work;
    private final Ids ids;
    private final InstantSource clock;

    StackPlanMaker(
            Database database,
            Stacks stacks,
            Runs runs,
            PlanArtifacts artifacts,
            ChangeWork work,
            Ids ids,
            InstantSource clock) {
        this.database = database;
        this.stacks = stacks;
        this.runs = runs;
        this.inputs = new StackInputs(stacks);
        this.artifacts = artifacts;
        this.work = work;
        this.ids = ids;
        this.clock = clock;
    }

    /** @param inputs variables, of which those count that would take in a secret output */
    record Withheld(Set<String> secrets, Set<String> inputs) {}

    /**
     * Where a plan is made: for which change, at which merge commit, by which job; and which stacks that change mends.
     *
     * @param targets what the plans are limited to; empty for all
     * @param withheld by the names of stacks, what they are not lent before somebody has looked at their code
     */
    record Place(
            TenantScope scope,
            ChangeId change,
            RepositoryId repository,
            String merge,
            JobLease lease,
            MendedStacks mended,
            List<String> targets,
            Map<String, Withheld> withheld) {
        /** Why it is not planned yet; null when it is. */
        @Nullable
        String withheld(StackDeclaration declaration, StackInputs.Resolved resolved) {
            Withheld found = withheld.get(declaration.name());
            if (found == null) {
                return null;
            }
            Set<String> secrets = new TreeSet<>(found.secrets());
            resolved.values().forEach((input, value) -> {
                if (value.sensitive() && found.inputs().contains(input)) {
                    secrets.add(input);
                }
            });
            return secrets.isEmpty() ? null : NewSecrets.refusal(secrets);
        }

        Engine.Mode mode(TouchedStacks.Touched touched) {
            return !touched.removed() && mended.adopts(touched.declaration().name())
                    ? Engine.Mode.ADOPT
                    : Engine.Mode.NORMAL;
        }
    }

    /**
     * Plans a stack.
     *
     * @param tree files of the merge commit; null when the stack is removed
     * @param baseTree files of the target; null when there is no target yet
     * @param earlier plans of this change that this one may rest on
     * @param resolutions of an earlier plan of each stack, to be kept
     */
    PlanStore.Kept make(
            Place place,
            TouchedStacks.Touched touched,
            @Nullable CommitTree tree,
            @Nullable CommitTree baseTree,
            Collection<PlanStore.Kept> earlier,
            Map<StackId, Map<String, String>> resolutions) {
        TenantScope scope = place.scope();
        StackDeclaration declaration = touched.declaration();
        Stack stack =
                database.inTenant(scope, transaction -> stacks.ensure(transaction, place.repository(), declaration));
        RunId run = database.inTenant(
                scope,
                transaction ->
                        runs.begin(transaction, place.lease(), MACHINE, Run.Kind.PLAN, place.change(), stack.id()));
        StackInputs.Resolved resolved = touched.removed()
                ? inputs.ofRemoved(scope, place.repository(), declaration)
                : inputs.resolve(scope, place.repository(), declaration, earlier);
        String withheld = touched.removed() ? null : place.withheld(declaration, resolved);
        PlanOutcome outcome;
        try (RunLog log = runs.log(scope, run)) {
            outcome = withheld != null
                    ? withheld(withheld, log)
                    : plan(
                            new Engine.PlanRequest(
                                    scope,
                                    stack.id(),
                                    declaration,
                                    place.merge(),
                                    tree,
                                    baseTree,
                                    resolutions.getOrDefault(stack.id(), Map.of()),
                                    resolved.values(),
                                    run,
                                    place.mode(touched),
                                    place.targets()),
                            resolved,
                            log,
                            place.lease().cancellation());
        }
        database.inTenant(scope, transaction -> {
            // Whoever took the job over goes on with the run: it is no longer this one's to end.
            work.fence(transaction, place.lease());
            switch (outcome) {
                case PlanOutcome.Planned _ -> runs.finish(transaction, run, Run.State.SUCCEEDED, null);
                case PlanOutcome.Refused refused ->
                    runs.finish(
                            transaction,
                            run,
                            Run.State.FAILED,
                            refused.findings().size() + " findings");
                case PlanOutcome.Failed failed -> runs.finish(transaction, run, Run.State.FAILED, failed.reason());
            }
            return run;
        });
        return kept(scope, touched, stack.id(), run, resolved, outcome);
    }

    private PlanStore.Kept kept(
            TenantScope scope,
            TouchedStacks.Touched touched,
            StackId stack,
            RunId run,
            StackInputs.Resolved resolved,
            PlanOutcome outcome) {
        PlanOutcome.Planned planned = outcome instanceof PlanOutcome.Planned made ? made : null;
        PlanId id = new PlanId(ids.next());
        StackPlan plan = new StackPlan(
                id,
                stack,
                touched.declaration(),
                touched.removed(),
                touched.movedFrom(),
                planned == null ? null : planned.plan(),
                planned == null ? "" : planned.plan().hash(),
                outcome instanceof PlanOutcome.Refused refused ? refused.findings() : List.of(),
                outcome instanceof PlanOutcome.Failed failed ? failed.reason() : null,
                resolved.awaited(),
                run,
                clock.instant());
        return new PlanStore.Kept(
                plan,
                planned == null ? "" : planned.liveRevision(),
                touched.dependsOn(),
                planned == null ? null : artifacts.seal(scope, id, planned.artifact()));
    }

    private PlanOutcome plan(
            Engine.PlanRequest request, StackInputs.Resolved resolved, RunLog log, Cancellation cancellation) {
        String name = request.declaration().engine();
        Engine engine = stacks.engine(name).orElse(null);
        if (engine == null) {
            String key = "stacks." + request.declaration().name() + ".engine";
            String reason = "There is no engine called " + name + " here.";
            CommitTree tree = request.tree();
            return new PlanOutcome.Refused(List.of(
                    tree == null
                            ? new Finding(
                                    "unknown-engine", ManifestPlace.FILE, 0, 0, key, reason, "Use engine: compose.")
                            : ManifestPlace.finding(tree, "unknown-engine", key, reason, "Use engine: compose.")));
        }
        if (request.mode() == Engine.Mode.ADOPT && !engine.adopts()) {
            String reason = StackMender.cannotAdopt(name);
            log.line(reason);
            return new PlanOutcome.Failed(reason);
        }
        String whole = cannotLimit(request, engine);
        if (whole != null) {
            log.line(whole);
            return new PlanOutcome.Failed(whole);
        }
        if (resolved.refusal() != null) {
            log.line(resolved.refusal());
            return new PlanOutcome.Failed(resolved.refusal());
        }
        if (!resolved.missing().isEmpty()) {
            return later(request, engine, resolved, log);
        }
        if (!resolved.awaited().isEmpty()) {
            log.line("Provisional: rests on " + String.join(", ", resolved.awaited())
                    + ", which will be known once applied. Planned again then.");
        }
        try {
            return engine.plan(request, log, cancellation);
        } catch (ProblemException problem) {
            log.line(problem.problem().message());
            return new PlanOutcome.Failed(problem.problem().message());
        }
    }

    /** What nobody limits is applied whole or not at all; null when this plan may be made. */
    private static @Nullable String cannotLimit(Engine.PlanRequest request, Engine engine) {
        if (request.targets().isEmpty()) {
            return null;
        }
        if (!engine.limits()) {
            return "A plan of " + engine.name() + " cannot be limited to addresses. Take the targets back, or push the"
                    + " stack in a change of its own.";
        }
        if (request.tree() == null) {
            return "A stack that is taken out goes as a whole: its plan cannot be limited to addresses. Take the targets"
                    + " back.";
        }
        return request.mode() == Engine.Mode.ADOPT
                ? "What was changed outside is taken over as a whole: this plan cannot be limited to addresses. Take the"
                        + " targets back."
                : null;
    }

    private static PlanOutcome withheld(String reason, RunLog log) {
        log.line(reason);
        return new PlanOutcome.Failed(reason);
    }

    /** There is nothing to plan with yet. What is awaited is part of the plan, so the real one is another. */
    private static PlanOutcome later(
            Engine.PlanRequest request, Engine engine, StackInputs.Resolved resolved, RunLog log) {
        log.line("Not planned yet: " + String.join(", ", resolved.missing())
                + " will be known once applied. Planned then, and reviewed again.");
        TreeMap<String, String> awaited = new TreeMap<>();
        resolved.missing().forEach(output -> awaited.put("awaited:" + output, ""));
        Plan plan = new Plan(
                engine.name(),
                request.declaration().name(),
                request.declaration().environment(),
                List.of(),
                awaited,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                request.targets());
        return new PlanOutcome.Planned(plan, engine.liveRevision(request.scope(), request.stack()));
    }
}

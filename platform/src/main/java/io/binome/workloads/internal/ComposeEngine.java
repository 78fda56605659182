package io.binome.workloads.internal;

import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.runs.Cancellation;
import io.binome.runs.RunLog;
import io.binome.stacks.ApplyOutcome;
import io.binome.stacks.Drifted;
import io.binome.stacks.Engine;
import io.binome.stacks.Plan;
import io.binome.stacks.PlanOutcome;
import io.binome.stacks.StackDeclaration;
import io.binome.workloads.Runtime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Plans and applies stacks of Compose files. */
final class ComposeEngine implements Engine {
    static final String NAME = "compose";

    private final StackPreparation preparation;
    private final StackRecords records;
    private final LiveStacks live;
    private final StackApply.Shared applies;

    ComposeEngine(StackPreparation preparation, StackRecords records, LiveStacks live, StackApply.Shared applies) {
        this.preparation = preparation;
        this.records = records;
        this.live = live;
        this.applies = applies;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public PlanOutcome plan(PlanRequest request, RunLog log, Cancellation cancellation) {
        try {
            cancellation.check();
            WantedStack wanted;
            Map<String, SortedMap<String, io.binome.stacks.Value>> attributes;
            SortedMap<String, String> resolutions;
            CommitTree tree = request.tree();
            if (tree == null) {
                wanted = new WantedStack(
                        Collections.emptySortedMap(), Collections.emptySortedMap(), Collections.emptySortedMap());
                attributes = Map.of();
                resolutions = Collections.emptySortedMap();
            } else {
                StackPreparation.Prepared prepared = preparation.prepare(request, tree, log, cancellation);
                wanted = prepared.wanted();
                attributes = prepared.attributes();
                resolutions = prepared.resolutions();
                live.look(request.scope(), request.stack());
            }
            // Read before the records: a change in between makes the plan look older than it is, never newer.
            String revision = records.revision(request.scope(), request.stack());
            RecordedStack recorded = records.read(request.scope(), request.stack());
            Plan plan = new Plan(
                    NAME,
                    request.declaration().name(),
                    request.declaration().environment(),
                    StackPlanner.changes(wanted, attributes, recorded),
                    new TreeMap<>(resolutions));
            return new PlanOutcome.Planned(plan, revision);
        } catch (PlanningStopped stopped) {
            return stopped.outcome();
        } catch (Runtime.RuntimeUnavailable unavailable) {
            return new PlanOutcome.Failed("The host does not answer: " + unavailable.getMessage()
                    + ". Nothing has changed; plan again when it is back.");
        } catch (Runtime.RuntimeRefused refused) {
            return new PlanOutcome.Failed("The host refused: " + refused.getMessage());
        }
    }

    @Override
    public ApplyOutcome apply(ApplyRequest request, RunLog log) {
        StackPreparation.Prepared prepared = null;
        CommitTree tree = request.planned().tree();
        if (tree != null) {
            PlanRequest exactly = new PlanRequest(
                    request.planned().scope(),
                    request.planned().stack(),
                    request.planned().declaration(),
                    request.planned().commit(),
                    tree,
                    request.planned().before(),
                    request.plan().resolutions(),
                    request.planned().inputs(),
                    request.planned().run(),
                    request.planned().mode(),
                    request.planned().targets());
            try {
                prepared =
                        preparation.prepare(exactly, tree, log, request.lease().cancellation());
            } catch (PlanningStopped stopped) {
                return switch (stopped.outcome()) {
                    case PlanOutcome.Refused refused ->
                        new ApplyOutcome.Stale("It can no longer be planned: "
                                + refused.findings().getFirst().reason());
                    case PlanOutcome.Failed failed -> new ApplyOutcome.Failed(failed.reason(), java.util.List.of());
                    case PlanOutcome.Planned _ -> throw new IllegalStateException("Planned is no way to stop");
                };
            } catch (Runtime.RuntimeUnavailable | Runtime.RuntimeRefused failed) {
                return new ApplyOutcome.Failed(
                        "The host does not answer as it should: " + failed.getMessage(), java.util.List.of());
            }
        }
        return StackApply.run(applies, request, prepared, log);
    }

    /** Hosts are looked at all the time, so there is nothing to look for. */
    @Override
    public Optional<List<Drifted>> observedDrift(TenantScope scope, StackId stack) {
        return Optional.of(
                new RecordedDrift(applies.database(), applies.replicas(), applies.workloads()).resources(scope, stack));
    }

    @Override
    public String liveRevision(TenantScope scope, StackId stack) {
        return records.revision(scope, stack);
    }

    @Override
    public Set<String> dependsOn(StackDeclaration declaration, CommitTree tree) {
        try {
            return StackPaths.of(preparation.load(tree, declaration), declaration);
        } catch (PlanningStopped unreadable) {
            return new TreeSet<>(Set.of(declaration.path()));
        }
    }
}

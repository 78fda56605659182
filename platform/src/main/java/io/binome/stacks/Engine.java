package io.binome.stacks;

import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.runs.Cancellation;
import io.binome.runs.JobLease;
import io.binome.runs.RunLog;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The port of what can plan and apply a stack. */
public interface Engine {
    /** As {@code binome.yaml} names it. */
    String name();

    /** Compares what is wanted with what is. Changes nothing that runs. The same inputs give the same plan. */
    PlanOutcome plan(PlanRequest request, RunLog log, Cancellation cancellation);

    /**
     * Carries out exactly this plan. Each resource done is recorded with its commit, under the lease's fence, so that a
     * killed apply is resumed by calling this again with the same request.
     */
    ApplyOutcome apply(ApplyRequest request, RunLog log);

    /**
     * Looks for what is no longer as it was applied. Changes nothing, not even what is recorded of it, waits for nobody's
     * lock and keeps nobody from anything.
     *
     * @param request the stack as it was applied last
     */
    default DriftOutcome drift(PlanRequest request, RunLog log, Cancellation cancellation) {
        return new DriftOutcome.NotWatched();
    }

    /**
     * What is known of drift by an engine that watches its stacks all the time; empty when they have to be looked at by
     * {@link #drift}. Cheap.
     */
    default Optional<List<Drifted>> observedDrift(TenantScope scope, StackId stack) {
        return Optional.empty();
    }

    /** Whether it can make a plan of {@link Mode#ADOPT}. */
    default boolean adopts() {
        return false;
    }

    /** Whether it can limit a plan to {@link PlanRequest#targets}. */
    default boolean limits() {
        return false;
    }

    /** Changes whenever what a plan of this stack is compared with has changed. Cheap. */
    String liveRevision(TenantScope scope, StackId stack);

    /** Paths of the repository on which a plan of this stack rests; folders stand for all below them. */
    Set<String> dependsOn(StackDeclaration declaration, CommitTree tree);

    /** What the last apply of a stack gave, for the stacks that come after it; by the outputs' names. A workspace has its own. */
    default SortedMap<String, OutputValue> outputs(TenantScope scope, StackId stack, String workspace) {
        return Collections.emptySortedMap();
    }

    /**
     * An output of a stack.
     *
     * @param json its value as JSON
     * @param sensitive never to be shown
     */
    record OutputValue(String json, boolean sensitive) {}

    /** What a plan is for. */
    enum Mode {
        /** What runs becomes what the files say. */
        NORMAL,
        /** What is recorded becomes what runs: each resource that drifted is an {@link Action#ADOPT}. */
        ADOPT
    }

    /**
     * @param declaration what the commit declares; the last applied one when the stack is removed
     * @param tree the files of the commit; null when the stack is removed, so that everything of it goes
     * @param before the files by which it was applied last, as far as they are known: some engines need them to remove it
     * @param resolutions of an earlier plan, to be used again where they still apply
     * @param inputs values for the variables that are outputs of other stacks
     * @param run in which this happens; what is borrowed for it is given back when it ends
     * @param targets what the plan is limited to, as {@link ResourceAddress} admits it; empty for all of the stack
     */
    record PlanRequest(
            TenantScope scope,
            StackId stack,
            StackDeclaration declaration,
            String commit,
            @Nullable CommitTree tree,
            @Nullable CommitTree before,
            Map<String, String> resolutions,
            SortedMap<String, OutputValue> inputs,
            RunId run,
            Mode mode,
            List<String> targets) {
        public PlanRequest {
            targets = List.copyOf(targets);
        }

        /** Of all of the stack. */
        public PlanRequest(
                TenantScope scope,
                StackId stack,
                StackDeclaration declaration,
                String commit,
                @Nullable CommitTree tree,
                @Nullable CommitTree before,
                Map<String, String> resolutions,
                SortedMap<String, OutputValue> inputs,
                RunId run) {
            this(scope, stack, declaration, commit, tree, before, resolutions, inputs, run, Mode.NORMAL, List.of());
        }

        /** Of a stack that needs nothing of others. */
        public PlanRequest(
                TenantScope scope,
                StackId stack,
                StackDeclaration declaration,
                String commit,
                @Nullable CommitTree tree,
                Map<String, String> resolutions,
                RunId run) {
            this(scope, stack, declaration, commit, tree, null, resolutions, Collections.emptySortedMap(), run);
        }
    }

    /** @param artifact as {@link PlanOutcome.Planned} gave it with this plan */
    record ApplyRequest(
            PlanRequest planned, Plan plan, @Nullable Artifact artifact, JobLease lease) {}
}

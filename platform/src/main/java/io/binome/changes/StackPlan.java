package io.binome.changes;

import io.binome.kernel.PlanId;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.stacks.Finding;
import io.binome.stacks.Plan;
import io.binome.stacks.StackDeclaration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The plan of one stack for a change.
 *
 * @param removed the change takes the stack out of {@code binome.yaml}
 * @param movedFromEnvironment the environment at the target when the branch names another one; the stricter rules hold
 * @param awaits outputs of other stacks ({@code network.subnet}) that are known only once this change has applied those;
 *     the plan is provisional then, and is made and reviewed again when they are there
 * @param plan null when it was refused or failed; then {@code findings} or {@code failure} say why
 */
public record StackPlan(
        PlanId id,
        StackId stack,
        StackDeclaration declaration,
        boolean removed,
        @Nullable String movedFromEnvironment,
        @Nullable Plan plan,
        String hash,
        List<Finding> findings,
        @Nullable String failure,
        List<String> awaits,
        RunId run,
        Instant plannedAt) {
    public boolean provisional() {
        return !awaits.isEmpty();
    }

    /** The same stack under another declaration of it. */
    public StackPlan declaredAs(StackDeclaration other) {
        return new StackPlan(
                id, stack, other, removed, movedFromEnvironment, plan, hash, findings, failure, awaits, run, plannedAt);
    }
}

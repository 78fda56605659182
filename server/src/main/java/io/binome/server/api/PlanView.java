package io.binome.server.api;

import io.binome.changes.StackPlan;
import io.binome.stacks.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The plan of one stack as the API answers it.
 *
 * @param plan engine-neutral, in the shape of OpenTofu's plan JSON; null when it was refused or failed
 * @param hash SHA-256 of the plan's canonical JSON
 * @param awaits outputs of other stacks that it rests on and that are not applied yet: it is provisional
 * @param movedFromEnvironment the environment at the target when the branch names another one
 */
record PlanView(
        String id,
        String stack,
        String path,
        String engine,
        String environment,
        String site,
        boolean removed,
        @Nullable String movedFromEnvironment,
        @Nullable Map<String, Object> plan,
        String hash,
        List<Finding> findings,
        @Nullable String failure,
        List<String> awaits,
        String run,
        Instant plannedAt) {
    static PlanView of(StackPlan plan) {
        return new PlanView(
                plan.id().toString(),
                plan.declaration().name(),
                plan.declaration().path(),
                plan.declaration().engine(),
                plan.declaration().environment(),
                plan.declaration().site(),
                plan.removed(),
                plan.movedFromEnvironment(),
                plan.plan() == null ? null : plan.plan().toJson(),
                plan.hash(),
                plan.findings(),
                plan.failure(),
                plan.awaits(),
                plan.run().toString(),
                plan.plannedAt());
    }
}

package io.binome.changes.internal;

import io.binome.database.Database;
import io.binome.kernel.PlanId;
import io.binome.kernel.TenantScope;
import io.binome.secrets.Sealing;
import io.binome.stacks.Artifact;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Seals what engines keep with their plans, bound to the plan that it belongs to. */
final class PlanArtifacts {
    private final Database database;
    private final PlanStore plans;
    private final Sealing sealing;

    PlanArtifacts(Database database, PlanStore plans, Sealing sealing) {
        this.database = database;
        this.plans = plans;
        this.sealing = sealing;
    }

    /** An artifact as it may be stored. */
    @SuppressWarnings("ArrayRecordComponent")
    record Sealed(PlanId plan, byte[] bytes) {}

    /** Not within a transaction: keys are read on a connection of their own. */
    @Nullable
    Sealed seal(TenantScope scope, PlanId plan, @Nullable Artifact artifact) {
        return artifact == null ? null : new Sealed(plan, sealing.seal(scope, purpose(plan), artifact.bytes()));
    }

    /** Of a plan that was just made, or of one that was kept; null when its engine needs none. */
    @Nullable
    Artifact of(TenantScope scope, PlanStore.Kept kept) {
        PlanId plan = kept.plan().id();
        Optional<byte[]> sealed = kept.artifact() == null
                ? database.inTenant(scope, transaction -> plans.artifact(transaction, plan))
                : Optional.of(kept.artifact().bytes());
        return sealed.map(bytes -> new Artifact(sealing.open(scope, purpose(plan), bytes)))
                .orElse(null);
    }

    private static String purpose(PlanId plan) {
        return "changes.plan-artifact:" + plan;
    }
}

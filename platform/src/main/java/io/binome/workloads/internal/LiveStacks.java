package io.binome.workloads.internal;

import io.binome.database.Database;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Runtime;
import io.binome.workloads.internal.StackStore.Placement;
import java.util.List;
import java.util.Optional;

/** Looks at what runs of a stack, now. */
final class LiveStacks {
    private final Database database;
    private final Runtime runtime;
    private final StackStore stacks;
    private final DriftDetector drift;

    LiveStacks(Database database, Runtime runtime, StackStore stacks, DriftDetector drift) {
        this.database = database;
        this.runtime = runtime;
        this.stacks = stacks;
        this.drift = drift;
    }

    /** Records drift on the way. Empty when nothing of the stack was ever applied. */
    List<ObservedContainer> look(TenantScope scope, StackId stack) {
        Optional<Placement> placement = database.inTenant(scope, transaction -> stacks.find(transaction, stack));
        if (placement.isEmpty()) {
            return List.of();
        }
        List<ObservedContainer> observed = runtime.observe(placement.get().host(), Optional.of(stack));
        drift.look(scope, stack, placement.get().host(), observed);
        return observed;
    }
}

package io.binome.workloads.internal;

import io.binome.workloads.internal.StackApply.Shared;
import java.util.List;
import java.util.Optional;

/** Takes a service away, with its ports; its volumes stay. */
final class ServiceRemoval {
    private final StackApply apply;

    ServiceRemoval(StackApply apply) {
        this.apply = apply;
    }

    void remove(String name) {
        Shared shared = apply.shared();
        Optional<WorkloadStore.Service> present = shared.database()
                .inTenant(apply.scope(), transaction -> shared.workloads().find(transaction, apply.stack(), name));
        if (present.isEmpty()) {
            return;
        }
        ReplicaSteps steps = new ReplicaSteps(apply, present.get().id(), name);
        steps.retire(steps.present());
        apply.inStack(transaction -> {
            shared.routes().settle(transaction, apply.site(), apply.stack(), name, List.of());
            shared.workloads().remove(transaction, present.get().id());
            shared.stacks().changed(transaction, apply.stack());
        });
    }
}

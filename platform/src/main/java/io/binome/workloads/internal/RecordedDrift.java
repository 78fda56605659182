package io.binome.workloads.internal;

import io.binome.database.Database;
import io.binome.kernel.ReplicaId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import io.binome.stacks.Action;
import io.binome.stacks.Drifted;
import io.binome.stacks.ResourceChange;
import io.binome.workloads.Workloads.Drift;
import io.binome.workloads.internal.ReplicaStore.Difference;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What looks at the hosts recorded of containers that are not as they were applied. */
final class RecordedDrift {
    private final Database database;
    private final ReplicaStore replicas;
    private final WorkloadStore workloads;

    RecordedDrift(Database database, ReplicaStore replicas, WorkloadStore workloads) {
        this.database = database;
        this.replicas = replicas;
        this.workloads = workloads;
    }

    List<Drift> of(TenantScope scope, StackId stack) {
        return database.inTenant(scope, transaction -> {
            Map<ReplicaId, Difference> differences = replicas.differences(transaction, stack);
            if (differences.isEmpty()) {
                return List.of();
            }
            Map<WorkloadId, String> names = new HashMap<>();
            workloads.of(transaction, stack).forEach(service -> names.put(service.id(), service.name()));
            return replicas.ofStack(transaction, stack).stream()
                    .flatMap(replica -> {
                        Difference difference = differences.get(replica.id());
                        return difference == null
                                ? java.util.stream.Stream.empty()
                                : java.util.stream.Stream.of(new Drift(
                                        names.getOrDefault(replica.workload(), ""),
                                        replica.ordinal(),
                                        difference.since(),
                                        difference.applied(),
                                        difference.live()));
                    })
                    .sorted(Comparator.comparing(Drift::service).thenComparing(Drift::replica))
                    .toList();
        });
    }

    /** The same in the words of plans. */
    List<Drifted> resources(TenantScope scope, StackId stack) {
        return of(scope, stack).stream()
                .map(drift -> new Drifted(
                        new ResourceChange(
                                "service." + drift.service() + " #" + drift.replica(),
                                "service",
                                drift.service(),
                                Action.UPDATE,
                                drift.applied(),
                                drift.live(),
                                List.of(),
                                List.of()),
                        drift.since()))
                .toList();
    }
}

package io.binome.workloads.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.CanonicalJson;
import io.binome.kernel.ReplicaId;
import io.binome.kernel.Sha256;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.stacks.Value;
import io.binome.workloads.internal.RecordedStack.RecordedService;
import io.binome.workloads.internal.RecordedStack.RecordedVolume;
import io.binome.workloads.internal.ReplicaStore.Difference;
import io.binome.workloads.internal.ReplicaStore.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what is recorded of a stack in the form that planning compares with. */
final class StackRecords {
    private final Database database;
    private final StackStore stacks;
    private final WorkloadStore workloads;
    private final ReplicaStore replicas;
    private final PartStore parts;

    StackRecords(
            Database database, StackStore stacks, WorkloadStore workloads, ReplicaStore replicas, PartStore parts) {
        this.database = database;
        this.stacks = stacks;
        this.workloads = workloads;
        this.replicas = replicas;
        this.parts = parts;
    }

    RecordedStack read(TenantScope scope, StackId stack) {
        return database.inTenant(scope, transaction -> {
            SortedMap<String, RecordedService> services = new TreeMap<>();
            Map<ReplicaId, Difference> differences = replicas.differences(transaction, stack);
            List<Replica> present = replicas.ofStack(transaction, stack);
            for (WorkloadStore.Service service : workloads.of(transaction, stack)) {
                services.put(service.name(), service(transaction, service, present, differences));
            }
            SortedMap<String, RecordedVolume> volumes = new TreeMap<>();
            parts.attached(transaction, stack)
                    .forEach(volume -> volumes.put(volume.name(), new RecordedVolume(volume.id(), volume.sizeBytes())));
            SortedMap<String, Boolean> networks = new TreeMap<>();
            parts.networks(transaction, stack).stream()
                    .filter(network -> !network.leaving())
                    .forEach(network -> networks.put(network.name(), network.internal()));
            return new RecordedStack(services, volumes, networks);
        });
    }

    private RecordedService service(
            Transaction transaction,
            WorkloadStore.Service service,
            List<Replica> present,
            Map<ReplicaId, Difference> differences) {
        SortedMap<String, Value> live = new TreeMap<>();
        SortedMap<String, Value> applied = new TreeMap<>();
        present.stream()
                .filter(replica -> replica.workload().equals(service.id()))
                .flatMap(replica -> Optional.ofNullable(differences.get(replica.id())).stream())
                .forEach(difference -> {
                    difference.live().forEach(live::putIfAbsent);
                    difference.applied().forEach(applied::putIfAbsent);
                });
        boolean unfinished = service.target() != null;
        SortedMap<String, Value> attributes = workloads
                .summary(transaction, service.revision())
                .map(WorkloadStore.Summary::attributes)
                .orElseGet(TreeMap::new);
        return new RecordedService(attributes, live, applied, unfinished);
    }

    /** Differs whenever what {@link #read} gives differs. */
    String revision(TenantScope scope, StackId stack) {
        return database.inTenant(scope, transaction -> {
            List<Object> parts = new ArrayList<>();
            parts.add(stacks.find(transaction, stack)
                    .map(StackStore.Placement::revision)
                    .orElse(-1L));
            new TreeMap<>(byText(replicas.differences(transaction, stack)))
                    .forEach((replica, difference) -> parts.add(replica + StoredJson.text(difference.live())));
            return Sha256.hex(CanonicalJson.bytes(parts)).substring(0, 32);
        });
    }

    private static Map<String, Difference> byText(Map<ReplicaId, Difference> differences) {
        Map<String, Difference> sorted = new TreeMap<>();
        differences.forEach((replica, difference) -> sorted.put(replica.toString(), difference));
        return sorted;
    }
}

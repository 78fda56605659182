package io.binome.workloads.internal;

import io.binome.database.Transaction;
import io.binome.kernel.StackId;
import io.binome.workloads.internal.ReplicaStore.Replica;
import io.binome.workloads.internal.StackStore.Placement;
import io.binome.workloads.internal.WantedService.Restart;
import io.binome.workloads.internal.WorkloadStore.Service;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What is recorded of a stack, as far as healing decides by it. Services come after those that they depend on. */
record RecordedServices(Placement placement, List<Service> services, List<Replica> replicas, Map<UUID, Rules> rules) {

    /** Of a revision; without its secrets, so that it can be remembered. */
    record Rules(Restart restart, Set<String> dependsOn) {
        static final Rules UNKNOWN = new Rules(Restart.NEVER, Set.of());
    }

    /** @param known rules that need not be opened again */
    static Optional<RecordedServices> read(
            Transaction transaction,
            StackId stack,
            StackStore stacks,
            WorkloadStore workloads,
            ReplicaStore replicas,
            Map<UUID, Rules> known) {
        return stacks.find(transaction, stack).map(placement -> {
            List<Replica> present = replicas.ofStack(transaction, stack);
            Map<UUID, Rules> rules = new HashMap<>();
            for (Replica replica : present) {
                rules.computeIfAbsent(replica.revision(), revision -> {
                    Rules before = known.get(revision);
                    return before != null
                            ? before
                            : workloads
                                    .revision(transaction, revision)
                                    .map(RecordedServices::rules)
                                    .orElse(Rules.UNKNOWN);
                });
            }
            return new RecordedServices(placement, workloads.of(transaction, stack), present, rules).sorted();
        });
    }

    private static Rules rules(WorkloadStore.Revision revision) {
        String prefix = "depends_on.";
        return new Rules(
                revision.service().restart(),
                revision.attributes().keySet().stream()
                        .filter(path -> path.startsWith(prefix))
                        .map(path -> path.substring(prefix.length()))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    List<Replica> of(Service service) {
        return replicas.stream()
                .filter(replica -> replica.workload().equals(service.id()))
                .toList();
    }

    Rules rules(Replica replica) {
        return rules.getOrDefault(replica.revision(), Rules.UNKNOWN);
    }

    Set<String> dependencies(Service service) {
        return of(service).stream()
                .flatMap(replica -> rules(replica).dependsOn().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private RecordedServices sorted() {
        Map<String, Service> byName = new LinkedHashMap<>();
        services.forEach(service -> byName.put(service.name(), service));
        Map<String, Service> ordered = new LinkedHashMap<>();
        Map<String, Service> entered = new HashMap<>();
        services.forEach(service -> visit(service, byName, entered, ordered));
        return new RecordedServices(placement, List.copyOf(ordered.values()), replicas, rules);
    }

    private void visit(
            Service service, Map<String, Service> byName, Map<String, Service> entered, Map<String, Service> ordered) {
        if (entered.put(service.name(), service) != null) {
            return;
        }
        dependencies(service).stream().sorted().forEach(name -> {
            Service before = byName.get(name);
            if (before != null) {
                visit(before, byName, entered, ordered);
            }
        });
        ordered.put(service.name(), service);
    }
}

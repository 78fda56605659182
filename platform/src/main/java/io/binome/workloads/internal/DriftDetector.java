package io.binome.workloads.internal;

import io.binome.database.Database;
import io.binome.kernel.HostId;
import io.binome.kernel.ReplicaId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.stacks.Value;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.internal.ReplicaStore.Difference;
import io.binome.workloads.internal.ReplicaStore.Replica;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compares containers with what they were when they were applied, and records where they are no longer so. */
final class DriftDetector {
    private final Database database;
    private final ReplicaStore replicas;
    private final StackStore stacks;
    private final InstantSource clock;

    DriftDetector(Database database, ReplicaStore replicas, StackStore stacks, InstantSource clock) {
        this.database = database;
        this.replicas = replicas;
        this.stacks = stacks;
        this.clock = clock;
    }

    /** Records what differs now and forgets what agrees again. Containers that are away or not yet applied say nothing. */
    Map<ReplicaId, Difference> look(TenantScope scope, StackId stack, HostId host, List<ObservedContainer> observed) {
        Map<String, ObservedContainer> byId = new HashMap<>();
        observed.forEach(container -> byId.put(container.containerId(), container));
        Instant now = clock.instant();
        return database.inTenant(scope, transaction -> {
            Map<ReplicaId, Difference> known = replicas.differences(transaction, stack);
            Map<ReplicaId, Difference> found = new HashMap<>(known);
            for (Replica replica : replicas.ofStack(transaction, stack)) {
                ObservedContainer container =
                        replica.containerId() == null || !replica.host().equals(host)
                                ? null
                                : byId.get(replica.containerId());
                if (container == null || replica.baseline().isEmpty()) {
                    continue;
                }
                Difference earlier = known.get(replica.id());
                Difference difference = difference(
                        replica.baseline(), live(replica, container), earlier == null ? now : earlier.since());
                if (difference.live().isEmpty()) {
                    if (earlier != null) {
                        replicas.agrees(transaction, replica.id());
                        stacks.signal(transaction);
                        found.remove(replica.id());
                    }
                } else if (!difference.equals(earlier)) {
                    replicas.differs(transaction, replica.id(), difference);
                    stacks.signal(transaction);
                    found.put(replica.id(), difference);
                }
            }
            return found;
        });
    }

    /** With what no specification asks for, and what is a difference by being there. */
    private static SortedMap<String, Value> live(Replica replica, ObservedContainer container) {
        SortedMap<String, Value> live = new TreeMap<>(container.attributes());
        if (container.state() == ObservedContainer.State.PAUSED) {
            live.put("paused", Value.truth(true));
        }
        if (!replica.id().equals(container.replica())) {
            live.put("renamed", Value.truth(true));
        }
        return live;
    }

    static Difference difference(SortedMap<String, Value> applied, SortedMap<String, Value> live, Instant since) {
        SortedMap<String, Value> was = new TreeMap<>();
        SortedMap<String, Value> is = new TreeMap<>();
        applied.forEach((path, value) -> {
            Value now = live.getOrDefault(path, Value.text(""));
            if (!now.equals(value)) {
                was.put(path, value);
                is.put(path, now);
            }
        });
        live.forEach((path, value) -> {
            if (!applied.containsKey(path)) {
                was.put(path, Value.text(""));
                is.put(path, value);
            }
        });
        return new Difference(since, was, is);
    }
}

package io.binome.workloads.internal;

import io.binome.database.Database;
import io.binome.kernel.HostId;
import io.binome.kernel.ReplicaId;
import io.binome.kernel.StackId;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Runtime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes containers that a killed server left behind: named after a replica that is not recorded, of a stack that is
 * placed on this host, and so for a minute. Nothing else is ever removed: names and labels are claims that anybody can
 * make, and another installation may share the engine.
 */
final class OrphanSweeper {
    static final Duration AGE = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(OrphanSweeper.class);

    private final Database database;
    private final Runtime runtime;
    private final ReplicaStore replicas;
    private final HostId host;
    private final InstantSource clock;
    private final Map<String, Instant> since = new HashMap<>();

    OrphanSweeper(Database database, Runtime runtime, ReplicaStore replicas, HostId host, InstantSource clock) {
        this.database = database;
        this.runtime = runtime;
        this.replicas = replicas;
        this.host = host;
        this.clock = clock;
    }

    /** @param observed seen before this is called: a replica is recorded before its container is made */
    void sweep(List<ObservedContainer> observed, Set<StackId> placed) {
        Map<String, ReplicaId> claims = new HashMap<>();
        observed.forEach(container -> {
            ReplicaId replica = container.replica();
            StackId stack = container.stack();
            if (replica != null && stack != null && placed.contains(stack)) {
                claims.put(container.containerId(), replica);
            }
        });
        Set<ReplicaId> recorded = claims.isEmpty()
                ? Set.of()
                : database.asDispatcher(transaction -> replicas.recorded(transaction, claims.values()));
        claims.values().removeAll(recorded);
        since.keySet().retainAll(claims.keySet());
        Instant now = clock.instant();
        claims.forEach((container, replica) -> {
            Instant first = since.computeIfAbsent(container, _ -> now);
            if (!now.isBefore(first.plus(AGE))) {
                LOG.info("Container {} of replica {}, which is not recorded, is removed", container, replica);
                try {
                    runtime.remove(host, container);
                } catch (Runtime.RuntimeRefused refused) {
                    LOG.warn("Container {} could not be removed", container, refused);
                }
            }
        });
    }
}

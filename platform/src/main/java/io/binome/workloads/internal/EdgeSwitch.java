package io.binome.workloads.internal;

import io.binome.edge.Edge;
import io.binome.edge.Route;
import io.binome.edge.Routes;
import io.binome.kernel.TenantScope;
import io.binome.workloads.Runtime;
import io.binome.workloads.Runtime.RuntimeRefused;
import io.binome.workloads.internal.ReplicaStore.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Tells the edge which replicas answer on the routes of their service: for applies, restarts and healing alike. */
final class EdgeSwitch {
    /** What requests that were begun get to end; a process's own grace comes after it, once it is told to stop. */
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(30);

    private final Routes routes;
    private final Runtime runtime;

    EdgeSwitch(Routes routes, Runtime runtime) {
        this.routes = routes;
        this.runtime = runtime;
    }

    /** Sends new requests to exactly these replicas. */
    void serve(TenantScope scope, Route route, Collection<Replica> ready) {
        List<Edge.Server> servers = new ArrayList<>();
        for (Replica replica : ready) {
            String container = replica.containerId();
            if (container != null) {
                try {
                    Runtime.Address address = runtime.address(replica.host(), container, route.containerPort());
                    servers.add(new Edge.Server(replica.id().compact(), address.host(), address.port()));
                } catch (RuntimeRefused endedMeanwhile) {
                    // Whoever heals it brings it back to the edge.
                }
            }
        }
        routes.serve(scope, route.id(), servers);
    }

    /** Waits until the replica, which gets no new requests any more, has answered those that it has. */
    void drain(TenantScope scope, Collection<Route> of, Replica replica) {
        of.forEach(route -> routes.drain(scope, route.id(), replica.id().compact(), LONGEST_DRAIN));
    }
}

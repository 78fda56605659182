package io.binome.server.wiring;

import io.binome.edge.Edge;
import io.binome.edge.Route;
import io.binome.edge.Routes;
import io.binome.kernel.RouteId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.metering.UsageSource.Flow;
import io.binome.metering.UsageSource.Owner;
import io.binome.tenancy.Tenants;
import io.binome.workloads.Workloads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whose requests they were that the edge has answered. */
final class EdgeFlows {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeFlows.class);

    /** A route of nobody is one that was withdrawn: no need to look for its owner at each reading. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    private final Edge edge;
    private final Routes routes;
    private final Workloads workloads;
    private final Tenants tenants;

    /** Of routes that were withdrawn too: what went through them last may be read only afterwards. */
    private final Map<RouteId, Owner> owners = new HashMap<>();

    private List<Flow> last = List.of();
    private @Nullable Long lookedAt;

    EdgeFlows(Edge edge, Routes routes, Workloads workloads, Tenants tenants) {
        this.edge = edge;
        this.routes = routes;
        this.workloads = workloads;
        this.tenants = tenants;
    }

    /** What it said last while it does not answer. */
    synchronized List<Flow> read() {
        try {
            List<Edge.RouteCount> counts = edge.counts();
            if (!counts.stream().allMatch(count -> owners.containsKey(count.route())) && mayLook()) {
                learnOwners();
            }
            List<Flow> flows = new ArrayList<>();
            for (Edge.RouteCount count : counts) {
                Owner owner = owners.get(count.route());
                if (owner != null) {
                    flows.add(new Flow(
                            owner,
                            count.identity(),
                            count.sentBytes(),
                            count.receivedBytes(),
                            count.requests(),
                            count.begun()));
                }
            }
            last = List.copyOf(flows);
        } catch (Edge.EdgeUnavailable away) {
            LOG.debug("The edge does not say what it has counted; it counts on", away);
        }
        return last;
    }

    private boolean mayLook() {
        long now = System.nanoTime();
        if (lookedAt != null && now - lookedAt < LOOK_AGAIN.toNanos()) {
            return false;
        }
        lookedAt = now;
        return true;
    }

    private void learnOwners() {
        tenants.all().forEach(tenant -> {
            TenantScope scope = new TenantScope(tenant.id());
            Map<ServiceName, Owner> services = new HashMap<>();
            workloads
                    .all(scope)
                    .forEach(workload -> services.put(
                            new ServiceName(workload.stack(), workload.service()),
                            new Owner.Service(tenant.id(), workload.stack(), workload.id())));
            for (Route route : routes.all(scope)) {
                Owner service = services.get(new ServiceName(route.stack(), route.service()));
                if (service != null) {
                    owners.put(route.id(), service);
                }
            }
        });
    }

    private record ServiceName(StackId stack, String name) {}
}

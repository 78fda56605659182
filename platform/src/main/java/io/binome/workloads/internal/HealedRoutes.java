package io.binome.workloads.internal;

import io.binome.edge.Route;
import io.binome.edge.Routes;
import io.binome.kernel.ReplicaId;
import io.binome.kernel.StackId;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.ObservedContainer.Health;
import io.binome.workloads.Runtime;
import io.binome.workloads.internal.ReplicaStore.Replica;
import io.binome.workloads.internal.ReplicaStore.State;
import io.binome.workloads.internal.StackStore.StackOnHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sends new requests to the replicas that answer. Of the keeper's thread alone, so that no two lists overtake. */
final class HealedRoutes {
    private final Routes routes;
    private final EdgeSwitch edge;

    /** What the edge was told last, as far as this server did: applies tell it themselves. */
    private final Map<StackId, Map<String, List<String>>> told = new HashMap<>();

    HealedRoutes(Routes routes, Runtime runtime) {
        this.routes = routes;
        this.edge = new EdgeSwitch(routes, runtime);
    }

    void forget(StackId stack) {
        told.remove(stack);
    }

    void forgetAll() {
        told.clear();
    }

    /** @param healing replicas that are being brought back, and do not answer yet */
    void serve(
            StackOnHost place,
            RecordedServices recorded,
            Map<ReplicaId, ObservedContainer> live,
            Set<ReplicaId> healing) {
        Map<String, List<Replica>> answering = new HashMap<>();
        Map<String, List<String>> marks = new HashMap<>();
        recorded.services().forEach(service -> {
            List<Replica> ready = answering(recorded.of(service), live, healing);
            answering.put(service.name(), ready);
            marks.put(
                    service.name(),
                    ready.stream().map(replica -> mark(recorded, live, replica)).toList());
        });
        // A record that changed means that an apply may have told the edge something else.
        marks.put("", List.of(Long.toString(recorded.placement().revision())));
        if (marks.equals(told.get(place.stack()))) {
            return;
        }
        for (Route route : routes.of(place.scope(), place.stack())) {
            List<Replica> ready = answering.get(route.service());
            if (ready != null) {
                edge.serve(place.scope(), route, ready);
            }
        }
        told.put(place.stack(), marks);
    }

    private static String mark(RecordedServices recorded, Map<ReplicaId, ObservedContainer> live, Replica replica) {
        ObservedContainer container = live.get(replica.id());
        return replica.id() + " "
                + (container == null ? "" : container.containerId() + " " + container.startedAt())
                + " " + recorded.placement().host();
    }

    /** The healthy ones; when there are none, those whose check fails: a late answer is better than none. */
    private static List<Replica> answering(
            List<Replica> replicas, Map<ReplicaId, ObservedContainer> live, Set<ReplicaId> healing) {
        List<Replica> healthy = new ArrayList<>();
        List<Replica> failing = new ArrayList<>();
        for (Replica replica : replicas) {
            ObservedContainer container = live.get(replica.id());
            if (replica.state() == State.READY
                    && container != null
                    && container.state() == ObservedContainer.State.RUNNING
                    && !healing.contains(replica.id())) {
                if (container.health() == Health.UNHEALTHY) {
                    failing.add(replica);
                } else if (container.health() != Health.STARTING) {
                    healthy.add(replica);
                }
            }
        }
        return healthy.isEmpty() ? failing : healthy;
    }
}

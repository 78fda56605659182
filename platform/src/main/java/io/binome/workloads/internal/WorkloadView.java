package io.binome.workloads.internal;

import io.binome.edge.Route;
import io.binome.kernel.HostId;
import io.binome.kernel.SiteId;
import io.binome.stacks.Value;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Workloads;
import io.binome.workloads.internal.ReplicaStore.Replica;
import io.binome.workloads.internal.ReplicaStore.State;
import io.binome.workloads.internal.ServiceHealth.Sight;
import io.binome.workloads.internal.UsageSampler.Use;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Joins what is recorded of a service with what was seen of it. */
final class WorkloadView {
    /** Of the service alone. */
    record Parts(WorkloadStore.Shown shown, List<Sight> sights, List<Route> routes) {}

    private final Function<SiteId, String> edgeAddress;
    private final Function<HostId, Workloads.Location> location;
    private final Function<Replica, Use> use;
    private final Instant now;

    WorkloadView(
            Function<SiteId, String> edgeAddress,
            Function<HostId, Workloads.Location> location,
            Function<Replica, Use> use,
            Instant now) {
        this.edgeAddress = edgeAddress;
        this.location = location;
        this.use = use;
        this.now = now;
    }

    Workloads.Workload of(Parts parts) {
        WorkloadStore.Service service = parts.shown().service();
        SortedMap<String, Value> attributes = parts.shown().attributes();
        int wanted =
                service.revision() == null ? (int) number(attributes.get("replicas"), 1) : service.wantedReplicas();
        ServiceHealth health = ServiceHealth.of(wanted(parts.shown(), wanted), parts.sights(), now);
        return new Workloads.Workload(
                service.id(),
                service.stack(),
                service.name(),
                StoredJson.plain(attributes.get("image")),
                parts.shown().commit(),
                wanted,
                health.condition(),
                health.sentence(),
                parts.routes().stream()
                        .sorted(Comparator.comparingInt(Route::containerPort).thenComparingInt(Route::hostPort))
                        .map(this::address)
                        .toList(),
                parts.sights().stream()
                        .filter(sight -> sight.replica().state() != State.RETIRING)
                        .map(sight -> replica(sight, attributes))
                        .toList());
    }

    static Workloads.ServiceLimits limits(WorkloadStore.Shown shown) {
        SortedMap<String, Value> attributes = shown.attributes();
        return new Workloads.ServiceLimits(
                shown.service().id(),
                shown.service().stack(),
                shown.service().name(),
                shown.service().wantedReplicas(),
                ComposeUnits.cpuMillis(StoredJson.plain(attributes.get("limits.cpus")))
                        .orElse(0L),
                number(attributes.get("limits.memory"), 0));
    }

    private ServiceHealth.Wanted wanted(WorkloadStore.Shown shown, int replicas) {
        String restart = StoredJson.plain(shown.attributes().get("restart"));
        boolean unfinished = shown.service().target() != null;
        boolean held = StackApply.holds(shown.applyingUntil(), now);
        return new ServiceHealth.Wanted(
                replicas,
                restart.equals("never") || restart.equals("on-failure"),
                unfinished && held,
                unfinished && !held);
    }

    private String address(Route route) {
        String host = edgeAddress.apply(route.site());
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + route.hostPort();
    }

    private Workloads.Replica replica(Sight sight, SortedMap<String, Value> attributes) {
        Replica replica = sight.replica();
        ObservedContainer container = sight.container();
        Use used = use.apply(replica);
        boolean runs = container != null && container.state() == ObservedContainer.State.RUNNING;
        Value limit = container == null
                ? attributes.get("limits.memory")
                : container.attributes().getOrDefault("limits.memory", Value.text(""));
        return new Workloads.Replica(
                replica.ordinal(),
                location.apply(replica.host()),
                replica.containerId(),
                container != null ? container.state() : unseen(sight),
                container == null ? ObservedContainer.Health.NONE : container.health(),
                replica.restarts(),
                container == null || container.startedAt() == null ? replica.startedAt() : container.startedAt(),
                runs ? used.cpuMillis() : -1,
                runs ? used.memoryBytes() : 0,
                number(limit, number(attributes.get("limits.memory"), 0)),
                runs && replica.failures() == 0 ? null : replica.lastLog());
    }

    /** Of a replica whose container is not there, or that cannot be seen. */
    private static ObservedContainer.State unseen(Sight sight) {
        return sight.replica().containerId() == null && !sight.away()
                ? ObservedContainer.State.CREATED
                : ObservedContainer.State.DEAD;
    }

    private static long number(@Nullable Value value, long otherwise) {
        String plain = StoredJson.plain(value);
        return plain.matches("\\d{1,18}") ? Long.parseLong(plain) : otherwise;
    }
}

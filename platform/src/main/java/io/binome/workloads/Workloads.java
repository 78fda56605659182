package io.binome.workloads;

import io.binome.kernel.Actor;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.VolumeId;
import io.binome.kernel.WorkloadId;
import io.binome.runs.Cancellation;
import io.binome.stacks.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What runs: services with their replicas, volumes, health, drift. Wanted state changes only by an engine's apply. */
public interface Workloads {
    List<Workload> of(TenantScope scope, StackId stack);

    List<Workload> all(TenantScope scope);

    /** All services by their identity, without a look at what they do; quick. */
    List<Service> services(TenantScope scope);

    /** What each service was last applied with, without a look at what it does; quick. */
    default List<ServiceLimits> limits(TenantScope scope) {
        return List.of();
    }

    /** What the tenant's stacks claim of its limits. */
    TenantUse use(TenantScope scope);

    /** Kept volumes, attached and detached. */
    List<Volume> volumes(TenantScope scope);

    Page<Volume> volumes(TenantScope scope, PageRequest page);

    /** Containers that are not as they were applied, with the difference. */
    List<Drift> drift(TenantScope scope, StackId stack);

    /** Restarts the replicas of a service one after the other; recorded in the ledger. */
    void restart(TenantScope scope, Actor actor, StackId stack, String service);

    /** Lines of all replicas of a service, in the order of time as far as known; blocks while following. */
    void logs(
            TenantScope scope,
            StackId stack,
            String service,
            Runtime.LogRequest request,
            Optional<String> search,
            Consumer<ServiceLogLine> lines,
            Cancellation cancellation);

    /**
     * A command in a replica. Who opened it, where, and that it was closed is recorded in the ledger; neither the
     * command nor what is typed is. Whoever opens it closes it.
     */
    Runtime.ExecSession exec(
            TenantScope scope,
            Actor actor,
            StackId stack,
            String service,
            int replica,
            List<String> command,
            boolean terminal);

    /** Waits until something about the tenant's workloads has changed since, at most that long. */
    long awaitChange(TenantScope scope, long since, Duration atMost);

    /**
     * What the services of a tenant may take together.
     *
     * @param over sentences about what is beyond the tenant's limits, since these were lowered: it goes on, and nothing may
     *     be added to it
     */
    record TenantUse(ResourceUse all, List<StackUse> stacks, List<String> over) {}

    record StackUse(StackId stack, String name, ResourceUse use) {}

    /**
     * A service of a stack as it is now.
     *
     * @param commit the commit whose apply made it as it is wanted
     * @param addresses where it answers from outside, as {@code host:port}
     */
    record Workload(
            WorkloadId id,
            StackId stack,
            String service,
            String image,
            String commit,
            int wantedReplicas,
            Condition condition,
            String sentence,
            List<String> addresses,
            List<Replica> replicas) {}

    /**
     * Where something is.
     *
     * @param host the server's name: for the provider's people, a client is told the site only
     */
    record Location(String site, String host) {}

    /** @param wantedReplicas as they were last applied */
    record Service(WorkloadId id, StackId stack, String name, int wantedReplicas) {}

    /**
     * What one container of a service may use.
     *
     * @param replicas as they were last applied
     */
    record ServiceLimits(
            WorkloadId id, StackId stack, String service, int replicas, long cpuMillis, long memoryBytes) {}

    enum Condition {
        HEALTHY,
        STARTING,
        DEGRADED,
        DOWN,
        /** A one-off service that ended well. */
        COMPLETED
    }

    /** @param cpuMillis use over the last few seconds in thousandths of a CPU; negative when not known yet */
    record Replica(
            int ordinal,
            Location location,
            @Nullable String containerId,
            ObservedContainer.State state,
            ObservedContainer.Health health,
            int restarts,
            @Nullable Instant startedAt,
            long cpuMillis,
            long memoryBytes,
            long memoryLimitBytes,
            @Nullable String lastLog) {}

    /**
     * @param detachedAt null while a service uses it; it is destroyed 30 days later, not before
     * @param sizeBytes what its file says it may hold; null when that says nothing
     * @param usedBytes what it held when it was last measured, at most an hour ago; null before that
     */
    record Volume(
            VolumeId id,
            StackId stack,
            String name,
            Location location,
            Instant createdAt,
            @Nullable Instant detachedAt,
            @Nullable Long sizeBytes,
            @Nullable Long usedBytes) {}

    record Drift(
            String service,
            int replica,
            Instant since,
            SortedMap<String, Value> applied,
            SortedMap<String, Value> live) {}

    record ServiceLogLine(int replica, Instant at, boolean error, String text) {}
}

package io.binome.workloads.internal;

import io.binome.edge.Routes;
import io.binome.kernel.HostId;
import io.binome.kernel.ReplicaId;
import io.binome.kernel.StackId;
import io.binome.kernel.WorkloadId;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Runtime;
import io.binome.workloads.internal.RecordedServices.Rules;
import io.binome.workloads.internal.ReplicaStore.Replica;
import io.binome.workloads.internal.StackStore.StackOnHost;
import io.binome.workloads.internal.WorkloadStore.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the stacks of one host and has brought back what is not as it was applied. Looks come from one thread. */
final class Healer {
    private static final Logger LOG = LoggerFactory.getLogger(Healer.class);

    /** A stack that an apply holds is looked at again soon: its end tells nobody. */
    private static final Duration AFTER_APPLY = Duration.ofSeconds(1);

    /** For how long a service waits for what it depends on, when both are brought back. */
    private static final Duration DEPENDENCY_PATIENCE = Duration.ofSeconds(30);

    private final ReplicaHealing.Shared shared;
    private final ReplicaHealing healing;
    private final DriftLook drift;
    private final HealedRoutes routes;
    private final HostId host;
    private final Executor executor;
    private final Consumer<StackOnHost> again;

    private final Map<ReplicaId, CompletableFuture<Void>> atWork = new ConcurrentHashMap<>();
    private final Map<ReplicaId, Instant> unhealthySince = new HashMap<>();
    private final Map<ReplicaId, String> ended = new HashMap<>();
    private final Map<StackId, Map<UUID, Rules>> rules = new HashMap<>();
    private final Map<StackId, String> seen = new HashMap<>();

    /** @param again told when a stack is to be looked at once more, since something was done about it */
    Healer(
            ReplicaHealing.Shared shared,
            ReplicaHealing healing,
            DriftLook drift,
            Routes routes,
            HostId host,
            Executor executor,
            Consumer<StackOnHost> again) {
        this.shared = shared;
        this.healing = healing;
        this.drift = drift;
        this.routes = new HealedRoutes(routes, shared.runtime());
        this.host = host;
        this.executor = executor;
        this.again = again;
    }

    /** Begins anew, as when another server may have kept the host meanwhile. */
    void forget() {
        routes.forgetAll();
        unhealthySince.clear();
        ended.clear();
        rules.clear();
        seen.clear();
    }

    /**
     * @param observe the containers of the stack, asked only when no apply is at work
     * @return when to look again; empty when an event will tell
     */
    Optional<Instant> look(StackOnHost place, Supplier<List<ObservedContainer>> observe) {
        Instant now = shared.clock().instant();
        Optional<RecordedServices> read = shared.database()
                .inTenant(
                        place.scope(),
                        transaction -> RecordedServices.read(
                                transaction,
                                place.stack(),
                                shared.stacks(),
                                shared.workloads(),
                                shared.replicas(),
                                rules.getOrDefault(place.stack(), Map.of())));
        if (read.isEmpty() || !read.get().placement().host().equals(host)) {
            rules.remove(place.stack());
            routes.forget(place.stack());
            return Optional.empty();
        }
        RecordedServices recorded = read.get();
        rules.put(place.stack(), recorded.rules());
        if (ReplicaHealing.applying(recorded.placement(), now)) {
            routes.forget(place.stack());
            return Optional.of(now.plus(AFTER_APPLY));
        }
        Map<ReplicaId, ObservedContainer> live = live(recorded.replicas(), observe.get());
        drift.look(place, host, live.values());
        return decide(place, recorded, live, now);
    }

    /** The containers of replicas, by the ids that are recorded; also those that somebody gave another name. */
    private Map<ReplicaId, ObservedContainer> live(List<Replica> replicas, List<ObservedContainer> observed) {
        Map<String, ObservedContainer> byId = new HashMap<>();
        observed.forEach(container -> byId.put(container.containerId(), container));
        Map<ReplicaId, ObservedContainer> live = new HashMap<>();
        for (Replica replica : replicas) {
            String id = replica.containerId();
            if (id != null) {
                Optional.ofNullable(byId.get(id))
                        .or(() -> shared.runtime().inspect(host, id))
                        .ifPresent(container -> live.put(replica.id(), container));
            }
        }
        return live;
    }

    private Optional<Instant> decide(
            StackOnHost place, RecordedServices recorded, Map<ReplicaId, ObservedContainer> live, Instant now) {
        // What somebody is at work on is not ready, whatever it looks like.
        Set<ReplicaId> busy = new HashSet<>(atWork.keySet());
        Map<ReplicaId, HealingDecision> decisions = new HashMap<>();
        for (Replica replica : recorded.replicas()) {
            if (!busy.contains(replica.id())) {
                Optional<ObservedContainer> container = Optional.ofNullable(live.get(replica.id()));
                decisions.put(
                        replica.id(),
                        HealingDecision.of(
                                replica,
                                recorded.rules(replica).restart(),
                                container,
                                unhealthySince(replica.id(), container, now),
                                now));
            }
        }
        Set<ReplicaId> unready = new HashSet<>(busy);
        decisions.forEach((replica, decision) -> {
            if (decision instanceof HealingDecision.Recreate) {
                unready.add(replica);
            }
        });
        // First of all nobody is sent any more to what is down.
        routes.serve(place, recorded, live, unready);
        tellPages(place, recorded, live);
        Optional<Instant> next = Optional.empty();
        for (Service service : recorded.services()) {
            for (Replica replica : recorded.of(service)) {
                HealingDecision decision = decisions.get(replica.id());
                if (decision != null) {
                    next = earlier(next, act(place, recorded, service, replica, decision, live));
                }
            }
        }
        return next;
    }

    private Optional<Instant> act(
            StackOnHost place,
            RecordedServices recorded,
            Service service,
            Replica replica,
            HealingDecision decision,
            Map<ReplicaId, ObservedContainer> live) {
        Optional<String> container = Optional.ofNullable(live.get(replica.id())).map(ObservedContainer::containerId);
        switch (decision) {
            case HealingDecision.Leave _ -> {}
            case HealingDecision.Wait wait -> {
                remember(place, replica, Optional.ofNullable(live.get(replica.id())));
                return Optional.of(wait.until());
            }
            case HealingDecision.Start start ->
                begin(
                        place,
                        replica,
                        before(recorded, service),
                        () -> healing.heal(place, replica, start.container(), false, start.reason()));
            case HealingDecision.Recreate recreate ->
                begin(
                        place,
                        replica,
                        before(recorded, service),
                        () -> healing.heal(place, replica, recreate.container(), true, recreate.reason()));
            case HealingDecision.Complete _ -> healing.complete(place, replica.id());
            case HealingDecision.Settle _ -> healing.settle(place, replica);
            case HealingDecision.Clear _ ->
                begin(place, replica, List.of(), () -> healing.clear(place, replica, container));
        }
        return Optional.empty();
    }

    /** What the replica said last, once per end. */
    private void remember(StackOnHost place, Replica replica, Optional<ObservedContainer> container) {
        if (container.isPresent()) {
            String end = container.get().containerId() + container.get().finishedAt();
            if (!end.equals(ended.put(replica.id(), end))) {
                String log = shared.readiness().lastLog(host, container.get().containerId());
                if (!log.isEmpty() && !log.equals(replica.lastLog())) {
                    healing.said(place, replica.id(), log);
                }
            }
        }
    }

    private Instant unhealthySince(ReplicaId replica, Optional<ObservedContainer> container, Instant now) {
        boolean unhealthy = container
                .filter(found -> found.health() == ObservedContainer.Health.UNHEALTHY)
                .isPresent();
        if (!unhealthy) {
            unhealthySince.remove(replica);
            return now;
        }
        // A clock that is put back must not make it later.
        return unhealthySince.merge(replica, now, (since, at) -> since.isBefore(at) ? since : at);
    }

    /** Work on services that this one depends on. */
    private List<CompletableFuture<Void>> before(RecordedServices recorded, Service service) {
        Set<String> names = recorded.dependencies(service);
        List<CompletableFuture<Void>> before = new ArrayList<>();
        if (!names.isEmpty()) {
            Set<WorkloadId> workloads = new HashSet<>();
            recorded.services().stream()
                    .filter(other -> names.contains(other.name()))
                    .forEach(other -> workloads.add(other.id()));
            recorded.replicas().stream()
                    .filter(replica -> workloads.contains(replica.workload()))
                    .forEach(replica ->
                            Optional.ofNullable(atWork.get(replica.id())).ifPresent(before::add));
        }
        return before;
    }

    private void begin(StackOnHost place, Replica replica, List<CompletableFuture<Void>> before, Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        atWork.put(replica.id(), done);
        executor.execute(() -> {
            try {
                before.forEach(Healer::await);
                work.run();
            } catch (Runtime.RuntimeUnavailable unavailable) {
                LOG.debug("Host {} went away while a replica was brought back", host, unavailable);
            } catch (CancellationException stopped) {
                LOG.debug("Another server keeps host {} now, or this one is closing", host, stopped);
            } catch (RuntimeException failed) {
                LOG.warn("Replica {} could not be brought back; it is tried again", replica.id(), failed);
            } finally {
                atWork.remove(replica.id(), done);
                done.complete(null);
                again.accept(place);
            }
        });
    }

    private static void await(CompletableFuture<Void> dependency) {
        try {
            dependency.get(DEPENDENCY_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            // Better started too early, as after any crash, than not at all.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted");
        }
    }

    private void tellPages(StackOnHost place, RecordedServices recorded, Map<ReplicaId, ObservedContainer> live) {
        StringBuilder now = new StringBuilder();
        recorded.replicas().forEach(replica -> {
            ObservedContainer container = live.get(replica.id());
            now.append(replica.id());
            if (container != null) {
                now.append(container.containerId()).append(container.state()).append(container.health());
            }
        });
        String before = seen.put(place.stack(), now.toString());
        if (before != null && !before.contentEquals(now)) {
            shared.database().inTenant(place.scope(), transaction -> {
                shared.stacks().signal(transaction);
                return place;
            });
        }
    }

    static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return one.isEmpty() ? other : other.isEmpty() || one.get().isBefore(other.get()) ? one : other;
    }
}

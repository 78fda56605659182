package io.binome.workloads.internal;

import io.binome.edge.Route;
import io.binome.kernel.ReplicaId;
import io.binome.kernel.WorkloadId;
import io.binome.workloads.ContainerSpec;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Runtime.RuntimeRefused;
import io.binome.workloads.internal.ReplicaStore.Replica;
import io.binome.workloads.internal.ReplicaStore.State;
import io.binome.workloads.internal.StackApply.Shared;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The steps of a rollout on single replicas of one service, each safe to repeat. */
final class ReplicaSteps {
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);
    private static final int TRIES = 5;

    private final StackApply apply;
    private final Shared shared;
    private final EdgeSwitch edge;
    private final WorkloadId workload;
    private final String name;

    ReplicaSteps(StackApply apply, WorkloadId workload, String name) {
        this.apply = apply;
        this.shared = apply.shared();
        this.edge = new EdgeSwitch(shared.routes(), shared.runtime());
        this.workload = workload;
        this.name = name;
    }

    List<Replica> present() {
        return shared.database()
                .inTenant(apply.scope(), transaction -> shared.replicas().of(transaction, workload));
    }

    List<Route> routes() {
        return own(shared.routes().of(apply.scope(), apply.stack()));
    }

    private List<Route> own(List<Route> routes) {
        return routes.stream().filter(route -> route.service().equals(name)).toList();
    }

    List<ReplicaId> plan(UUID revision, List<Integer> ordinals) {
        List<ReplicaId> planned = new ArrayList<>();
        apply.inStack(transaction -> {
            planned.clear();
            for (int ordinal : ordinals) {
                ReplicaId id = new ReplicaId(shared.ids().next());
                shared.replicas().plan(transaction, id, apply.stack(), workload, revision, apply.host(), ordinal);
                planned.add(id);
            }
        });
        return planned;
    }

    /** Makes a planned replica run. The container follows from the replica's id: a second call finds the first one's. */
    String start(ReplicaId replica, AppliedService service) {
        apply.check();
        ContainerSpec spec = service.container(replica);
        String container = shared.runtime().create(apply.host(), spec);
        apply.inStack(transaction -> shared.replicas().created(transaction, replica, container));
        startWithFiles(container, spec);
        apply.inStack(transaction ->
                shared.replicas().started(transaction, replica, shared.clock().instant()));
        return container;
    }

    private void startWithFiles(String container, ContainerSpec spec) {
        try {
            shared.runtime().start(apply.host(), container);
        } catch (RuntimeRefused refused) {
            if (refused.reason() != RuntimeRefused.Reason.FILES_MISSING) {
                throw refused;
            }
            shared.runtime().create(apply.host(), spec);
            shared.runtime().start(apply.host(), container);
        }
    }

    /** Waits until it answers, or ended as it should, and records that. */
    void await(ReplicaId replica, String container, AppliedService service, boolean toTheEnd) {
        Duration pause = Duration.ofMillis(500);
        for (int tried = 1; ; tried++) {
            switch (shared.readiness().await(apply.host(), container, service, toTheEnd, apply.cancellation())) {
                case Readiness.Outcome.Ready ready -> {
                    apply.inStack(transaction -> shared.replicas()
                            .ready(transaction, replica, ready.observed().attributes()));
                    return;
                }
                case Readiness.Outcome.Completed _ -> {
                    apply.inStack(transaction -> shared.replicas().state(transaction, replica, State.COMPLETED));
                    return;
                }
                case Readiness.Outcome.Failed failed -> {
                    if (tried == TRIES || toTheEnd || !Readiness.triesAgain(service)) {
                        throw failure(failed);
                    }
                    apply.log().line(name + " is started again: " + failed.reason());
                    Readiness.pause(pause);
                    pause = pause.multipliedBy(2);
                    startWithFiles(container, service.container(replica));
                }
            }
        }
    }

    private StackApply.RolloutFailed failure(Readiness.Outcome.Failed failed) {
        String log = failed.lastLog().isEmpty() ? "" : ".\nIt last said:\n" + failed.lastLog();
        return new StackApply.RolloutFailed("The service " + name + " did not come up: " + failed.reason() + log);
    }

    /** Sends new requests to exactly those that are ready. */
    void serve() {
        List<Route> routes = routes();
        if (!routes.isEmpty()) {
            List<Replica> ready = present().stream()
                    .filter(replica -> replica.state() == State.READY)
                    .toList();
            routes.forEach(route -> edge.serve(apply.scope(), route, ready));
        }
    }

    /** Lets replicas finish what they have begun, then removes them. */
    void retire(Collection<Replica> leaving) {
        if (leaving.isEmpty()) {
            return;
        }
        apply.inStack(transaction ->
                leaving.forEach(replica -> shared.replicas().state(transaction, replica.id(), State.RETIRING)));
        serve();
        Parallel.map(leaving, 8, replica -> {
            Duration grace = grace(replica);
            edge.drain(apply.scope(), routes(), replica);
            removeContainer(replica, grace);
            apply.inStack(transaction -> shared.replicas().remove(transaction, replica.id()));
            return replica;
        });
    }

    private Duration grace(Replica replica) {
        return shared.database()
                .inTenant(apply.scope(), transaction -> shared.workloads().revision(transaction, replica.revision()))
                .map(revision -> revision.service().template().stopGrace())
                .orElse(DEFAULT_GRACE);
    }

    private void removeContainer(Replica replica, Duration grace) {
        Optional<String> container =
                Optional.ofNullable(replica.containerId()).or(() -> neverWrittenDown(replica.id()));
        if (container.isEmpty()) {
            return;
        }
        try {
            shared.runtime().stop(apply.host(), container.get(), grace);
        } catch (RuntimeRefused refused) {
            if (refused.reason() != RuntimeRefused.Reason.NOT_FOUND) {
                apply.log().line(name + " did not stop as asked: " + refused.getMessage());
            }
        }
        try {
            shared.runtime().remove(apply.host(), container.get());
        } catch (RuntimeRefused refused) {
            if (refused.reason() != RuntimeRefused.Reason.NOT_FOUND) {
                throw refused;
            }
        }
    }

    /** A container that was created just before a crash. */
    private Optional<String> neverWrittenDown(ReplicaId replica) {
        return shared.runtime().observe(apply.host(), Optional.of(apply.stack())).stream()
                .filter(container -> replica.equals(container.replica()))
                .map(ObservedContainer::containerId)
                .findFirst();
    }
}

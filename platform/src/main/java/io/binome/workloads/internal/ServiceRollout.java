package io.binome.workloads.internal;

import io.binome.database.Transaction;
import io.binome.edge.Routes;
import io.binome.kernel.ReplicaId;
import io.binome.kernel.VolumeId;
import io.binome.kernel.WorkloadId;
import io.binome.stacks.Value;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Runtime;
import io.binome.workloads.internal.ReplicaStore.Replica;
import io.binome.workloads.internal.ReplicaStore.State;
import io.binome.workloads.internal.StackApply.RolloutFailed;
import io.binome.workloads.internal.StackApply.Shared;
import io.binome.workloads.internal.StackPreparation.Prepared;
import io.binome.workloads.internal.WantedService.FailureAction;
import io.binome.workloads.internal.WantedService.WantedPort;
import io.binome.workloads.internal.WorkloadStore.Revision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Moves one service from what it is to what it is wanted to be, however far an earlier attempt came. */
final class ServiceRollout {
    private final StackApply apply;
    private final Shared shared;
    private final Prepared prepared;
    private final WantedService wanted;
    private final boolean awaited;
    private final Runnable started;

    /**
     * @param awaited others wait for it to complete
     * @param started called once all replicas run
     */
    ServiceRollout(StackApply apply, Prepared prepared, WantedService wanted, boolean awaited, Runnable started) {
        this.apply = apply;
        this.shared = apply.shared();
        this.prepared = prepared;
        this.wanted = wanted;
        this.awaited = awaited;
        this.started = started;
    }

    /** What it is moved to, and what it goes back to where there is something. */
    private record Targets(WorkloadId workload, Revision next, Optional<Revision> last) {}

    void run() {
        Targets targets = apply.fenced(this::begin);
        ReplicaSteps steps = new ReplicaSteps(apply, targets.workload(), wanted.name());
        try {
            converge(steps, targets.next());
        } catch (RolloutFailed | Runtime.RuntimeRefused failure) {
            goBack(steps, targets, String.valueOf(failure.getMessage()));
            throw failure;
        }
        apply.inStack(transaction -> {
            settle(transaction, targets.next().service());
            shared.workloads()
                    .applied(transaction, targets.workload(), targets.next().id(), wanted.replicas());
            shared.stacks().changed(transaction, apply.stack());
        });
    }

    private Targets begin(Transaction transaction) {
        Optional<WorkloadStore.Service> present = shared.workloads().find(transaction, apply.stack(), wanted.name());
        WorkloadId workload = present.map(WorkloadStore.Service::id).orElseGet(() -> {
            WorkloadId made = new WorkloadId(shared.ids().next());
            shared.workloads().add(transaction, made, apply.stack(), wanted.name());
            return made;
        });
        AppliedService service = applied(transaction, workload);
        String fingerprint = shared.fingerprint().of(apply.scope(), StoredJson.bytes(service.fixedPart()));
        SortedMap<String, Value> attributes = prepared.attributes().getOrDefault(wanted.name(), new TreeMap<>());
        Revision next = present.flatMap(found -> shared.workloads().revision(transaction, found.target()))
                .filter(begun -> begun.commit().equals(apply.commit())
                        && begun.fingerprint().equals(fingerprint)
                        && begun.attributes().equals(attributes))
                .orElseGet(() -> {
                    Revision made = new Revision(
                            shared.ids().next(), workload, apply.commit(), fingerprint, attributes, service);
                    shared.workloads()
                            .addRevision(transaction, made, shared.clock().instant());
                    shared.workloads().target(transaction, workload, made.id());
                    shared.stacks().changed(transaction, apply.stack());
                    return made;
                });
        for (Routes.Wanted port : published(service)) {
            shared.routes().publish(transaction, apply.site(), apply.stack(), port);
        }
        Optional<Revision> last = present.flatMap(found -> shared.workloads().revision(transaction, found.revision()));
        return new Targets(workload, next, last);
    }

    private List<Routes.Wanted> published(AppliedService service) {
        return service.ports().stream()
                .map(port -> new Routes.Wanted(wanted.name(), port.containerPort(), port.mode(), port.hostPort()))
                .toList();
    }

    /** @param service as it is from now on; null when it is nothing again */
    private void settle(Transaction transaction, @Nullable AppliedService service) {
        shared.routes()
                .settle(
                        transaction,
                        apply.site(),
                        apply.stack(),
                        wanted.name(),
                        service == null ? List.of() : published(service));
    }

    private AppliedService applied(Transaction transaction, WorkloadId workload) {
        Map<String, String> networks = new HashMap<>();
        shared.parts().networks(transaction, apply.stack()).stream()
                .filter(network -> !network.leaving())
                .forEach(network -> networks.put(network.name(), network.hostName()));
        Map<String, VolumeId> volumes = new HashMap<>();
        shared.parts().attached(transaction, apply.stack()).forEach(volume -> volumes.put(volume.name(), volume.id()));
        SortedMap<Integer, Integer> hostPorts = StackApply.ports(prepared, wanted.name());
        return new AppliedService(
                ContainerSpecs.of(
                        apply.scope().tenant(),
                        apply.stack(),
                        workload,
                        wanted,
                        Objects.requireNonNull(prepared.images().get(wanted.name()))
                                .image(),
                        networks,
                        volumes),
                wanted.replicas(),
                wanted.ports().stream()
                        .map(port ->
                                new WantedPort(port.containerPort(), port.mode(), hostPorts.get(port.containerPort())))
                        .toList(),
                wanted.restart(),
                wanted.servesOthers(),
                wanted.stopFirst(),
                wanted.update());
    }

    private void converge(ReplicaSteps steps, Revision target) {
        AppliedService service = target.service();
        Set<Integer> missing = new TreeSet<>();
        for (int ordinal = 1; ordinal <= service.replicas(); ordinal++) {
            missing.add(ordinal);
        }
        Set<ReplicaId> kept = current(steps, target, missing);
        List<Replica> old = steps.present().stream()
                .filter(replica -> !kept.contains(replica.id()))
                .toList();
        if (old.stream().noneMatch(replica -> replica.state() == State.READY)) {
            // Nothing of it answers: leftovers of an attempt that was cut short make way at once.
            steps.retire(old);
            old = List.of();
        }
        List<Integer> todo = List.copyOf(missing);
        int batch = batch(service, old.isEmpty());
        for (int from = 0; from < todo.size(); from += batch) {
            if (from > 0) {
                Readiness.pause(service.update().delay());
            }
            boolean last = from + batch >= todo.size();
            List<Integer> ordinals = todo.subList(from, Math.min(todo.size(), from + batch));
            List<Replica> replaced = old.stream()
                    .filter(replica -> last || ordinals.contains(replica.ordinal()))
                    .toList();
            if (service.stopFirst()) {
                steps.retire(replaced);
            }
            bringUp(steps, target, ordinals, last);
            steps.serve();
            if (!service.stopFirst()) {
                steps.retire(replaced);
            }
            old = old.stream().filter(replica -> !replaced.contains(replica)).toList();
        }
        started.run();
        steps.retire(old);
        steps.serve();
    }

    private static int batch(AppliedService service, boolean fresh) {
        if (fresh) {
            return Math.max(1, service.replicas());
        }
        int parallelism = service.update().parallelism();
        return parallelism > 0 ? parallelism : Math.max(1, service.replicas() / 2);
    }

    /** Replicas that are as wanted already, with what they have left to do done; their ordinals are no longer missing. */
    private Set<ReplicaId> current(ReplicaSteps steps, Revision target, Set<Integer> missing) {
        Set<ReplicaId> drifted = shared.database()
                .inTenant(
                        apply.scope(),
                        transaction -> Set.copyOf(shared.replicas()
                                .differences(transaction, apply.stack())
                                .keySet()));
        Map<UUID, String> fingerprints = new HashMap<>();
        List<Replica> current = new ArrayList<>();
        // Of two for one ordinal the one that got further stays.
        List<Replica> present = steps.present().stream()
                .sorted(java.util.Comparator.comparing((Replica replica) -> replica.state() != State.READY))
                .toList();
        for (Replica replica : present) {
            String fingerprint = fingerprints.computeIfAbsent(replica.revision(), this::fingerprint);
            if (fingerprint.equals(target.fingerprint())
                    && !drifted.contains(replica.id())
                    && replica.state() != State.RETIRING
                    && missing.remove(replica.ordinal())) {
                current.add(replica);
            }
        }
        Parallel.map(current, 8, replica -> {
            resume(steps, target, replica);
            return replica;
        });
        Set<ReplicaId> kept = new HashSet<>();
        current.forEach(replica -> kept.add(replica.id()));
        return kept;
    }

    private String fingerprint(UUID revision) {
        return shared.database()
                .inTenant(apply.scope(), transaction -> shared.workloads().revision(transaction, revision))
                .map(Revision::fingerprint)
                .orElse("");
    }

    private void resume(ReplicaSteps steps, Revision target, Replica replica) {
        Optional<ObservedContainer> running = Optional.ofNullable(replica.containerId())
                .flatMap(container -> shared.runtime().inspect(apply.host(), container))
                .filter(container -> container.state() == ObservedContainer.State.RUNNING);
        if (!replica.revision().equals(target.id())) {
            adopt(target, replica, running);
        }
        if (replica.state() != State.COMPLETED && (running.isEmpty() || replica.state() != State.READY)) {
            String container = steps.start(replica.id(), target.service());
            steps.await(replica.id(), container, target.service(), awaited);
        }
    }

    /** Its container serves the next revision as well: what differs changes in place. */
    private void adopt(Revision target, Replica replica, Optional<ObservedContainer> running) {
        SortedMap<String, Value> baseline = new TreeMap<>();
        running.ifPresent(container -> {
            shared.runtime()
                    .updateLimits(
                            apply.host(),
                            container.containerId(),
                            target.service().template().limits());
            shared.runtime()
                    .inspect(apply.host(), container.containerId())
                    .ifPresent(now -> baseline.putAll(now.attributes()));
        });
        apply.inStack(transaction -> {
            if (running.isPresent() && replica.state() == State.READY) {
                shared.replicas().ready(transaction, replica.id(), baseline);
            }
            shared.replicas().adopt(transaction, replica.id(), target.id());
        });
    }

    private void bringUp(ReplicaSteps steps, Revision target, List<Integer> ordinals, boolean last) {
        AppliedService service = target.service();
        List<ReplicaId> planned = steps.plan(target.id(), ordinals);
        Map<ReplicaId, String> containers = Parallel.map(planned, 8, replica -> steps.start(replica, service));
        if (last) {
            started.run();
        }
        Parallel.map(planned, 64, replica -> {
            try {
                steps.await(replica, Objects.requireNonNull(containers.get(replica)), service, awaited);
            } catch (RolloutFailed failure) {
                if (service.update().onFailure() != FailureAction.CONTINUE || awaited) {
                    throw failure;
                }
                apply.log().line(failure.getMessage() + "\nGoing on, as failure_action: continue says");
                apply.inStack(transaction -> shared.replicas().state(transaction, replica, State.READY));
            }
            return replica;
        });
    }

    /** A service that could not be moved is left as it was; one that was nothing before leaves nothing behind. */
    private void goBack(ReplicaSteps steps, Targets targets, String reason) {
        apply.log().line(reason);
        Optional<Revision> last = targets.last();
        boolean pause = last.isPresent() && targets.next().service().update().onFailure() == FailureAction.PAUSE;
        try {
            steps.retire(steps.present().stream()
                    .filter(replica -> replica.revision().equals(targets.next().id())
                            && (last.isEmpty() || replica.state() != State.READY))
                    .toList());
            if (pause) {
                apply.log().line(wanted.name() + " stays as it is, as failure_action: pause says");
                return;
            }
            if (last.isPresent()) {
                apply.log().line(wanted.name() + " goes back to what it was");
                converge(steps, last.get());
            }
            apply.inStack(transaction -> {
                settle(transaction, last.map(Revision::service).orElse(null));
                shared.workloads().target(transaction, targets.workload(), null);
                shared.workloads().dropUnused(transaction, targets.workload());
                shared.stacks().changed(transaction, apply.stack());
            });
        } catch (RolloutFailed | Runtime.RuntimeRefused worse) {
            apply.log().line(wanted.name() + " could not go back: " + worse.getMessage());
        }
    }
}

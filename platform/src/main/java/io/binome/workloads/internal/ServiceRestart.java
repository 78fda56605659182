package io.binome.workloads.internal;

import io.binome.database.Transaction;
import io.binome.edge.Route;
import io.binome.kernel.Actor;
import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.runs.Cancellation;
import io.binome.workloads.ContainerSpec;
import io.binome.workloads.Runtime;
import io.binome.workloads.Runtime.RuntimeRefused;
import io.binome.workloads.WorkloadProblem;
import io.binome.workloads.internal.ReplicaStore.Replica;
import io.binome.workloads.internal.ReplicaStore.State;
import io.binome.workloads.internal.StackApply.Shared;
import io.binome.workloads.internal.StackStore.Placement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Restarts a service's replicas one after the other: each leaves the edge, ends what it has begun, stops, starts, and
 * is back at the edge before the next one leaves. A server that dies half-way leaves a stopped replica to healing.
 */
final class ServiceRestart {
    private static final Duration HOLD_AGAIN = Duration.ofSeconds(5);

    private final Shared shared;
    private final Ledger ledger;
    private final HostLooks looks;
    private final EdgeSwitch edge;

    ServiceRestart(Shared shared, Ledger ledger, HostLooks looks) {
        this.shared = shared;
        this.ledger = ledger;
        this.looks = looks;
        this.edge = new EdgeSwitch(shared.routes(), shared.runtime());
    }

    void run(TenantScope scope, Actor actor, StackId stack, String service) {
        new Restart(scope, stack, service).run(actor);
    }

    /** One restart of one service. */
    private final class Restart {
        private final TenantScope scope;
        private final StackId stack;
        private final String service;
        private final List<Replica> replicas = new ArrayList<>();
        private final Map<UUID, AppliedService> applied = new HashMap<>();
        private Instant held = Instant.EPOCH;
        private boolean lost;

        Restart(TenantScope scope, StackId stack, String service) {
            this.scope = scope;
            this.stack = stack;
            this.service = service;
        }

        void run(Actor actor) {
            begin(actor);
            Thread renewal = Thread.ofVirtual().name("restart-hold").start(this::renew);
            try {
                for (Replica replica : List.copyOf(replicas)) {
                    keepHold();
                    restart(replica);
                    looks.forget(replica.host());
                }
            } catch (Runtime.RuntimeUnavailable away) {
                throw new ProblemException(new WorkloadProblem.HostAway(service), away);
            } finally {
                renewal.interrupt();
                release();
            }
        }

        private void begin(Actor actor) {
            held = shared.database().inTenant(scope, transaction -> {
                replicas.clear();
                applied.clear();
                Placement placement = shared.stacks()
                        .lock(transaction, stack)
                        .orElseThrow(() -> new ProblemException(new WorkloadProblem.ServiceNotFound(service)));
                WorkloadStore.Service known = shared.workloads()
                        .find(transaction, stack, service)
                        .orElseThrow(() -> new ProblemException(new WorkloadProblem.ServiceNotFound(service)));
                Instant now = shared.clock().instant();
                if (StackApply.holds(placement.applyingUntil(), now)) {
                    throw new ProblemException(new WorkloadProblem.ApplyRunning(service));
                }
                shared.replicas().of(transaction, known.id()).stream()
                        .filter(replica -> replica.state() == State.READY)
                        .forEach(replicas::add);
                if (replicas.isEmpty()) {
                    throw new ProblemException(new WorkloadProblem.NothingToRestart(service));
                }
                replicas.forEach(replica -> shared.workloads()
                        .revision(transaction, replica.revision())
                        .ifPresent(revision -> applied.put(revision.id(), revision.service())));
                Instant until = hold(now);
                shared.stacks().applyingUntil(transaction, stack, until);
                shared.stacks().signal(transaction);
                ledger.append(
                        transaction,
                        actor,
                        new LedgerEvent(
                                "workload.restarted",
                                "workload:" + known.id(),
                                Map.of("stack", stack.toString(), "service", service, "replicas", replicas.size())));
                return until;
            });
        }

        // ---- the hold: healing keeps away as from an apply, and an apply that begins takes it over

        private static Instant hold(Instant now) {
            return now.plus(StackApply.HOLD).truncatedTo(ChronoUnit.MICROS);
        }

        private synchronized void keepHold() {
            if (!lost) {
                Instant next = hold(shared.clock().instant());
                lost = !shared.database().inTenant(scope, transaction -> own(transaction, next));
                held = next;
            }
            if (lost) {
                throw new ProblemException(new WorkloadProblem.ApplyRunning(service));
            }
        }

        private boolean own(Transaction transaction, @Nullable Instant next) {
            boolean own = shared.stacks()
                    .lock(transaction, stack)
                    .filter(placement -> held.equals(placement.applyingUntil()))
                    .isPresent();
            if (own) {
                shared.stacks().applyingUntil(transaction, stack, next);
                shared.stacks().signal(transaction);
            }
            return own;
        }

        private void renew() {
            try {
                while (true) {
                    Thread.sleep(HOLD_AGAIN);
                    keepHold();
                }
            } catch (InterruptedException | ProblemException ended) {
                // The restart is over, or its next step sees that it lost the stack.
            }
        }

        private synchronized void release() {
            if (!lost) {
                lost = true;
                shared.database().inTenant(scope, transaction -> own(transaction, null));
            }
        }

        // ---- one replica

        private void restart(Replica replica) {
            AppliedService wanted = applied.get(replica.revision());
            String container = replica.containerId();
            if (wanted == null || container == null) {
                return;
            }
            Duration grace = wanted.template().stopGrace();
            List<Route> routes = shared.routes().of(scope, stack).stream()
                    .filter(route -> route.service().equals(service))
                    .toList();
            serve(routes, replica);
            edge.drain(scope, routes, replica);
            try {
                String again = stopAndStart(replica, container, wanted.container(replica.id()), grace);
                await(replica, again, wanted);
            } catch (RuntimeRefused refused) {
                throw new ProblemException(
                        new WorkloadProblem.NotBack(
                                service, replica.ordinal(), "its host refused (" + refused.reason() + ")"),
                        refused);
            } finally {
                serve(routes, null);
            }
        }

        private String stopAndStart(Replica replica, String container, ContainerSpec spec, Duration grace) {
            try {
                shared.runtime().stop(replica.host(), container, grace);
                shared.runtime().start(replica.host(), container);
                return container;
            } catch (RuntimeRefused refused) {
                if (refused.reason() != RuntimeRefused.Reason.NOT_FOUND
                        && refused.reason() != RuntimeRefused.Reason.FILES_MISSING) {
                    throw refused;
                }
            }
            String made = shared.runtime().create(replica.host(), spec);
            shared.runtime().start(replica.host(), made);
            return made;
        }

        private void await(Replica replica, String container, AppliedService wanted) {
            switch (shared.readiness().await(replica.host(), container, wanted, false, Cancellation.NONE)) {
                case Readiness.Outcome.Ready _ -> record(replica, container);
                case Readiness.Outcome.Completed _ ->
                    shared.database().inTenant(scope, transaction -> {
                        shared.replicas().state(transaction, replica.id(), State.COMPLETED);
                        shared.stacks().signal(transaction);
                        return replica;
                    });
                case Readiness.Outcome.Failed failed ->
                    throw new ProblemException(
                            new WorkloadProblem.NotBack(service, replica.ordinal(), failed.reason()));
            }
        }

        private void record(Replica replica, String container) {
            shared.database().inTenant(scope, transaction -> {
                shared.replicas()
                        .restarted(
                                transaction,
                                replica.id(),
                                container,
                                shared.clock().instant());
                shared.stacks().signal(transaction);
                return replica;
            });
        }

        /** Sends new requests to those that run, but for the one that is about to leave. */
        private void serve(List<Route> routes, @Nullable Replica leaving) {
            if (routes.isEmpty()) {
                return;
            }
            List<Replica> ready = shared.database().inTenant(scope, transaction -> shared.workloads()
                    .find(transaction, stack, service)
                    .map(known -> shared.replicas().of(transaction, known.id()))
                    .orElse(List.of()));
            List<Replica> serving = ready.stream()
                    .filter(replica -> replica.state() == State.READY
                            && (leaving == null || !leaving.id().equals(replica.id())))
                    .toList();
            routes.forEach(route -> edge.serve(scope, route, serving));
        }
    }
}

package io.binome.workloads.internal;

import io.binome.database.Database;
import io.binome.kernel.HostId;
import io.binome.kernel.ReplicaId;
import io.binome.runs.Cancellation;
import io.binome.stacks.Value;
import io.binome.workloads.ContainerSpec;
import io.binome.workloads.NetworkSpec;
import io.binome.workloads.Runtime;
import io.binome.workloads.Runtime.RuntimeRefused;
import io.binome.workloads.Runtime.RuntimeRefused.Reason;
import io.binome.workloads.internal.ReplicaStore.Replica;
import io.binome.workloads.internal.ReplicaStore.State;
import io.binome.workloads.internal.StackStore.StackOnHost;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Brings one replica back as it was applied; each step may be repeated, by this server or the next keeper. */
final class ReplicaHealing {
    /** Makes no sense to ask a host for more at a time after it was restarted. */
    private static final int STARTS_AT_ONCE = 8;

    private static final Duration LEFTOVER_GRACE = Duration.ofSeconds(10);

    /** What healing works with. */
    record Shared(
            Database database,
            Runtime runtime,
            StackStore stacks,
            WorkloadStore workloads,
            ReplicaStore replicas,
            PartStore parts,
            Readiness readiness,
            HealingTrace trace,
            InstantSource clock) {}

    private final Shared shared;
    private final HostId host;
    private final Cancellation whileKept;
    private final Semaphore starts = new Semaphore(STARTS_AT_ONCE);

    /** @param whileKept requested once another server keeps the host */
    ReplicaHealing(Shared shared, HostId host, Cancellation whileKept) {
        this.shared = shared;
        this.host = host;
        this.whileKept = whileKept;
    }

    private record Begun(WorkloadStore.Revision revision, String service) {}

    /**
     * @param present the container to go on from; null when there is none
     * @param anew whether it makes way for a new one
     */
    void heal(StackOnHost place, Replica replica, @Nullable String present, boolean anew, String reason) {
        String lastLog = present == null ? "" : shared.readiness().lastLog(host, present);
        Optional<Begun> begun = begin(place, replica, lastLog.isEmpty() ? null : lastLog);
        if (begun.isEmpty()) {
            return;
        }
        try {
            Optional<String> container = bringBack(place, replica, present, anew, begun.get());
            if (container.isPresent()) {
                await(place, replica, container.get(), anew || present == null, begun.get(), reason);
            }
        } catch (RuntimeRefused refused) {
            said(place, replica.id(), "The host refused to bring it back: " + refused.getMessage());
        }
    }

    /** Decides once more, with the stack's applies kept out for that moment. */
    private Optional<Begun> begin(StackOnHost place, Replica replica, @Nullable String lastLog) {
        return shared.database().inTenant(place.scope(), transaction -> {
            Instant now = shared.clock().instant();
            boolean free = shared.stacks()
                    .lock(transaction, place.stack())
                    .filter(placement -> placement.host().equals(host) && !applying(placement, now))
                    .isPresent();
            if (!free || whileKept.requested()) {
                return Optional.empty();
            }
            Optional<WorkloadStore.Revision> revision = shared.workloads().revision(transaction, replica.revision());
            Optional<WorkloadStore.Service> service = shared.workloads().find(transaction, replica.workload());
            Instant retry = now.plus(HealingDecision.backOff(replica.failures()));
            if (revision.isEmpty()
                    || service.isEmpty()
                    || !shared.replicas().healing(transaction, replica, retry, lastLog)) {
                return Optional.empty();
            }
            shared.stacks().signal(transaction);
            shared.trace().ended(transaction, replica, service.get().name());
            return Optional.of(new Begun(revision.get(), service.get().name()));
        });
    }

    static boolean applying(StackStore.Placement placement, Instant now) {
        return StackApply.holds(placement.applyingUntil(), now);
    }

    private Optional<String> bringBack(
            StackOnHost place, Replica replica, @Nullable String present, boolean anew, Begun begun) {
        starts.acquireUninterruptibly();
        try {
            ContainerSpec spec = begun.revision().service().container(replica.id());
            if (present != null && !anew) {
                try {
                    startWithFiles(present, spec);
                    return Optional.of(present);
                } catch (RuntimeRefused unfit) {
                    // What cannot be started again is made again.
                }
            }
            if (present != null) {
                away(present, spec.stopGrace());
            }
            String container = create(place, spec);
            boolean wanted = shared.database().inTenant(place.scope(), transaction -> shared.replicas()
                    .created(transaction, replica.id(), container));
            if (!wanted) {
                away(container, Duration.ZERO);
                return Optional.empty();
            }
            startWithFiles(container, spec);
            return Optional.of(container);
        } finally {
            starts.release();
        }
    }

    private String create(StackOnHost place, ContainerSpec spec) {
        try {
            return shared.runtime().create(host, spec);
        } catch (RuntimeRefused refused) {
            if (refused.reason() != Reason.NOT_FOUND) {
                throw refused;
            }
        }
        // Its image or networks are gone as well. Never its volumes: an empty one in their place would hide the loss.
        shared
                .database()
                .inTenant(place.scope(), transaction -> shared.parts().networks(transaction, place.stack()))
                .stream()
                .filter(network -> !network.leaving())
                .forEach(network -> shared.runtime()
                        .ensureNetwork(
                                host,
                                new NetworkSpec(
                                        place.scope().tenant(),
                                        place.stack(),
                                        network.hostName(),
                                        network.internal())));
        shared.runtime().pull(host, place.scope(), spec.image(), line -> {}, whileKept);
        return shared.runtime().create(host, spec);
    }

    private void startWithFiles(String container, ContainerSpec spec) {
        try {
            shared.runtime().start(host, container);
        } catch (RuntimeRefused refused) {
            if (refused.reason() != Reason.FILES_MISSING) {
                throw refused;
            }
            shared.runtime().create(host, spec);
            shared.runtime().start(host, container);
        }
    }

    private void await(StackOnHost place, Replica replica, String container, boolean made, Begun begun, String reason) {
        AppliedService service = begun.revision().service();
        switch (shared.readiness().await(host, container, service, false, whileKept)) {
            case Readiness.Outcome.Ready ready -> {
                // A container that was merely started keeps the base of its comparison: what was changed still shows.
                SortedMap<String, Value> baseline = made || replica.baseline().isEmpty()
                        ? new TreeMap<>(ready.observed().attributes())
                        : replica.baseline();
                shared.database().inTenant(place.scope(), transaction -> {
                    Instant now = shared.clock().instant();
                    if (shared.replicas().healed(transaction, replica.id(), container, baseline, now)) {
                        shared.stacks().signal(transaction);
                        shared.trace().healed(transaction, replica, begun.service(), reason, now);
                    }
                    return place;
                });
            }
            case Readiness.Outcome.Completed _ -> complete(place, replica.id());
            case Readiness.Outcome.Failed failed ->
                said(
                        place,
                        replica.id(),
                        failed.lastLog().isEmpty() ? "It did not come up: " + failed.reason() : failed.lastLog());
        }
    }

    void complete(StackOnHost place, ReplicaId replica) {
        shared.database().inTenant(place.scope(), transaction -> {
            shared.replicas().state(transaction, replica, State.COMPLETED);
            shared.stacks().signal(transaction);
            return place;
        });
    }

    void settle(StackOnHost place, Replica replica) {
        shared.database().inTenant(place.scope(), transaction -> {
            shared.replicas().settled(transaction, replica.id());
            shared.stacks().signal(transaction);
            shared.workloads().find(transaction, replica.workload()).ifPresent(service -> shared.trace()
                    .settled(transaction, replica, service.name()));
            return place;
        });
    }

    void said(StackOnHost place, ReplicaId replica, String lastLog) {
        shared.database().inTenant(place.scope(), transaction -> {
            shared.replicas().said(transaction, replica, lastLog);
            shared.stacks().signal(transaction);
            return place;
        });
    }

    /** Finishes what an apply began to take away before it went silent. */
    void clear(StackOnHost place, Replica replica, Optional<String> present) {
        present.ifPresent(container -> away(container, LEFTOVER_GRACE));
        shared.database().inTenant(place.scope(), transaction -> {
            shared.replicas().remove(transaction, replica.id());
            shared.workloads().dropUnused(transaction, replica.workload());
            shared.stacks().signal(transaction);
            return place;
        });
    }

    private void away(String container, Duration grace) {
        try {
            shared.runtime().stop(host, container, grace);
        } catch (RuntimeRefused unfit) {
            // Removal ends whatever does not stop.
        }
        try {
            shared.runtime().remove(host, container);
        } catch (RuntimeRefused refused) {
            if (refused.reason() != Reason.NOT_FOUND) {
                throw refused;
            }
        }
    }
}

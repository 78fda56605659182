package io.binome.workloads.internal;

import io.binome.database.Database;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.sites.Host;
import io.binome.sites.Sites;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Runtime;
import io.binome.workloads.RuntimeEvent;
import io.binome.workloads.internal.StackStore.StackOnHost;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one host while it has the lease: follows what happens there, and looks for itself every few seconds. */
final class HostKeeper {
    static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private static final Duration UNREACHABLE_EVERY = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(HostKeeper.class);

    private final Host host;
    private final Database database;
    private final Sites sites;
    private final Runtime runtime;
    private final StackStore stacks;
    private final ReplicaStore replicas;
    private final HostLease lease;
    private final Healer healer;
    private final OrphanSweeper orphans;
    private final HostChores chores;
    private final InstantSource clock;

    private final LinkedBlockingQueue<RuntimeEvent> events = new LinkedBlockingQueue<>(1_000);
    private final ConcurrentLinkedQueue<StackOnHost> again;
    private final Map<StackOnHost, Instant> due = new HashMap<>();
    private volatile boolean missed;
    private @Nullable AutoCloseable following;
    private Instant nextLook = Instant.MIN;
    private Host.@Nullable State last;
    private boolean kept;

    HostKeeper(
            Host host,
            Database database,
            Sites sites,
            Runtime runtime,
            StackStore stacks,
            ReplicaStore replicas,
            HostLease lease,
            Healer healer,
            ConcurrentLinkedQueue<StackOnHost> again,
            OrphanSweeper orphans,
            HostChores chores,
            InstantSource clock) {
        this.host = host;
        this.database = database;
        this.sites = sites;
        this.runtime = runtime;
        this.stacks = stacks;
        this.replicas = replicas;
        this.lease = lease;
        this.healer = healer;
        this.again = again;
        this.orphans = orphans;
        this.chores = chores;
        this.clock = clock;
    }

    HostLease lease() {
        return lease;
    }

    /** Waits for word from the host, for something to be due, or at most a second. */
    void await() throws InterruptedException {
        Instant now = clock.instant();
        Instant until = due.values().stream().reduce(nextLook, (one, other) -> one.isBefore(other) ? one : other);
        Duration left = until.isBefore(now) ? Duration.ZERO : Duration.between(now, until);
        long millis = lease.held() ? Math.clamp(left.toMillis() + 1, 1, 1_000) : 1_000;
        if (again.isEmpty() && !missed) {
            RuntimeEvent event = events.poll(millis, TimeUnit.MILLISECONDS);
            if (event != null) {
                take(event);
            }
        }
    }

    private void hear(RuntimeEvent event) {
        if (!events.offer(event)) {
            missed = true;
            events.clear();
        }
    }

    /** Wakes {@link #await}. */
    void wake() {
        events.offer(new RuntimeEvent.Altered(""));
    }

    /** Does all that is due now. */
    void step() {
        if (!lease.held()) {
            letGo();
            return;
        }
        if (!kept) {
            healer.forget();
            nextLook = Instant.MIN;
            kept = true;
        }
        try {
            if (following == null) {
                following = runtime.follow(host.id(), this::hear);
            }
            List<RuntimeEvent> heard = new ArrayList<>();
            events.drainTo(heard);
            heard.forEach(this::take);
            if (missed || come(nextLook, clock.instant())) {
                missed = false;
                lookAtAll();
            }
            lookAtDue();
        } catch (Runtime.RuntimeUnavailable unavailable) {
            again.clear();
            nextLook = clock.instant().plus(UNREACHABLE_EVERY);
            due.clear();
            seen(
                    Host.State.UNREACHABLE,
                    unavailable.detail() + ". What runs there may go on; it is looked at again every few seconds.");
        } catch (RuntimeException failed) {
            // What was heard may be lost with it.
            missed = true;
            throw failed;
        }
    }

    private void take(RuntimeEvent event) {
        switch (event) {
            case RuntimeEvent.Resync _ -> missed = true;
            case RuntimeEvent.Started started -> happened(started.containerId());
            case RuntimeEvent.Died died -> happened(died.containerId());
            case RuntimeEvent.Removed removed -> happened(removed.containerId());
            case RuntimeEvent.HealthChanged changed -> happened(changed.containerId());
            case RuntimeEvent.Altered altered -> happened(altered.containerId());
        }
    }

    private void happened(String container) {
        if (!container.isEmpty()) {
            database.asDispatcher(transaction -> replicas.owner(transaction, host.id(), container))
                    .ifPresent(owner ->
                            due.put(new StackOnHost(new TenantScope(owner.tenant()), owner.stack()), Instant.MIN));
        }
    }

    private void lookAtAll() {
        List<ObservedContainer> observed = runtime.observe(host.id(), Optional.empty());
        List<StackOnHost> placed = database.asDispatcher(transaction -> stacks.onHost(transaction, host.id()));
        Map<StackId, List<ObservedContainer>> byStack = observed.stream()
                .filter(container -> container.stack() != null)
                .collect(Collectors.groupingBy(container -> java.util.Objects.requireNonNull(container.stack())));
        due.clear();
        for (StackOnHost place : placed) {
            look(place, byStack.getOrDefault(place.stack(), List.of()));
        }
        orphans.sweep(observed, placed.stream().map(StackOnHost::stack).collect(Collectors.toSet()));
        nextLook = clock.instant().plus(LOOK_EVERY);
        seen(Host.State.REACHABLE, "");
        chores.runWhenDue();
    }

    private void lookAtDue() {
        for (StackOnHost place = again.poll(); place != null; place = again.poll()) {
            due.put(place, Instant.MIN);
        }
        Instant now = clock.instant();
        List<StackOnHost> ready = due.entrySet().stream()
                .filter(entry -> come(entry.getValue(), now))
                .map(Map.Entry::getKey)
                .toList();
        ready.forEach(due::remove);
        ready.forEach(place -> look(place, null));
    }

    /** A time further away than any that is waited for here was set by a clock that has since been put back. */
    private static boolean come(Instant time, Instant now) {
        return !now.isBefore(time) || time.isAfter(now.plus(HealingDecision.LONGEST_BACK_OFF));
    }

    /** One stack that cannot be looked at keeps nobody from looking at the others. */
    private void look(StackOnHost place, @Nullable List<ObservedContainer> observed) {
        try {
            healer.look(
                            place,
                            () -> observed != null ? observed : runtime.observe(host.id(), Optional.of(place.stack())))
                    .ifPresent(next -> due.put(place, next));
        } catch (Runtime.RuntimeUnavailable unavailable) {
            throw unavailable;
        } catch (RuntimeException failed) {
            LOG.warn(
                    "Stack {} on host {} could not be looked at; it is tried again",
                    place.stack(),
                    host.name(),
                    failed);
        }
    }

    private void seen(Host.State state, String detail) {
        if (state != last) {
            sites.seen(host.id(), new Host.Health(state, detail, clock.instant()));
            last = state;
        }
    }

    /** Another server keeps the host now, or will. */
    void letGo() {
        kept = false;
        last = null;
        due.clear();
        AutoCloseable open = following;
        following = null;
        if (open != null) {
            try {
                open.close();
            } catch (Exception failed) {
                LOG.warn("Events of host {} could not be closed", host.name(), failed);
            }
        }
        events.clear();
    }
}

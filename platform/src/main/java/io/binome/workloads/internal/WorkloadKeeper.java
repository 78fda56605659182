package io.binome.workloads.internal;

import io.binome.kernel.HostId;
import io.binome.runs.Cancellation;
import io.binome.sites.Host;
import io.binome.workloads.internal.StackStore.StackOnHost;
import io.binome.workloads.internal.WorkloadRoom.Needs;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps all hosts together with the other servers: what was applied stays so. To be started after the job runner. */
public final class WorkloadKeeper implements AutoCloseable {
    private static final Duration LOOK_FOR_HOSTS = Duration.ofSeconds(5);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(WorkloadKeeper.class);

    private final Needs needs;
    private final ReplicaHealing.Shared shared;
    private final DriftDetector drift;
    private final UUID holder;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<HostId, Kept> kept = new HashMap<>();
    private @Nullable Thread thread;
    private volatile boolean closing;

    /** A host that this server tries to keep. */
    private record Kept(HostKeeper keeper, Thread leasing, Thread working) {}

    WorkloadKeeper(Needs needs, ReplicaHealing.Shared shared, DriftDetector drift) {
        this.needs = needs;
        this.shared = shared;
        this.drift = drift;
        this.holder = needs.ids().next();
    }

    /** Begins to look at all hosts. Once only. */
    public synchronized void start() {
        if (thread != null || closing) {
            throw new IllegalStateException("A keeper is started once");
        }
        thread = Thread.ofVirtual().name("workload-keeper").start(this::keep);
    }

    private void keep() {
        try {
            while (!closing) {
                try {
                    followHosts();
                } catch (RuntimeException failed) {
                    LOG.warn("The list of hosts cannot be read; those that are known are kept", failed);
                }
                Thread.sleep(LOOK_FOR_HOSTS);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void followHosts() {
        if (closing) {
            return;
        }
        Map<HostId, Host> present = new HashMap<>();
        needs.sites().hosts().forEach(host -> present.put(host.id(), host));
        kept.entrySet().removeIf(entry -> {
            boolean gone = !present.containsKey(entry.getKey());
            if (gone) {
                end(entry.getValue());
            }
            return gone;
        });
        present.forEach((id, host) -> kept.computeIfAbsent(id, _ -> begin(host)));
    }

    private Kept begin(Host host) {
        HostKeeper keeper = of(host, executor);
        Thread leasing = Thread.ofVirtual().name("host-lease").start(() -> lease(keeper));
        Thread working = Thread.ofVirtual().name("host-keeper").start(() -> work(keeper, host));
        return new Kept(keeper, leasing, working);
    }

    /** One that nobody drives yet. */
    HostKeeper of(Host host, Executor healers) {
        HostId id = host.id();
        HostLease lease = new HostLease(needs.database(), shared.stacks(), id, holder, needs.clock());
        ConcurrentLinkedQueue<StackOnHost> again = new ConcurrentLinkedQueue<>();
        HostKeeper[] wired = new HostKeeper[1];
        Healer healer = new Healer(
                shared,
                new ReplicaHealing(shared, id, whileHeld(lease)),
                new DriftLook(drift),
                needs.routes(),
                id,
                healers,
                place -> {
                    again.add(place);
                    wired[0].wake();
                });
        wired[0] = new HostKeeper(
                host,
                needs.database(),
                needs.sites(),
                needs.runtime(),
                shared.stacks(),
                shared.replicas(),
                lease,
                healer,
                again,
                new OrphanSweeper(needs.database(), needs.runtime(), shared.replicas(), id, needs.clock()),
                new HostChores(
                        id,
                        new VolumeSweeper(
                                needs.database(), needs.runtime(), shared.parts(), needs.ledger(), needs.clock()),
                        new VolumeMeter(needs.database(), needs.runtime(), shared.parts(), needs.clock()),
                        new ImageSweeper(
                                needs.database(), needs.runtime(), shared.stacks(), shared.workloads(), needs.clock()),
                        healers,
                        needs.clock()),
                needs.clock());
        return wired[0];
    }

    private static Cancellation whileHeld(HostLease lease) {
        return new Cancellation() {
            @Override
            public boolean requested() {
                return !lease.held();
            }

            @Override
            public AutoCloseable whenRequested(Runnable action) {
                return () -> {};
            }
        };
    }

    /** On a thread of its own: a look that takes long must not lose the host. */
    private void lease(HostKeeper keeper) {
        boolean reachable = true;
        try {
            while (!closing) {
                try {
                    boolean before = keeper.lease().held();
                    if (keeper.lease().renew() && !before) {
                        keeper.wake();
                    }
                    reachable = true;
                } catch (RuntimeException failed) {
                    if (reachable) {
                        LOG.warn("A host's lease cannot be renewed; nothing is healed until it can", failed);
                    }
                    reachable = false;
                }
                Thread.sleep(HostLease.EVERY);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(HostKeeper keeper, Host host) {
        boolean well = true;
        try {
            while (!closing) {
                try {
                    keeper.await();
                    keeper.step();
                    well = true;
                } catch (RuntimeException failed) {
                    if (well) {
                        LOG.warn("Host {} cannot be kept for now; it is tried again every second", host.name(), failed);
                    }
                    well = false;
                    Thread.sleep(AFTER_FAILURE);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(Kept one) {
        one.leasing().interrupt();
        one.working().interrupt();
        try {
            one.leasing().join(Duration.ofSeconds(2));
            one.working().join(Duration.ofSeconds(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        one.keeper().letGo();
        try {
            one.keeper().lease().release();
        } catch (RuntimeException lost) {
            LOG.debug("A lease could not be given back; it ends by itself", lost);
        }
    }

    /** Stops healing, and lets another server have the hosts at once. What is being started is left to it. */
    @Override
    public void close() {
        closing = true;
        Thread present = thread;
        if (present != null) {
            present.interrupt();
        }
        executor.shutdownNow();
        synchronized (this) {
            kept.values().forEach(WorkloadKeeper::end);
            kept.clear();
        }
        executor.close();
    }
}

package io.binome.runs.internal;

import io.binome.database.Database;
import io.binome.database.Notifications;
import io.binome.kernel.Ids;
import io.binome.kernel.JobId;
import io.binome.runs.JobHandler;
import io.binome.runs.JobLease;
import io.binome.runs.JobSettings;
import io.binome.runs.internal.JobStore.Alive;
import io.binome.runs.internal.JobStore.Taken;
import io.binome.runs.internal.LeaseCancellation.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes jobs from the database and carries each out on a virtual thread. The loops that take, say "alive" and watch have
 * platform threads of their own, so that busy jobs cannot keep them from it.
 */
public final class JobRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

    private final Database database;
    private final Notifications notifications;
    private final InstantSource clock;
    private final JobSettings settings;
    private final Map<String, JobHandler> handlers;
    private final JobEnding ending;
    private final JobStore jobs = new JobStore();
    private final RunStore runs = new RunStore();
    private final UUID runner;
    private final HeartbeatWatch watched;
    private final Map<JobId, Held> held = new ConcurrentHashMap<>();
    private final Signal work = new Signal();
    private final Signal beat = new Signal();
    private final List<Notifications.Subscription> subscriptions = new ArrayList<>();
    private final List<Thread> loops = new ArrayList<>();
    private volatile boolean stopping;
    private volatile long lastBeatNanos;

    private record Held(JobLease lease, LeaseCancellation cancellation) {}

    public JobRunner(
            Database database,
            Notifications notifications,
            InstantSource clock,
            Ids ids,
            JobSettings settings,
            Collection<? extends JobHandler> handlers) {
        this.database = database;
        this.notifications = notifications;
        this.clock = clock;
        this.settings = settings;
        this.handlers = handlers.stream().collect(Collectors.toUnmodifiableMap(JobHandler::kind, Function.identity()));
        this.ending = new JobEnding(database, clock, settings);
        this.runner = ids.next();
        this.watched = new HeartbeatWatch(settings.heartbeat().multipliedBy(2));
    }

    /** Begins to take jobs. Once only. */
    public synchronized void start() {
        if (!loops.isEmpty() || stopping) {
            throw new IllegalStateException("A job runner is started once");
        }
        lastBeatNanos = System.nanoTime();
        subscriptions.add(notifications.listen(JobStore.JOB_TOPIC, kind -> work.raise()));
        subscriptions.add(notifications.listen(JobStore.CANCEL_TOPIC, job -> {
            if (job.isEmpty() || held.containsKey(JobId.parse(job))) {
                beat.raise();
            }
        }));
        loop("binome-jobs-take", this::take);
        loop("binome-jobs-alive", this::sayAlive);
        loop("binome-jobs-watch", this::watch);
    }

    /** How many jobs it holds now. */
    public int busy() {
        return held.size();
    }

    /** Looks for work now: for whoever has just committed some in this process. */
    public void wake() {
        work.raise();
    }

    /** Asks its jobs to stop, waits for them as long as the settings say, and lets go of what is left. */
    @Override
    public void close() {
        synchronized (this) {
            if (stopping) {
                return;
            }
            stopping = true;
        }
        subscriptions.forEach(Notifications.Subscription::close);
        work.raise();
        // First of all no new ones: a job taken after the requests below would not hear of the stop.
        join(loops.isEmpty() ? null : loops.getFirst(), settings.patience());
        held.values().forEach(one -> one.cancellation().request(Reason.STOPPING));
        long deadline = System.nanoTime() + settings.patience().toNanos();
        while (!held.isEmpty() && System.nanoTime() < deadline) {
            work.await(Duration.ofMillis(50));
        }
        for (Held left : held.values()) {
            LOG.warn(
                    "Job {} did not stop in time; another replica goes on with it",
                    left.lease().job());
            ending.release(left.lease());
        }
        held.clear();
        beat.raise();
        loops.forEach(loop -> join(loop, Duration.ofSeconds(1)));
    }

    private void loop(String name, Runnable body) {
        Thread thread = Thread.ofPlatform().name(name).daemon().unstarted(body);
        loops.add(thread);
        thread.start();
    }

    private static void join(@org.jspecify.annotations.Nullable Thread thread, Duration atMost) {
        try {
            if (thread != null) {
                thread.join(atMost);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void take() {
        long sweptNanos = System.nanoTime() - SWEEP_EVERY.toNanos();
        boolean reachable = true;
        while (!stopping) {
            try {
                int taken = takeOnce();
                if (System.nanoTime() - sweptNanos >= SWEEP_EVERY.toNanos()) {
                    sweep();
                    sweptNanos = System.nanoTime();
                }
                reachable = true;
                if (taken == 0) {
                    work.await(settings.poll());
                }
            } catch (RuntimeException failed) {
                if (reachable) {
                    LOG.warn("No job can be taken, trying again every {}", settings.poll(), failed);
                }
                reachable = false;
                work.await(settings.poll());
            }
        }
    }

    private int takeOnce() {
        int free = settings.places() - held.size();
        if (free <= 0) {
            return 0;
        }
        List<Taken> taken = new ArrayList<>(database.asDispatcher(transaction -> jobs.takeOver(
                transaction,
                runner,
                watched.lost(jobs.running(transaction, handlers.keySet(), settings.silence()), this::holds, free))));
        taken.forEach(this::begin);
        int left = free - taken.size();
        if (left > 0) {
            List<Taken> due = takeDue(left);
            due.forEach(this::begin);
            taken.addAll(due);
        }
        return taken.size();
    }

    private boolean holds(JobId job) {
        Held mine = held.get(job);
        return mine != null && mine.cancellation().reason() != Reason.LEASE_LOST;
    }

    private List<Taken> takeDue(int atMost) {
        try {
            return database.asDispatcher(transaction -> jobs.takeDue(
                    transaction, runner, handlers.keySet(), atMost, settings.placesPerTenant(), clock.instant()));
        } catch (JobStore.KeyRaced raced) {
            // Another runner took a job of another kind under the same key: it is the one that runs.
            return List.of();
        }
    }

    private void begin(Taken job) {
        LeaseCancellation cancellation = new LeaseCancellation();
        JobLease lease = new JobLease(job.id(), job.scope(), job.payload(), job.attempt(), job.epoch(), cancellation);
        Held before = held.put(job.id(), new Held(lease, cancellation));
        if (before != null) {
            // Believed lost by this very runner: its effects are refused, and it need not go on for them.
            before.cancellation().request(Reason.LEASE_LOST);
        }
        if (job.cancelRequested()) {
            cancellation.request(Reason.ASKED);
        }
        JobHandler handler = java.util.Objects.requireNonNull(handlers.get(job.kind()));
        Thread.ofVirtual().name("job-" + job.kind() + "-" + job.id()).start(() -> {
            try {
                ending.carryOut(handler, lease, cancellation, job.accidents());
            } catch (Throwable unexpected) {
                LOG.error("Job {} could not be ended here; it is taken up again", job.id(), unexpected);
            } finally {
                held.remove(job.id(), new Held(lease, cancellation));
                work.raise();
            }
        });
    }

    private void sayAlive() {
        while (!stopping || !held.isEmpty()) {
            beat.await(settings.heartbeat());
            if (held.isEmpty()) {
                lastBeatNanos = System.nanoTime();
                continue;
            }
            Map<JobId, Held> before = Map.copyOf(held);
            // Counted from before the statement: the database may have carried it out a while before it answers.
            long sent = System.nanoTime();
            try {
                Map<JobId, Alive> alive =
                        database
                                .asDispatcher(transaction -> jobs.heartbeat(transaction, runner, before.keySet()))
                                .stream()
                                .collect(Collectors.toMap(Alive::id, Function.identity()));
                lastBeatNanos = sent;
                before.forEach((id, one) -> heard(one, alive.get(id)));
            } catch (RuntimeException failed) {
                LOG.warn("The heartbeat failed: {}", failed.toString());
            }
        }
    }

    private void heard(Held one, @org.jspecify.annotations.Nullable Alive alive) {
        if (alive == null || alive.epoch() != one.lease().epoch()) {
            // It may also have ended just now, and then nobody listens any more.
            one.cancellation().request(Reason.LEASE_LOST);
        } else if (alive.cancelRequested()) {
            one.cancellation().request(Reason.ASKED);
        }
    }

    /** Apart from the heartbeats, because one of these can hang for as long as a connection does. */
    private void watch() {
        long limit = settings.silence().minus(settings.heartbeat()).toNanos();
        Signal never = new Signal();
        while (!stopping || !held.isEmpty()) {
            never.await(settings.heartbeat().dividedBy(2));
            if (System.nanoTime() - lastBeatNanos > limit && !held.isEmpty()) {
                held.values().forEach(one -> one.cancellation().request(Reason.LEASE_LOST));
            }
        }
    }

    private void sweep() {
        int ended = database.asDispatcher(transaction -> {
            jobs.forgetEnded(transaction, clock.instant().minus(settings.keep()));
            return runs.endOrphans(transaction, clock.instant());
        });
        if (ended > 0) {
            LOG.warn("{} runs were left behind by jobs that are gone, and are now recorded as failed", ended);
        }
    }
}

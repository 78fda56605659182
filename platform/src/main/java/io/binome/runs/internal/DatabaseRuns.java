package io.binome.runs.internal;

import io.binome.database.Database;
import io.binome.database.Notifications;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Ids;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.runs.JobLease;
import io.binome.runs.LogMask;
import io.binome.runs.LogSettings;
import io.binome.runs.Run;
import io.binome.runs.RunListener;
import io.binome.runs.RunLog;
import io.binome.runs.Runs;
import io.binome.runs.RunsProblem.RunNotFound;
import io.binome.runs.internal.ChunkStore.Slice;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Runs and their logs in PostgreSQL. */
public final class DatabaseRuns implements Runs, AutoCloseable {
    private static final int AWAITED_BYTES = 64 << 10;
    /** For what no notification told of. */
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Database database;
    private final InstantSource clock;
    private final Ids ids;
    private final LogSettings logSettings;
    private final RunListener listener;
    private final RunStore runs = new RunStore();
    private final ChunkStore chunks;
    private final LogStore logs;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final Notifications.Subscription subscription;

    /** Somebody who follows a log. A class and not a record: two are never the same. */
    private static final class Waiting {
        private final RunId run;
        private final Signal signal = new Signal();

        Waiting(RunId run) {
            this.run = run;
        }
    }

    public DatabaseRuns(
            Database database, Notifications notifications, InstantSource clock, Ids ids, LogSettings logSettings) {
        this(database, notifications, clock, ids, logSettings, RunListener.NONE);
    }

    public DatabaseRuns(
            Database database,
            Notifications notifications,
            InstantSource clock,
            Ids ids,
            LogSettings logSettings,
            RunListener listener) {
        this.database = database;
        this.clock = clock;
        this.ids = ids;
        this.logSettings = logSettings;
        this.listener = listener;
        this.chunks = new ChunkStore(database);
        this.logs = new LogStore() {
            @Override
            public long length(TenantScope scope, RunId run) {
                return chunks.length(scope, run);
            }

            @Override
            public boolean append(TenantScope scope, RunId run, long offset, String text) {
                boolean added = chunks.append(scope, run, offset, text);
                wake(run);
                return added;
            }
        };
        this.subscription = notifications.listen(RunStore.RUN_TOPIC, run -> {
            if (run.isEmpty()) {
                waiting.forEach(one -> one.signal.raise());
            } else {
                wake(RunId.parse(run));
            }
        });
    }

    @Override
    public void close() {
        subscription.close();
    }

    private void wake(RunId run) {
        waiting.forEach(one -> {
            if (one.run.equals(run)) {
                one.signal.raise();
            }
        });
    }

    @Override
    public RunId begin(
            Transaction transaction,
            JobLease lease,
            Actor actor,
            Run.Kind kind,
            @Nullable ChangeId change,
            @Nullable StackId stack) {
        return runs.goingOn(transaction, lease.job(), kind, change, stack).orElseGet(() -> {
            RunId run = new RunId(ids.next());
            runs.begin(transaction, run, lease.job(), actor.reference(), kind, change, stack, clock.instant());
            return run;
        });
    }

    @Override
    public RunId begin(
            Transaction transaction, Actor actor, Run.Kind kind, @Nullable ChangeId change, @Nullable StackId stack) {
        RunId run = new RunId(ids.next());
        runs.begin(transaction, run, null, actor.reference(), kind, change, stack, clock.instant());
        return run;
    }

    @Override
    public void finish(Transaction transaction, RunId run, Run.State state, @Nullable String reason) {
        if (!state.ended()) {
            throw new IllegalArgumentException("A run does not finish as " + state);
        }
        if (!runs.finish(transaction, run, state, reason, clock.instant())) {
            throw new IllegalStateException("Run " + run + " is not running");
        }
        listener.ended(transaction, run);
        transaction.afterCommit(() -> wake(run));
    }

    @Override
    public int forgetLooks(Transaction transaction, int newest, Collection<RunId> kept) {
        if (newest < 1) {
            throw new IllegalArgumentException("The newest look of each stack stays");
        }
        return runs.forgetLooks(transaction, newest, kept);
    }

    @Override
    public Optional<Run> find(TenantScope scope, RunId run) {
        return database.inTenant(scope, transaction -> runs.find(transaction, run));
    }

    @Override
    public Optional<Run.State> state(Transaction transaction, RunId run) {
        return runs.state(transaction, run);
    }

    @Override
    public List<Run> of(TenantScope scope, ChangeId change) {
        return database.inTenant(scope, transaction -> runs.ofChange(transaction, change));
    }

    @Override
    public Page<Run> of(TenantScope scope, ChangeId change, PageRequest page) {
        return database.inTenant(scope, transaction -> runs.ofChange(transaction, change, page));
    }

    @Override
    public RunLog log(TenantScope scope, RunId run, LogMask mask) {
        return new RunLogWriter(logs, scope, run, mask, clock, logSettings);
    }

    @Override
    public LogSlice read(TenantScope scope, RunId run, long offset, int maximumBytes) {
        if (offset < 0) {
            return read(scope, run, 0, maximumBytes);
        }
        return database.inTenant(scope, transaction -> {
            // The state first: what was written before it ended is then seen by the second statement.
            Run.State state =
                    runs.state(transaction, run).orElseThrow(() -> new ProblemException(new RunNotFound(run)));
            Slice slice = chunks.read(transaction, run, offset, maximumBytes);
            boolean ended = state.ended() && slice.next() >= chunks.length(transaction, run);
            return new LogSlice(slice.text(), slice.next(), ended);
        });
    }

    @Override
    public LogSlice await(TenantScope scope, RunId run, long offset, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        Waiting follower = new Waiting(run);
        waiting.add(follower);
        try {
            while (true) {
                LogSlice slice = read(scope, run, offset, AWAITED_BYTES);
                long left = deadline - System.nanoTime();
                if (slice.next() > offset
                        || slice.ended()
                        || left <= 0
                        || Thread.currentThread().isInterrupted()) {
                    return slice;
                }
                follower.signal.await(left < POLL.toNanos() ? Duration.ofNanos(left) : POLL);
            }
        } finally {
            waiting.remove(follower);
        }
    }
}

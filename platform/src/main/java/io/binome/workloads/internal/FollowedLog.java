package io.binome.workloads.internal;

import io.binome.runs.Cancellation;
import io.binome.workloads.Runtime;
import io.binome.workloads.Workloads.ServiceLogLine;
import io.binome.workloads.internal.ReplicaStore.Replica;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What replicas say from now on, as it comes; containers that are started meanwhile are followed as well. */
final class FollowedLog {
    /** How often it looks for new containers, and for ended ones that run again. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Runtime runtime;
    private final Supplier<Optional<List<Replica>>> replicas;
    private final Map<String, Instant> last;
    private final @Nullable Instant since;
    private final Predicate<String> wanted;
    private final Consumer<ServiceLogLine> lines;
    private final Cancellation cancellation;
    private @Nullable RuntimeException failure;

    /**
     * @param replicas those that have a container now; empty when there is no such service any more
     * @param last by container id, what has been shown already
     */
    FollowedLog(
            Runtime runtime,
            Supplier<Optional<List<Replica>>> replicas,
            Map<String, Instant> last,
            @Nullable Instant since,
            Predicate<String> wanted,
            Consumer<ServiceLogLine> lines,
            Cancellation cancellation) {
        this.runtime = runtime;
        this.replicas = replicas;
        this.last = new ConcurrentHashMap<>(last);
        this.since = since;
        this.wanted = wanted;
        this.lines = lines;
        this.cancellation = cancellation;
    }

    /** Blocks until cancelled, or until the service is gone; throws what the reader of the lines threw. */
    void follow() {
        Ending ending = new Ending(cancellation);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ending) {
            Map<String, Future<?>> followed = new HashMap<>();
            CountDownLatch ended = new CountDownLatch(1);
            try (AutoCloseable _ = ending.whenRequested(ended::countDown)) {
                boolean over = false;
                while (!over) {
                    Optional<List<Replica>> present = replicas.get();
                    if (present.isEmpty()) {
                        break;
                    }
                    for (Replica replica : present.get()) {
                        String container = String.valueOf(replica.containerId());
                        Future<?> at = followed.get(container);
                        if (at == null || at.isDone()) {
                            followed.put(container, threads.submit(() -> follow(replica, container, ending)));
                        }
                    }
                    over = ended.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException known) {
                throw known;
            } catch (Exception unexpected) {
                throw new IllegalStateException(unexpected);
            } finally {
                ending.end();
                threads.shutdownNow();
            }
        }
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    private void follow(Replica replica, String container, Ending ending) {
        Instant shown = last.get(container);
        try {
            runtime.logs(
                    replica.host(),
                    container,
                    new Runtime.LogRequest(shown == null ? since : shown, -1, true),
                    line -> hand(replica, container, line, ending),
                    ending);
        } catch (Runtime.RuntimeUnavailable | Runtime.RuntimeRefused | CancellationException gone) {
            // Tried again for as long as the database has it.
        }
    }

    private synchronized void hand(Replica replica, String container, Runtime.LogLine line, Ending ending) {
        ending.check();
        Instant shown = last.get(container);
        if (shown != null && !line.at().isAfter(shown)) {
            return;
        }
        last.put(container, line.at());
        if (wanted.test(line.text())) {
            try {
                lines.accept(new ServiceLogLine(replica.ordinal(), line.at(), line.error(), line.text()));
            } catch (RuntimeException gone) {
                failure = gone;
                ending.end();
                throw gone;
            }
        }
    }
}

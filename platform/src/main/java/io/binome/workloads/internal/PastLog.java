package io.binome.workloads.internal;

import io.binome.runs.Cancellation;
import io.binome.workloads.Runtime;
import io.binome.workloads.Workloads.ServiceLogLine;
import io.binome.workloads.internal.ReplicaStore.Replica;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What several replicas said until now, merged by time. Holds a few hundred lines of each, and the tail asked for. */
final class PastLog {
    private static final int READ_AHEAD = 256;

    private final Runtime runtime;
    private final Runtime.LogRequest request;
    private final boolean searched;
    private final Predicate<String> wanted;
    private final Cancellation cancellation;
    private final Map<String, Instant> last = new ConcurrentHashMap<>();
    private final AtomicInteger answered = new AtomicInteger();

    PastLog(
            Runtime runtime,
            Runtime.LogRequest request,
            boolean searched,
            Predicate<String> wanted,
            Cancellation cancellation) {
        this.runtime = runtime;
        this.request = request;
        this.searched = searched;
        this.wanted = wanted;
        this.cancellation = cancellation;
    }

    /** By container id, when the last line was said that has been read, whether it was wanted or not. */
    Map<String, Instant> last() {
        return Map.copyOf(last);
    }

    boolean nobodyAnswered() {
        return answered.get() == 0;
    }

    void read(List<Replica> replicas, Consumer<ServiceLogLine> lines) {
        Ending ending = new Ending(cancellation);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ending) {
            List<Source> sources = new ArrayList<>();
            for (Replica replica : replicas) {
                Source source = new Source();
                sources.add(source);
                threads.execute(() -> pour(replica, source, ending));
            }
            try {
                merge(sources, lines);
            } finally {
                ending.end();
                threads.shutdownNow();
            }
        }
    }

    private void merge(List<Source> sources, Consumer<ServiceLogLine> lines) {
        PriorityQueue<Head> heads = new PriorityQueue<>(
                Comparator.comparing((Head head) -> head.line.at()).thenComparing(head -> head.line.replica()));
        sources.forEach(source -> advance(source, heads));
        Deque<ServiceLogLine> tail = new ArrayDeque<>();
        while (!heads.isEmpty()) {
            if (cancellation.requested()) {
                return;
            }
            Head head = heads.remove();
            if (request.tail() < 0) {
                lines.accept(head.line);
            } else {
                tail.add(head.line);
                if (tail.size() > request.tail()) {
                    tail.removeFirst();
                }
            }
            advance(head.source, heads);
        }
        tail.forEach(lines);
    }

    private static void advance(Source source, PriorityQueue<Head> heads) {
        ServiceLogLine next = source.take();
        if (next != null) {
            heads.add(new Head(source, next));
        }
    }

    private void pour(Replica replica, Source source, Cancellation ending) {
        String container = String.valueOf(replica.containerId());
        // One line more than none, so that following knows where to begin.
        int tail = request.tail() < 0 || searched ? -1 : Math.max(1, request.tail());
        try {
            runtime.logs(
                    replica.host(),
                    container,
                    new Runtime.LogRequest(request.since(), tail, false),
                    line -> {
                        last.merge(container, line.at(), (one, two) -> one.isAfter(two) ? one : two);
                        if (wanted.test(line.text())) {
                            source.put(
                                    new ServiceLogLine(replica.ordinal(), line.at(), line.error(), line.text()),
                                    ending);
                        }
                    },
                    ending);
            answered.incrementAndGet();
        } catch (Runtime.RuntimeRefused gone) {
            // It was removed meanwhile; its host does answer.
            answered.incrementAndGet();
        } catch (Runtime.RuntimeUnavailable | CancellationException away) {
            // The lines of the others are shown all the same.
        } finally {
            source.finish(ending);
        }
    }

    private record Head(Source source, ServiceLogLine line) {}

    /** The lines of one replica, read only a little ahead of the merge. */
    private static final class Source {
        private final BlockingQueue<List<ServiceLogLine>> ahead = new ArrayBlockingQueue<>(READ_AHEAD + 1);

        void put(ServiceLogLine line, Cancellation ending) {
            ending.check();
            try {
                ahead.put(List.of(line));
            } catch (InterruptedException interrupted) {
                throw new CancellationException("Interrupted");
            }
        }

        void finish(Cancellation ending) {
            if (ending.requested()) {
                // The merge was given up, or stops at the next of the lines that fill the queue.
                ahead.offer(List.of());
                return;
            }
            try {
                ahead.put(List.of());
            } catch (InterruptedException interrupted) {
                // The merge was given up: nobody takes any more.
            }
        }

        /** Waits for the next line; null at the end. */
        @Nullable
        ServiceLogLine take() {
            try {
                List<ServiceLogLine> next = ahead.take();
                return next.isEmpty() ? null : next.getFirst();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new CancellationException("Interrupted");
            }
        }
    }
}

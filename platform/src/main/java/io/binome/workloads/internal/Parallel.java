package io.binome.workloads.internal;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Independent blocking work side by side, on virtual threads. */
final class Parallel {
    private Parallel() {}

    /** Waits for all; throws the first failure in the order of the items, once all have ended. */
    static <T, R> Map<T, R> map(Collection<T> items, int atOnce, Function<T, R> work) {
        Map<T, R> results = new LinkedHashMap<>();
        if (items.size() == 1) {
            items.forEach(item -> results.put(item, work.apply(item)));
            return results;
        }
        Semaphore places = new Semaphore(atOnce);
        Map<T, Future<R>> futures = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (T item : items) {
                futures.put(item, threads.submit(() -> {
                    places.acquire();
                    try {
                        return work.apply(item);
                    } finally {
                        places.release();
                    }
                }));
            }
        }
        futures.forEach((item, future) -> results.put(item, result(future)));
        return results;
    }

    static <R> R result(Future<R> future) {
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new java.util.concurrent.CancellationException("Interrupted");
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case RuntimeException runtime -> throw runtime;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(failed.getCause());
            }
        }
    }
}

package io.binome.workloads.internal;

import io.binome.stacks.ResourceChange;
import io.binome.workloads.internal.StackApply.RolloutFailed;
import io.binome.workloads.internal.StackPreparation.Prepared;
import io.binome.workloads.internal.WantedService.Condition;
import io.binome.workloads.internal.WantedService.Dependency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** All services of an apply, side by side, each as soon as what it waits for has come about. */
final class ServiceRollouts {
    private final StackApply apply;
    private final Prepared prepared;
    private final Map<String, Progress> progress = new LinkedHashMap<>();

    ServiceRollouts(StackApply apply, Prepared prepared) {
        this.apply = apply;
        this.prepared = prepared;
    }

    /** What others may wait for. */
    private record Progress(CompletableFuture<Boolean> started, CompletableFuture<Boolean> ready) {
        Progress() {
            this(new CompletableFuture<>(), new CompletableFuture<>());
        }

        void failed(Throwable failure) {
            started.completeExceptionally(failure);
            ready.completeExceptionally(failure);
        }
    }

    void run(List<ResourceChange> changes) {
        changes.forEach(change -> progress.put(change.name(), new Progress()));
        Map<String, Future<?>> futures = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (ResourceChange change : changes) {
                Progress own = Objects.requireNonNull(progress.get(change.name()));
                futures.put(change.name(), threads.submit(() -> {
                    try {
                        one(change, own);
                    } catch (RuntimeException | Error failure) {
                        own.failed(failure);
                        throw failure;
                    }
                }));
            }
        }
        RuntimeException first = null;
        for (Future<?> future : futures.values()) {
            try {
                Parallel.result(future);
            } catch (RuntimeException failure) {
                // One that only waited in vain says less than the one that failed.
                if (first == null || first instanceof WaitedInVain) {
                    first = failure;
                }
            }
        }
        if (first instanceof WaitedInVain vain) {
            throw new RolloutFailed(String.valueOf(vain.getMessage()));
        }
        if (first != null) {
            throw first;
        }
    }

    private void one(ResourceChange change, Progress own) {
        WantedService service =
                Objects.requireNonNull(prepared.wanted().services().get(change.name()));
        service.dependsOn().forEach((name, dependency) -> waitFor(service.name(), name, dependency));
        apply.check();
        boolean awaited = prepared.wanted().services().values().stream()
                .anyMatch(other -> other.dependsOn().get(service.name()) instanceof Dependency dependency
                        && dependency.condition() == Condition.COMPLETED);
        new ServiceRollout(
                        apply, prepared, service, awaited, () -> own.started().complete(true))
                .run();
        apply.finished(change);
        own.started().complete(true);
        own.ready().complete(true);
    }

    private void waitFor(String service, String name, Dependency dependency) {
        Progress other = progress.get(name);
        if (other == null) {
            // It is not touched by this apply, or not part of the active profiles: nothing to wait for.
            return;
        }
        try {
            (dependency.condition() == Condition.STARTED ? other.started() : other.ready()).join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof Error error) {
                throw error;
            }
            if (dependency.required()) {
                throw new WaitedInVain(service + " was not started, for it waits for " + name + ", which failed");
            }
            apply.log().line(service + " goes on without " + name + ", which failed");
        }
    }

    private static final class WaitedInVain extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WaitedInVain(String message) {
            super(message, null, false, false);
        }
    }
}

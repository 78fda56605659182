package io.binome.workloads.internal;

import io.binome.stacks.Action;
import io.binome.stacks.ResourceChange;
import io.binome.workloads.ImageReference;
import io.binome.workloads.ImageResolution;
import io.binome.workloads.PinnedImage;
import io.binome.workloads.Runtime;
import io.binome.workloads.internal.StackPreparation.Prepared;
import io.binome.workloads.internal.WantedService.ImageSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tags that mean another image by now than the one that was reviewed and applied. For information: nothing waits for it. */
final class MovedTags {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final StackApply apply;

    MovedTags(StackApply apply) {
        this.apply = apply;
    }

    /** Sentences, by image; a registry that does not answer in time says nothing. */
    List<String> since(Prepared prepared, List<ResourceChange> changes) {
        SortedMap<String, Future<Optional<String>>> asked = new TreeMap<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            for (ResourceChange change : changes) {
                WantedService service = prepared.wanted().services().get(change.name());
                ImageResolver.Resolved applied = prepared.images().get(change.name());
                if (change.type().equals("service")
                        && change.action() != Action.DELETE
                        && service != null
                        && applied != null
                        && service.image() instanceof ImageSource.Named named) {
                    asked.computeIfAbsent(named.reference(), _ -> threads.submit(() -> moved(named, applied.image())));
                }
            }
            return answers(asked);
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<String> answers(SortedMap<String, Future<Optional<String>>> asked) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> moved = new ArrayList<>();
        for (Future<Optional<String>> answer : asked.values()) {
            try {
                answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)
                        .ifPresent(moved::add);
            } catch (TimeoutException | ExecutionException silent) {
                // Whether the tag has moved is not known; what was reviewed runs either way.
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return moved;
            }
        }
        return moved;
    }

    private Optional<String> moved(ImageSource.Named named, PinnedImage applied) {
        Runtime runtime = apply.shared().runtime();
        ImageReference reference = new ImageReference(apply.scope(), named.reference(), named.platform());
        return runtime.resolve(apply.host(), reference) instanceof ImageResolution.Found found
                        && !found.image().pin().equals(applied.pin())
                ? Optional.of(named.reference() + " now points elsewhere; the reviewed digest "
                        + applied.pin().substring(applied.pin().indexOf("sha256:")) + " is applied")
                : Optional.empty();
    }
}

package io.binome.workloads.internal;

import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Runtime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What hosts say of their containers: each asked about once a second, however many people look. */
final class HostLooks {
    /** How long a page waits for a host before it shows it as away. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration AWAY_FRESH = Duration.ofSeconds(3);
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Runtime runtime;
    private final InstantSource clock;
    private final Map<Key, Cell> cells = new ConcurrentHashMap<>();

    HostLooks(Runtime runtime, InstantSource clock) {
        this.runtime = runtime;
        this.clock = clock;
    }

    private record Key(HostId host, Optional<StackId> stack) {}

    sealed interface Look {
        /** @param missed container ids that were asked for and are not there, so that it need not be asked again at once */
        record Answered(Map<String, ObservedContainer> containers, Set<String> missed) implements Look {}

        record Away() implements Look {}
    }

    /**
     * The containers of a stack, or of the whole host, at most a second old.
     *
     * @param known ids that the database has; one that an older look did not see makes it look again
     */
    Look at(HostId host, Optional<StackId> stack, Set<String> known) {
        Cell cell = cell(new Key(host, stack));
        Look look = await(cell.look(false));
        if (!(look instanceof Look.Answered answered) || seen(answered, known)) {
            return look;
        }
        Look again = await(cell.look(true));
        if (again instanceof Look.Answered newer) {
            known.stream().filter(id -> !newer.containers().containsKey(id)).forEach(id -> single(host, id, newer));
        }
        return again;
    }

    /** A container that somebody gave another name is not among those of its stack, but it is there. */
    private void single(HostId host, String id, Look.Answered look) {
        try {
            runtime.inspect(host, id).ifPresentOrElse(found -> look.containers().put(id, found), () -> look.missed()
                    .add(id));
        } catch (Runtime.RuntimeUnavailable | Runtime.RuntimeRefused away) {
            look.missed().add(id);
        }
    }

    /** Something was done to containers of the host: the next look asks it. */
    void forget(HostId host) {
        cells.keySet().removeIf(key -> key.host().equals(host));
    }

    private static boolean seen(Look.Answered look, Set<String> known) {
        return known.stream()
                .allMatch(
                        id -> look.containers().containsKey(id) || look.missed().contains(id));
    }

    private Cell cell(Key key) {
        Cell present = cells.get(key);
        if (present != null) {
            return present;
        }
        Instant now = clock.instant();
        cells.values().removeIf(cell -> cell.olderThan(KEPT, now));
        return cells.computeIfAbsent(key, Cell::new);
    }

    private static Look await(CompletableFuture<Look> look) {
        try {
            return look.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException silent) {
            return new Look.Away();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted");
        }
    }

    private Look ask(Key key) {
        try {
            Map<String, ObservedContainer> containers = new ConcurrentHashMap<>();
            runtime.observe(key.host(), key.stack())
                    .forEach(container -> containers.put(container.containerId(), container));
            return new Look.Answered(containers, ConcurrentHashMap.newKeySet());
        } catch (Runtime.RuntimeUnavailable | Runtime.RuntimeRefused away) {
            return new Look.Away();
        }
    }

    /** One question to one host, never asked twice at the same time. */
    private final class Cell {
        private final Key key;
        private Instant at = clock.instant();
        private @Nullable CompletableFuture<Look> last;

        Cell(Key key) {
            this.key = key;
        }

        synchronized CompletableFuture<Look> look(boolean anew) {
            CompletableFuture<Look> present = last;
            if (present != null && (!present.isDone() || !anew && fresh(present))) {
                return present;
            }
            at = clock.instant();
            CompletableFuture<Look> asked = CompletableFuture.supplyAsync(
                    () -> ask(key), task -> Thread.ofVirtual().name("host-look").start(task));
            last = asked;
            return asked;
        }

        private boolean fresh(CompletableFuture<Look> look) {
            if (look.isCompletedExceptionally()) {
                return false;
            }
            Duration age = Duration.between(at, clock.instant()).abs();
            return age.compareTo(look.join() instanceof Look.Away ? AWAY_FRESH : FRESH) < 0;
        }

        synchronized boolean olderThan(Duration duration, Instant now) {
            return Duration.between(at, now).abs().compareTo(duration) > 0;
        }
    }
}

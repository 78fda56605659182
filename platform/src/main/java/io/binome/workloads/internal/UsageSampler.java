package io.binome.workloads.internal;

import io.binome.kernel.HostId;
import io.binome.workloads.Runtime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What containers use, measured every five seconds for as long as somebody looks, and not at all otherwise. */
final class UsageSampler {
    private static final Duration EVERY = Duration.ofSeconds(5);
    /** A rate needs two samples: whoever just came does not wait five seconds for the second. */
    private static final Duration SECOND_SAMPLE = Duration.ofSeconds(1);

    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final Duration FIRST_PATIENCE = Duration.ofMillis(500);

    private final Runtime runtime;
    private final InstantSource clock;
    private final Map<Place, Series> all = new ConcurrentHashMap<>();

    UsageSampler(Runtime runtime, InstantSource clock) {
        this.runtime = runtime;
        this.clock = clock;
    }

    record Place(HostId host, String containerId) {}

    /** @param cpuMillis thousandths of a CPU between the last two samples; negative when there are none */
    record Use(long cpuMillis, long memoryBytes) {
        static final Use UNKNOWN = new Use(-1, 0);
    }

    /** The last known use of these; what is due is measured besides, and waited for only where nothing is known. */
    Map<Place, Use> look(Collection<Place> places) {
        Instant now = clock.instant();
        List<Place> due = new ArrayList<>();
        boolean unknown = false;
        for (Place place : places) {
            Series series = all.computeIfAbsent(place, _ -> new Series());
            if (series.begin(now)) {
                due.add(place);
                unknown |= series.use().equals(Use.UNKNOWN);
            }
        }
        if (!due.isEmpty()) {
            all.values().removeIf(series -> series.abandoned(now));
            CompletableFuture<Void> measured = CompletableFuture.runAsync(
                    () -> measure(due), task -> Thread.ofVirtual().name("usage").start(task));
            if (unknown) {
                await(measured);
            }
        }
        Map<Place, Use> uses = new HashMap<>();
        for (Place place : places) {
            Series series = all.get(place);
            uses.put(place, series == null ? Use.UNKNOWN : series.use());
        }
        return uses;
    }

    private void measure(List<Place> due) {
        Parallel.map(due, 4, place -> {
            Series series = all.get(place);
            if (series != null) {
                try {
                    series.add(runtime.usage(place.host(), place.containerId()));
                } catch (Runtime.RuntimeUnavailable | Runtime.RuntimeRefused gone) {
                    series.forget();
                }
            }
            return place;
        });
    }

    private static void await(CompletableFuture<Void> measured) {
        try {
            measured.get(FIRST_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException notYet) {
            // The next look shows it.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last two samples of a container. */
    private static final class Series {
        private @Nullable Instant asked;
        private Runtime.@Nullable Usage before;
        private Runtime.@Nullable Usage last;

        /** Whether a sample is due; then it is taken to be under way. */
        synchronized boolean begin(Instant now) {
            Instant earlier = asked;
            Duration pause = last != null && before == null ? SECOND_SAMPLE : EVERY;
            if (earlier != null && Duration.between(earlier, now).abs().compareTo(pause) < 0) {
                return false;
            }
            asked = now;
            return true;
        }

        synchronized boolean abandoned(Instant now) {
            return asked == null || Duration.between(asked, now).abs().compareTo(KEPT) > 0;
        }

        synchronized void add(Runtime.Usage sample) {
            before = last;
            last = sample;
        }

        synchronized void forget() {
            before = null;
            last = null;
        }

        synchronized Use use() {
            Runtime.Usage now = last;
            Runtime.Usage then = before;
            if (now == null) {
                return Use.UNKNOWN;
            }
            long nanos =
                    then == null ? 0 : Duration.between(then.at(), now.at()).toNanos();
            long spent = then == null ? 0 : now.cpuNanos() - then.cpuNanos();
            // Fewer than before: the container was started again in between.
            boolean known = nanos > 0 && spent >= 0;
            return new Use(known ? Math.round(spent * 1000.0 / nanos) : -1, now.memoryBytes());
        }
    }
}

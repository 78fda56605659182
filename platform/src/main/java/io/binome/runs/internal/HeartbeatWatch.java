package io.binome.runs.internal;

import io.binome.kernel.JobId;
import io.binome.runs.internal.JobStore.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Whose jobs are lost: those whose holder is silent by the database's clock, and was also seen to say nothing for a
 * while of this process's own time. A clock that jumps makes everybody look silent, but stops nobody's heart.
 */
final class HeartbeatWatch {
    private final long whileNanos;
    private Map<JobId, Seen> seen = Map.of();

    private record Seen(Instant heartbeat, long nanos) {}

    /** @param longEnough at least two heartbeats */
    HeartbeatWatch(Duration longEnough) {
        this.whileNanos = longEnough.toNanos();
    }

    /** @param held whether this runner itself is at work on it */
    List<Running> lost(Collection<Running> running, Predicate<JobId> held, int atMost) {
        return lost(running, held, atMost, System.nanoTime());
    }

    List<Running> lost(Collection<Running> running, Predicate<JobId> held, int atMost, long nanos) {
        Map<JobId, Seen> now = new HashMap<>();
        List<Running> lost = new ArrayList<>();
        for (Running job : running) {
            Seen before = seen.get(job.id());
            Seen since = before != null && before.heartbeat().equals(job.heartbeat())
                    ? before
                    : new Seen(job.heartbeat(), nanos);
            now.put(job.id(), since);
            boolean quiet = job.silent() && nanos - since.nanos() >= whileNanos;
            if ((job.released() || quiet) && !held.test(job.id()) && lost.size() < atMost) {
                lost.add(job);
            }
        }
        seen = now;
        return lost;
    }
}

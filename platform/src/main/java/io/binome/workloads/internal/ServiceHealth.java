package io.binome.workloads.internal;

import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Workloads.Condition;
import io.binome.workloads.internal.ReplicaStore.Replica;
import io.binome.workloads.internal.ReplicaStore.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** How a service is, in one word and one sentence: a function of what is wanted and what was seen. */
record ServiceHealth(Condition condition, String sentence) {
    /** A replica that was started again and again is believed once it has run for this long. */
    private static final Duration BELIEVED = Duration.ofSeconds(30);

    private static final int MOST_DETAILS = 3;

    /**
     * @param container null when it is not there, or not known
     * @param away whether its host does not answer
     */
    record Sight(Replica replica, @Nullable ObservedContainer container, boolean away) {}

    /** In what way a replica is, worst last. */
    private enum Standing {
        WELL,
        COMPLETED,
        STARTING,
        AWAY,
        FAILING
    }

    /** @param predicate what is said of the replica, as in "restarts every 40 s: exit 1" */
    private record Verdict(int ordinal, Standing standing, String predicate, boolean checked) {
        boolean good() {
            return standing == Standing.WELL || standing == Standing.COMPLETED;
        }
    }

    /**
     * @param mayComplete whether an end with 0 is how it is meant to end
     * @param moving whether an apply is at work on it
     * @param unfinished whether the last apply of it was not completed
     */
    record Wanted(int replicas, boolean mayComplete, boolean moving, boolean unfinished) {}

    static ServiceHealth of(Wanted wanted, List<Sight> sights, Instant now) {
        Map<Integer, Verdict> best = new TreeMap<>();
        for (Sight sight : sights) {
            if (sight.replica().state() != State.RETIRING) {
                Verdict verdict = verdict(sight, wanted, now);
                best.merge(verdict.ordinal(), verdict, BinaryOperator.minBy(Comparator.comparing(Verdict::standing)));
            }
        }
        for (int ordinal = 1; ordinal <= wanted.replicas(); ordinal++) {
            best.putIfAbsent(
                    ordinal,
                    wanted.moving()
                            ? new Verdict(ordinal, Standing.STARTING, "is about to be started", true)
                            : new Verdict(ordinal, Standing.FAILING, "is not there", true));
        }
        List<Verdict> verdicts = best.values().stream()
                .filter(verdict -> verdict.ordinal() <= Math.max(1, wanted.replicas()))
                .toList();
        if (wanted.replicas() == 0 && verdicts.isEmpty()) {
            return new ServiceHealth(Condition.HEALTHY, "It is scaled to no replica" + suffix(wanted));
        }
        return new ServiceHealth(condition(verdicts), sentence(verdicts) + suffix(wanted));
    }

    private static String suffix(Wanted wanted) {
        return wanted.moving()
                ? "; an apply is at work on it"
                : wanted.unfinished() ? "; its last apply was not completed" : "";
    }

    private static Condition condition(List<Verdict> verdicts) {
        Set<Standing> standings = new TreeSet<>();
        verdicts.forEach(verdict -> standings.add(verdict.standing()));
        if (standings.equals(Set.of(Standing.COMPLETED))) {
            return Condition.COMPLETED;
        }
        boolean some = verdicts.stream().anyMatch(Verdict::good);
        if (standings.contains(Standing.FAILING) || standings.contains(Standing.AWAY)) {
            return some ? Condition.DEGRADED : Condition.DOWN;
        }
        return standings.contains(Standing.STARTING) ? Condition.STARTING : Condition.HEALTHY;
    }

    private static String sentence(List<Verdict> verdicts) {
        int all = verdicts.size();
        List<Verdict> good = verdicts.stream().filter(Verdict::good).toList();
        List<Verdict> others =
                verdicts.stream().filter(verdict -> !verdict.good()).toList();
        if (!others.isEmpty() && others.stream().allMatch(verdict -> verdict.standing() == Standing.AWAY)) {
            return good.isEmpty()
                    ? "Its host does not answer; what runs there goes on"
                    : good.size() + " of " + all + " replicas are healthy; the host of the others does not answer";
        }
        if (all == 1) {
            return "Its replica " + verdicts.getFirst().predicate();
        }
        if (others.isEmpty()) {
            boolean ended = good.stream().allMatch(verdict -> verdict.standing() == Standing.COMPLETED);
            boolean checked = good.stream().allMatch(Verdict::checked);
            return "All " + all + " replicas " + (ended ? "ended well" : checked ? "are healthy" : "run");
        }
        String head = good.isEmpty()
                ? "None of " + all + " replicas is healthy"
                : good.size() + " of " + all + " replicas " + (good.size() == 1 ? "is" : "are") + " healthy";
        List<String> parts = new ArrayList<>(List.of(head));
        others.stream()
                .sorted(Comparator.comparing(Verdict::standing).reversed())
                .limit(MOST_DETAILS)
                .forEach(verdict -> parts.add("replica " + verdict.ordinal() + " " + verdict.predicate()));
        if (others.size() > MOST_DETAILS) {
            parts.add(others.size() - MOST_DETAILS + " more are not healthy either");
        }
        return String.join("; ", parts);
    }

    private static Verdict verdict(Sight sight, Wanted wanted, Instant now) {
        Replica replica = sight.replica();
        int ordinal = replica.ordinal();
        if (replica.state() == State.COMPLETED) {
            return new Verdict(ordinal, Standing.COMPLETED, "ended well", true);
        }
        if (sight.away()) {
            return new Verdict(ordinal, Standing.AWAY, "cannot be seen: its host does not answer", true);
        }
        ObservedContainer container = sight.container();
        if (container == null) {
            return replica.state() == State.READY || replica.containerId() != null
                    ? new Verdict(ordinal, Standing.FAILING, "has lost its container", true)
                    : new Verdict(ordinal, Standing.STARTING, "is being started", true);
        }
        return switch (container.state()) {
            case CREATED -> new Verdict(ordinal, Standing.STARTING, "is being started", true);
            case PAUSED -> new Verdict(ordinal, Standing.FAILING, "is paused", true);
            case RESTARTING -> new Verdict(ordinal, Standing.FAILING, "is started again", true);
            case RUNNING -> running(replica, container, now);
            case EXITED, DEAD -> ended(replica, container, wanted);
        };
    }

    private static Verdict running(Replica replica, ObservedContainer container, Instant now) {
        int ordinal = replica.ordinal();
        Instant started = container.startedAt();
        boolean young = started != null && Duration.between(started, now).compareTo(BELIEVED) < 0;
        if (replica.failures() >= 2 && young) {
            return new Verdict(ordinal, Standing.FAILING, again(replica), true);
        }
        return switch (container.health()) {
            case UNHEALTHY -> new Verdict(ordinal, Standing.FAILING, "fails its health check", true);
            case STARTING -> new Verdict(ordinal, Standing.STARTING, "runs, but is not healthy yet", true);
            case HEALTHY, NONE -> {
                boolean checked = container.health() == ObservedContainer.Health.HEALTHY;
                yield replica.state() == State.READY
                        ? new Verdict(ordinal, Standing.WELL, checked ? "is healthy" : "runs", checked)
                        : new Verdict(ordinal, Standing.STARTING, "runs, but does not answer yet", checked);
            }
        };
    }

    private static Verdict ended(Replica replica, ObservedContainer container, Wanted wanted) {
        int ordinal = replica.ordinal();
        if (container.exitCode() == 0 && !container.outOfMemory() && wanted.mayComplete()) {
            return new Verdict(ordinal, Standing.COMPLETED, "ended well", true);
        }
        String why = container.outOfMemory() ? "out of memory" : "exit " + container.exitCode();
        String predicate = replica.failures() >= 2
                ? again(replica) + ": " + why
                : replica.retryAt() != null ? "ended and is started again: " + why : "ended: " + why;
        return new Verdict(ordinal, Standing.FAILING, predicate, true);
    }

    private static String again(Replica replica) {
        Instant started = replica.startedAt();
        Instant retry = replica.retryAt();
        return started == null || retry == null || !retry.isAfter(started)
                ? "restarts again and again"
                : "restarts every " + text(Duration.between(started, retry));
    }

    private static String text(Duration duration) {
        long seconds = Math.max(1, Math.round(duration.toMillis() / 1000.0));
        return seconds < 100
                ? seconds + " s"
                : seconds < 6000 ? Math.round(seconds / 60.0) + " min" : seconds / 3600 + " h";
    }
}

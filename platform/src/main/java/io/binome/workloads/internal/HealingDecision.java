package io.binome.workloads.internal;

import io.binome.workloads.ObservedContainer;
import io.binome.workloads.ObservedContainer.Health;
import io.binome.workloads.internal.ReplicaStore.Replica;
import io.binome.workloads.internal.ReplicaStore.State;
import io.binome.workloads.internal.WantedService.Restart;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What healing does about a replica: a function of what is recorded, what was seen, and the time. */
sealed interface HealingDecision {
    /** How long a health check must fail without a break before the container is made again. */
    Duration UNHEALTHY = Duration.ofSeconds(30);

    /** How long a replica must run for its next end to count as the first. */
    Duration STEADY = Duration.ofSeconds(10);

    Duration LONGEST_BACK_OFF = Duration.ofSeconds(60);

    /** It is as it should be, or what it is must not be touched. */
    record Leave() implements HealingDecision {}

    /** It is down and ended too often lately to be started before then. */
    record Wait(Instant until) implements HealingDecision {}

    /** Its container is there and is started again. */
    record Start(String container, String reason) implements HealingDecision {}

    /** @param container what is to be removed first; null when nothing is left */
    record Recreate(@Nullable String container, String reason) implements HealingDecision {}

    /** It ended as it was meant to. */
    record Complete() implements HealingDecision {}

    /** It has run for long enough to forget how often it ended. */
    record Settle() implements HealingDecision {}

    /** An apply that went silent left it half removed. */
    record Clear() implements HealingDecision {}

    /**
     * @param observed its container as it was seen; empty when there is none
     * @param unhealthySince since when its health check has failed without a break; null when it does not
     */
    static HealingDecision of(
            Replica replica,
            Restart restart,
            Optional<ObservedContainer> observed,
            @Nullable Instant unhealthySince,
            Instant now) {
        if (replica.state() == State.RETIRING) {
            return new Clear();
        }
        if (replica.state() != State.READY) {
            return new Leave();
        }
        if (observed.isEmpty()) {
            return runsOnce(restart, due(replica, now, new Recreate(null, "its container was removed")));
        }
        ObservedContainer container = observed.get();
        String id = container.containerId();
        return switch (container.state()) {
            case RUNNING -> running(replica, container, unhealthySince, now);
            case PAUSED, RESTARTING -> new Leave();
            case CREATED -> runsOnce(restart, due(replica, now, new Start(id, "its container was not started")));
            case DEAD -> runsOnce(restart, due(replica, now, new Recreate(id, "its container could not be removed")));
            case EXITED ->
                container.exitCode() == 0 && restart.mayComplete()
                        ? new Complete()
                        : runsOnce(restart, due(replica, now, new Start(id, how(container))));
        };
    }

    private static HealingDecision running(
            Replica replica, ObservedContainer container, @Nullable Instant unhealthySince, Instant now) {
        if (container.health() == Health.UNHEALTHY) {
            return unhealthySince == null || now.isBefore(unhealthySince.plus(UNHEALTHY))
                    ? new Leave()
                    : due(replica, now, new Recreate(container.containerId(), "its health check failed"));
        }
        Instant retry = replica.retryAt();
        boolean steady = replica.failures() > 0
                && container.health() != Health.STARTING
                && (retry == null || !now.isBefore(retry.plus(STEADY)) || fromAnotherClock(retry, now));
        return steady ? new Settle() : new Leave();
    }

    private static HealingDecision runsOnce(Restart restart, HealingDecision otherwise) {
        return restart == Restart.NEVER ? new Leave() : otherwise;
    }

    private static HealingDecision due(Replica replica, Instant now, HealingDecision then) {
        Instant retry = replica.retryAt();
        return retry != null && now.isBefore(retry) && !fromAnotherClock(retry, now) ? new Wait(retry) : then;
    }

    /** No pause is that long: the clock was put back after it was set, and nobody waits until it is there again. */
    private static boolean fromAnotherClock(Instant retry, Instant now) {
        return retry.isAfter(now.plus(LONGEST_BACK_OFF));
    }

    private static String how(ObservedContainer container) {
        return container.outOfMemory()
                ? "it used more memory than it may"
                : "it ended with exit code " + container.exitCode();
    }

    /** How long after a start the next one has to wait: 1 s, 2 s, 4 s … 60 s. {@code failures} counts earlier ones. */
    static Duration backOff(int failures) {
        return failures >= 6 ? LONGEST_BACK_OFF : Duration.ofSeconds(1L << Math.max(0, failures));
    }
}

package io.binome.advice;

import io.binome.kernel.Money;
import io.binome.kernel.StackId;
import io.binome.kernel.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What measured use says of the limits of one service. All amounts are of one container unless they say otherwise.
 *
 * @param repository, {@code stackName} and {@code name} as people call it; {@code environment} which its stack declares
 * @param replicas as applied last
 * @param moves the limits that are far from what is used; empty for a service that is idle
 * @param idle whether it is not used at all: then it is proposed to take it out
 * @param dismissed what people decided about it, which is not over yet; null when nothing was
 * @param proposal the change that is open for it, as {@code shop!12}; null when there is none
 */
public record SizingAdvice(
        StackId stack,
        WorkloadId service,
        String environment,
        String repository,
        String stackName,
        String name,
        int replicas,
        List<Move> moves,
        boolean idle,
        Evidence evidence,
        Saving saving,
        @Nullable Dismissal dismissed,
        @Nullable String proposal) {
    public SizingAdvice {
        moves = List.copyOf(moves);
    }

    /** What is limited. */
    public enum Resource {
        /** In bytes. */
        MEMORY,
        /** In thousandths of a processor. */
        CPU
    }

    /** Another limit. */
    public record Move(Resource resource, long present, long proposed) {
        /** Whether the service has too little now. */
        public boolean raises() {
            return proposed > present;
        }
    }

    /**
     * What was measured.
     *
     * @param from and {@code to}: the window that was looked at
     * @param hours in which it ran, of {@code ofHours} that the window has
     * @param memoryPeak the most memory, by {@code peakRead}
     * @param peakRead whether that is the most that a reading found; else the highest average of an hour, which hides peaks
     * @param memoryUsual what 95 of 100 hours stay below, on average
     * @param cpuUsual what 95 of 100 hours stay below, on average, in thousandths of a processor; {@code cpuMost} the
     *     busiest hour
     * @param requests answered and {@code sentBytes} sent by all of the service
     */
    public record Evidence(
            Instant from,
            Instant to,
            int hours,
            int ofHours,
            long memoryPeak,
            boolean peakRead,
            long memoryUsual,
            long cpuUsual,
            long cpuMost,
            long requests,
            long sentBytes) {
        private static final int ENOUGH_DAYS = 7;

        /** Whether a week was seen, so that each of its days is in it. */
        public boolean sure() {
            return hours >= ENOUGH_DAYS * 24;
        }

        public Duration seen() {
            return Duration.ofHours(hours);
        }
    }

    /**
     * What comes free, of all replicas together; negative for what is taken in addition.
     *
     * @param measured what a month of it costs, as it was measured, with its fees: what is saved by taking an idle service
     *     out; null for other limits, which change no bill, and where there is no price
     * @param most by how much the most that a month can cost falls, by the price book; null when nobody can tell
     */
    public record Saving(
            long cpuMillis,
            long memoryBytes,
            @Nullable Money measured,
            @Nullable Money most) {}

    /** @param by who decided, as an actor's reference; {@code until} when it is proposed again */
    public record Dismissal(String reason, String by, Instant at, Instant until) {}
}

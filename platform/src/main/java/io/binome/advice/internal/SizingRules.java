package io.binome.advice.internal;

import io.binome.advice.SizingAdvice.Evidence;
import io.binome.advice.SizingAdvice.Move;
import io.binome.advice.SizingAdvice.Resource;
import io.binome.workloads.Workloads.ServiceLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What limits fit what was measured: a function of both alone. docs/reference/right-sizing.md says it in words.
 *
 * <p>Memory that is short kills a service, a processor that is short slows it: so memory is given room above the most that
 * was seen, a processor above what is usual and the busiest hour. Between the bounds at which something is called too small
 * or too large lies a wide band in which nothing is said, and what is proposed always lies inside it: following an advice
 * never earns another one for the same use.
 */
final class SizingRules {
    /** How long a look back is. */
    static final Duration WINDOW = Duration.ofDays(28);
    /** A service that nobody used for so long is idle. */
    static final Duration IDLE = Duration.ofDays(14);

    /** Less than a day says nothing at all. */
    private static final int LEAST_HOURS = 24;

    private static final long MIB = 1L << 20;
    private static final long LEAST_MEMORY = 32 * MIB;
    /** Below that, programs take long to start, which hours hide. */
    private static final long LEAST_CPU = 250;
    /** In thousandths of a processor, of all containers, in the busiest hour: what a program uses that only waits. */
    private static final long IDLE_CPU = 2;
    /** All of the window; a health check of the edge is no use of it. */
    private static final long IDLE_SENT = MIB;

    private SizingRules() {}

    /** Empty where nothing is far from what is used, or too little was seen. */
    static List<Move> moves(ServiceLimits limits, Evidence evidence) {
        List<Move> moves = new ArrayList<>();
        if (evidence.hours() >= LEAST_HOURS && limits.replicas() > 0) {
            memory(limits, evidence).ifPresent(moves::add);
            cpu(limits, evidence).ifPresent(moves::add);
        }
        return moves;
    }

    private static Optional<Move> memory(ServiceLimits limits, Evidence evidence) {
        long limit = limits.memoryBytes();
        // An average of an hour hides its peak, and the share of a container is only known where there is one.
        long percent = evidence.peakRead() && limits.replicas() == 1 ? 130 : 160;
        long fit = Math.max(LEAST_MEMORY, memoryStep(share(evidence.memoryPeak(), percent)));
        boolean tight = evidence.memoryPeak() >= share(limit, 90);
        boolean wide = evidence.sure() && fit <= share(limit, 60) && limit - fit >= 32 * MIB;
        return limit > 0 && (tight && fit > limit || wide)
                ? Optional.of(new Move(Resource.MEMORY, limit, fit))
                : Optional.empty();
    }

    private static Optional<Move> cpu(ServiceLimits limits, Evidence evidence) {
        long limit = limits.cpuMillis();
        long fit =
                Math.max(LEAST_CPU, cpuStep(Math.max(share(evidence.cpuUsual(), 200), share(evidence.cpuMost(), 125))));
        boolean tight = evidence.cpuUsual() >= share(limit, 80);
        boolean wide = evidence.sure() && fit <= share(limit, 50);
        return limit > 0 && (tight && fit > limit || wide)
                ? Optional.of(new Move(Resource.CPU, limit, fit))
                : Optional.empty();
    }

    /** @param recent of the last {@link #IDLE}, in which it ran all along, but for a day at most */
    static boolean idle(ServiceLimits limits, Evidence recent) {
        return limits.replicas() > 0
                && recent.hours() >= recent.ofHours() - 24
                && recent.cpuMost() * limits.replicas() <= IDLE_CPU
                && recent.requests() == 0
                && recent.sentBytes() <= IDLE_SENT;
    }

    private static long share(long amount, long percent) {
        return Math.ceilDiv(Math.multiplyExact(amount, percent), 100);
    }

    /** Sizes that people would write: a step is at most an eighth of them, above 256 MiB. */
    static long memoryStep(long bytes) {
        long step = 16 * MIB;
        while (step * 16 < bytes) {
            step *= 2;
        }
        return Math.ceilDiv(bytes, step) * step;
    }

    static long cpuStep(long millis) {
        long step = millis <= 1_000 ? 50 : millis <= 4_000 ? 250 : 500;
        return Math.ceilDiv(millis, step) * step;
    }
}

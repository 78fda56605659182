package io.binome.metering.internal;

import io.binome.metering.AgentReport.Moment;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Flow;
import io.binome.metering.UsageSource.Sweep;
import io.binome.metering.internal.Known.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What no machine can have counted: functions of values. An agent may be somebody else who has found its token; these bound
 * what he can claim, and keep sums within 64 bits.
 */
final class SweepLimits {
    static final int MOST_OWNERS = 20_000;

    /** Of one report: an hour of one counter is a row, and each is in memory until all are written. */
    static final long MOST_ROWS = 100_000;

    private static final long MOST_PROCESSORS = 4_096;
    private static final long MOST_BYTES_PER_SECOND = 1L << 37;
    private static final long MOST_MEMORY = 1L << 46;

    /** The server's clock may have been put back meanwhile. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    private SweepLimits() {}

    /** Why it cannot be, as a part of a sentence; empty when it can. */
    static Optional<String> broken(Sweep sweep, Moment sent) {
        if (sweep.bootId().equals(sent.bootId()) && sweep.sinceBoot().compareTo(sent.sinceBoot()) > 0) {
            return Optional.of("a reading is of a time after the report");
        }
        if (sweep.all().size() > MOST_OWNERS || sweep.flows().size() > MOST_OWNERS) {
            return Optional.of("a reading has more than " + MOST_OWNERS + " counters");
        }
        Set<Object> seen = new HashSet<>();
        long seconds = sweep.sinceBoot().toSeconds() + 1;
        long mostCpu = most(seconds, MOST_PROCESSORS * 1_000_000);
        long mostBytes = most(seconds, MOST_BYTES_PER_SECOND);
        for (Counters counters : sweep.all()) {
            if (!seen.add(counters.owner())) {
                return Optional.of("a reading has two counters of one owner");
            }
            if (counters.cpuMicros() < 0 || counters.cpuMicros() > mostCpu) {
                return Optional.of("more processor time was counted than " + MOST_PROCESSORS + " processors have");
            }
            if (counters.memoryBytes() < 0 || counters.memoryBytes() > MOST_MEMORY) {
                return Optional.of("more memory was counted than 64 TiB");
            }
            if (outside(counters.blockReadBytes(), mostBytes) || outside(counters.blockWrittenBytes(), mostBytes)) {
                return Optional.of("more was read or written than a machine can");
            }
        }
        for (Flow flow : sweep.flows()) {
            if (!seen.add(Known.FlowKey.of(flow))) {
                return Optional.of("a reading has two counters of one network");
            }
            if (outside(flow.sentBytes(), mostBytes) || outside(flow.receivedBytes(), mostBytes)) {
                return Optional.of("more was sent or received than a machine can");
            }
        }
        return Optional.empty();
    }

    /**
     * Why a reading cannot be of that time, as a part of a sentence; empty when it can. Somebody who chose times freely
     * could claim something for any hour of the past.
     *
     * @param last what was counted last of the host; null before the first one
     * @param begun when that run of its kernel began, as it seemed when it was first heard of; null before
     */
    static Optional<String> misdated(Sweep sweep, Instant at, @Nullable Reading last, @Nullable Instant begun) {
        if (begun != null
                && Duration.between(begun.plus(sweep.sinceBoot()), at).abs().compareTo(PATIENCE) > 0) {
            return Optional.of("its kernel was started at another time than it said before");
        }
        if (last == null) {
            return Optional.empty();
        }
        Duration elapsed =
                last.bootId().equals(sweep.bootId()) ? sweep.sinceBoot().minus(last.sinceBoot()) : sweep.sinceBoot();
        return elapsed.minus(Duration.between(last.at(), at)).compareTo(PATIENCE) > 0
                ? Optional.of("more time went by for it than since its last reading")
                : Optional.empty();
    }

    /**
     * How many rows a reading may become: an hour of each of its counters, and of each volume; no more than one report may
     * have, as longer pieces are made of a longer time.
     *
     * @param last what was counted last of the host; null before the first one, which becomes none
     */
    static long rows(Sweep sweep, Instant at, @Nullable Reading last, int volumes) {
        if (last == null) {
            return 0;
        }
        Duration elapsed =
                last.bootId().equals(sweep.bootId()) ? sweep.sinceBoot().minus(last.sinceBoot()) : sweep.sinceBoot();
        long counters = sweep.all().size() + (long) sweep.flows().size();
        return Math.min(
                MOST_ROWS,
                (elapsed.toHours() + 1) * counters
                        + (Math.max(0, Duration.between(last.at(), at).toHours()) + 1) * volumes);
    }

    private static boolean outside(long bytes, long most) {
        return bytes < 0 || bytes > most;
    }

    private static long most(long seconds, long perSecond) {
        return Math.multiplyHigh(seconds, perSecond) == 0 && seconds * perSecond >= 0
                ? Math.min(seconds * perSecond, 1L << 61)
                : 1L << 61;
    }
}

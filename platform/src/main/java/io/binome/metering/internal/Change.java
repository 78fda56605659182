package io.binome.metering.internal;

import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one owner's counters went on from one reading to the next.
 *
 * @param kept what is to be compared with next: never less than what has been counted already
 * @param restarted whether a counter of the same cgroup was found far below its last value, which the kernel never does,
 *     or one of two cgroups went
 */
record Change(Counters kept, long memoryBefore, Amounts counted, boolean restarted) {
    private static final String AND = Pattern.quote(Counters.AND);

    /** @param then null for one that has come into being since the last reading: it has counted from zero */
    static Change of(@Nullable Counters then, Counters now) {
        if (then == null) {
            then = zero(now);
        }
        boolean same = then.identity().equals(now.identity());
        boolean shared = same || shared(then.identity(), now.identity());
        boolean fell = shared && now.cpuMicros() < then.cpuMicros() - Meter.JITTER_MICROS;
        boolean goesOn = shared && !fell;
        // How much of it one that went had counted, nobody knows: what others counted since is left out with it.
        boolean partWent = fell && !same;
        long cpuBefore = goesOn ? then.cpuMicros() : partWent ? now.cpuMicros() : 0;
        long readBefore = goesOn ? then.blockReadBytes() : partWent ? now.blockReadBytes() : 0;
        long writtenBefore = goesOn ? then.blockWrittenBytes() : partWent ? now.blockWrittenBytes() : 0;
        Amounts counted = new Amounts(
                Math.max(0, now.cpuMicros() - cpuBefore),
                0,
                0,
                since(readBefore, now.blockReadBytes()),
                since(writtenBefore, now.blockWrittenBytes()),
                since(then.sentBytes(), now.sentBytes()),
                since(then.receivedBytes(), now.receivedBytes()),
                since(then.requests(), now.requests()));
        Counters kept = new Counters(
                now.owner(),
                now.identity(),
                Math.max(cpuBefore, now.cpuMicros()),
                now.memoryBytes(),
                known(now.blockReadBytes(), readBefore),
                known(now.blockWrittenBytes(), writtenBefore),
                now.blockApproximate(),
                known(now.sentBytes(), then.sentBytes()),
                known(now.receivedBytes(), then.receivedBytes()),
                known(now.requests(), then.requests()));
        return new Change(kept, then.memoryBytes(), counted, fell);
    }

    /** Whether one of the groups that counted then counts now. */
    private static boolean shared(String then, String now) {
        return (then.contains(Counters.AND) || now.contains(Counters.AND))
                && List.of(then.split(AND)).stream().anyMatch(List.of(now.split(AND))::contains);
    }

    /** One that was there and is no more. */
    static Change gone(Counters then) {
        return new Change(
                new Counters(then.owner(), then.identity(), 0, 0, 0, 0, then.blockApproximate(), 0, 0),
                then.memoryBytes(),
                Amounts.NONE,
                false);
    }

    private static Counters zero(Counters now) {
        return new Counters(now.owner(), now.identity(), 0, 0, 0, 0, now.blockApproximate(), 0, 0, 0);
    }

    /** A count that is lower than before has begun again at zero; one that could not be read now goes on later. */
    private static long since(long then, long now) {
        return now < 0 ? 0 : now < then ? now : now - Math.max(0, then);
    }

    private static long known(long now, long then) {
        return now < 0 ? then : now;
    }

    /** How far the counters have come; what is not counted at this level is 0. */
    Amounts come() {
        return new Amounts(
                kept.cpuMicros(),
                0,
                0,
                Math.max(0, kept.blockReadBytes()),
                Math.max(0, kept.blockWrittenBytes()),
                Math.max(0, kept.sentBytes()),
                Math.max(0, kept.receivedBytes()),
                Math.max(0, kept.requests()));
    }

    Owner owner() {
        return kept.owner();
    }

    boolean blockApproximate() {
        return kept.blockApproximate();
    }
}

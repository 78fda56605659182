package io.binome.metering.internal;

import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.UsageSource.Sweep;
import io.binome.metering.internal.Known.FlowKey;
import io.binome.metering.internal.Known.Reading;
import io.binome.metering.internal.Known.Seen;
import io.binome.metering.internal.Reads.Read;
import io.binome.metering.internal.Span.Piece;
import io.binome.metering.internal.Step.Used;
import io.binome.workloads.KeptBytes;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From one reading of a host to the next: a function of values.
 *
 * <p>How long it was between two readings is told by the kernel's clock that nobody sets; which hour that was, by the
 * server's clock at the moment of the reading. So a wrong clock may move what was used to another hour, and never make it
 * more or less.
 */
final class Meter {
    /**
     * A counter of many processors is summed up without a lock and may seem to go back a little; it then counts on from
     * its highest value. What goes back by more has begun again.
     */
    static final long JITTER_MICROS = 10_000;

    private static final Duration A_DAY = Duration.ofDays(1);
    private static final BigInteger TWO_MILLION = BigInteger.valueOf(2_000_000);

    /** Volumes are measured once an hour, with some patience. */
    static final Duration LOOKED_AT = Duration.ofMinutes(70);

    private final Duration longestSure;

    /**
     * What is not sure of a reading that comes late.
     *
     * @param date whether nobody knows exactly when it was read
     * @param volumes whether what volumes held was measured long after it
     */
    record Doubt(boolean date, boolean volumes) {
        static final Doubt NONE = new Doubt(false, false);

        boolean any() {
            return date || volumes;
        }
    }

    /** @param longestSure memory between two readings that are further apart is marked as estimated */
    Meter(Duration longestSure) {
        this.longestSure = longestSure;
    }

    /**
     * What was used since, dated {@code [at - elapsed, at)}. The first reading of a host is where metering of it begins: it
     * adds nothing. A reading that is not later than the last one of the same boot adds nothing either, however often and in
     * whatever order it comes.
     *
     * @param at when it was read, by the server's clock
     */
    Step step(Known known, Sweep sweep, Instant at) {
        return step(known, sweep, List.of(), at);
    }

    /** @param kept what volumes of that host were last measured to hold; that lasts over a start of the kernel */
    Step step(Known known, Sweep sweep, List<KeptBytes> kept, Instant at) {
        return step(known, sweep, kept, at, Doubt.NONE);
    }

    Step step(Known known, Sweep sweep, List<KeptBytes> kept, Instant at, Doubt doubt) {
        Reading last = known.reading();
        if (last == null) {
            Reading reading = new Reading(sweep.bootId(), sweep.sinceBoot(), at, sweep.at());
            return new Step(after(reading, merged(known, sweep), Map.of(), sweep), List.of(), List.of(), false, null);
        }
        boolean rebooted = !last.bootId().equals(sweep.bootId());
        Reading reading = new Reading(sweep.bootId(), sweep.sinceBoot(), at, rebooted ? null : last.begun());
        Duration elapsed = rebooted ? sweep.sinceBoot() : sweep.sinceBoot().minus(last.sinceBoot());
        if (elapsed.isNegative() || elapsed.isZero()) {
            return new Step(known, List.of(), List.of(), false, null);
        }
        long counters = 1L
                + Math.max(known.counters().size(), sweep.all().size())
                + sweep.flows().size();
        Span span = Span.before(at, elapsed).within(SweepLimits.MOST_ROWS / counters);
        List<Used> used = new ArrayList<>();
        List<Read> reads = new ArrayList<>();
        Map<Owner, Counters> before = new HashMap<>(known.counters());
        for (Counters now : sweep.all()) {
            Counters then = before.remove(now.owner());
            Change change = Change.of(rebooted ? null : then, now);
            add(used, span, change, rebooted || doubt.date());
            reads.addAll(Reads.cut(
                    now.owner(),
                    span,
                    sweep.bootId(),
                    now.identity(),
                    Reads.billed(now.owner(), change.come()),
                    Reads.billed(now.owner(), change.counted())));
        }
        if (!rebooted) {
            // The point at which they ended lies somewhere in between.
            before.values().stream()
                    .filter(gone -> gone.memoryBytes() > 0)
                    .forEach(gone -> add(used, span, Change.gone(gone), doubt.date()));
        }
        Map<FlowKey, Seen> flowsBefore = rebooted ? Map.of() : known.flows();
        List<Flows.Moved> flows = Flows.each(flowsBefore, sweep.flows(), reading.begun());
        Set<Owner> begunAnew = Flows.begunAnew(flowsBefore, sweep.flows());
        boolean unsure = rebooted || doubt.date() || span.crossesHour() && tooLong(span);
        Flows.since(flows).forEach((owner, more) -> cut(used, owner, span, more, unsure || begunAnew.contains(owner)));
        flows.forEach(flow -> reads.addAll(Reads.cut(
                flow.key().owner(),
                span,
                sweep.bootId(),
                Reads.identity(flow.key()),
                Reads.billed(flow.key().owner(), flow.come()),
                Reads.billed(flow.key().owner(), flow.counted()))));
        Span lost = rebooted && last.at().isBefore(span.from()) ? new Span(last.at(), span.from()) : null;
        Span whole =
                (lost == null ? span : new Span(lost.from(), at)).within(SweepLimits.MOST_ROWS / (1L + kept.size()));
        boolean measuredMeanwhile = whole.length().compareTo(LOOKED_AT) <= 0;
        for (KeptBytes bytes : kept) {
            Owner stack = new Owner.Stack(bytes.tenant(), bytes.stack());
            for (Held held : held(whole.since(bytes.since()), bytes.bytes(), bytes.bytes())) {
                cut(used, stack, held.span(), Amounts.ofVolume(held.byteSeconds()), !measuredMeanwhile || doubt.any());
            }
        }
        Known after = rebooted
                ? after(reading, fresh(sweep), Map.of(), sweep)
                : after(reading, merged(known, sweep), flowsBefore, sweep);
        return new Step(after, used, reads, rebooted, lost);
    }

    private static Known after(Reading reading, Map<Owner, Counters> counters, Map<FlowKey, Seen> flows, Sweep sweep) {
        return new Known(reading, counters, Flows.after(flows, sweep.flows()));
    }

    private void add(List<Used> used, Span span, Change change, boolean unsure) {
        boolean estimated = unsure
                || change.restarted()
                || tooLong(span) && (change.memoryBefore() + change.kept().memoryBytes() > 0 || span.crossesHour());
        List<Held> held = held(span, change.memoryBefore(), change.kept().memoryBytes());
        if (held.size() == 1) {
            Amounts amounts =
                    change.counted().plus(Amounts.ofMemory(held.getFirst().byteSeconds()));
            cut(used, change.owner(), span, amounts, estimated, change.blockApproximate());
            return;
        }
        cut(used, change.owner(), span, change.counted(), estimated, change.blockApproximate());
        held.forEach(part -> cut(used, change.owner(), part.span(), Amounts.ofMemory(part.byteSeconds()), estimated));
    }

    private boolean tooLong(Span span) {
        return span.length().compareTo(longestSure) > 0;
    }

    private static void cut(List<Used> used, Owner owner, Span span, Amounts amounts, boolean estimated) {
        cut(used, owner, span, amounts, estimated, false);
    }

    private static void cut(
            List<Used> used, Owner owner, Span span, Amounts amounts, boolean estimated, boolean blockApproximate) {
        if (amounts.equals(Amounts.NONE)) {
            return;
        }
        for (Piece piece : span.cut(amounts)) {
            if (!piece.amounts().equals(Amounts.NONE)) {
                used.add(new Used(owner, piece.hour(), piece.amounts(), estimated, blockApproximate));
            }
        }
    }

    private static Map<Owner, Counters> fresh(Sweep sweep) {
        Map<Owner, Counters> all = new HashMap<>();
        sweep.all().forEach(now -> all.put(now.owner(), Change.of(null, now).kept()));
        return all;
    }

    private static Map<Owner, Counters> merged(Known known, Sweep sweep) {
        Map<Owner, Counters> all = new HashMap<>();
        known.counters().forEach((owner, then) -> all.put(owner, withoutMemory(then)));
        sweep.all()
                .forEach(now -> all.merge(
                        now.owner(), now, (then, _) -> Change.of(then, now).kept()));
        return all;
    }

    private static Counters withoutMemory(Counters gone) {
        return gone.memoryBytes() == 0
                ? gone
                : new Counters(
                        gone.owner(),
                        gone.identity(),
                        gone.cpuMicros(),
                        0,
                        gone.blockReadBytes(),
                        gone.blockWrittenBytes(),
                        gone.blockApproximate(),
                        gone.sentBytes(),
                        gone.receivedBytes(),
                        gone.requests());
    }

    /** What was held in a part of a span. */
    private record Held(Span span, long byteSeconds) {}

    /**
     * The area below a straight line from one amount to the other, rounded down: in one piece, or where that is more than
     * 64 bits have, in pieces of at most a day, which add up to it.
     */
    private static List<Held> held(Span span, long from, long to) {
        BigInteger whole = byteSeconds(from, to, span.length(), span.length());
        if (whole.bitLength() < Long.SIZE) {
            return List.of(new Held(span, whole.longValueExact()));
        }
        List<Held> parts = new ArrayList<>();
        BigInteger given = BigInteger.ZERO;
        Instant begin = span.from();
        while (begin.isBefore(span.to())) {
            Instant end = begin.plus(A_DAY).isBefore(span.to()) ? begin.plus(A_DAY) : span.to();
            BigInteger upTo = byteSeconds(from, to, Duration.between(span.from(), end), span.length());
            parts.add(new Held(
                    new Span(begin, end, span.hours()), upTo.subtract(given).longValueExact()));
            given = upTo;
            begin = end;
        }
        return parts;
    }

    /** @param part of the {@code length}, from its beginning */
    private static BigInteger byteSeconds(long from, long to, Duration part, Duration length) {
        BigInteger time = micros(part);
        BigInteger whole = micros(length).max(BigInteger.ONE);
        BigInteger rise = BigInteger.valueOf(to).subtract(BigInteger.valueOf(from));
        return BigInteger.valueOf(from)
                .multiply(BigInteger.TWO)
                .multiply(whole)
                .add(rise.multiply(time))
                .multiply(time)
                .divide(whole.multiply(TWO_MILLION));
    }

    private static BigInteger micros(Duration length) {
        return BigInteger.valueOf(length.getSeconds())
                .multiply(BigInteger.valueOf(1_000_000))
                .add(BigInteger.valueOf(length.getNano() / 1_000));
    }
}

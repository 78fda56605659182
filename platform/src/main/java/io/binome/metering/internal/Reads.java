package io.binome.metering.internal;

import io.binome.metering.UsageSource.Owner;
import io.binome.metering.internal.Known.FlowKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How far raw counters had come in each hour, which is not written yet. Of one thread. */
final class Reads {
    private final Map<Place, Read> all = new HashMap<>();

    private record Place(Owner owner, Instant hour, String boot, String identity) {}

    /** @param restarted whether the counter began anew between {@code from} and {@code to} */
    record Read(Owner owner, Instant hour, String boot, String identity, Amounts from, Amounts to, boolean restarted) {
        /** One more of the same counter and hour: where that does not go on from here it began anew. */
        Read then(Read next) {
            Amounts back = next.from.minus(to);
            return new Read(
                    owner,
                    hour,
                    boot,
                    identity,
                    from.plus(back),
                    next.to,
                    restarted || next.restarted || !back.equals(Amounts.NONE));
        }
    }

    /** @param to how far the counter has come, {@code counted} since the last reading */
    static List<Read> cut(Owner owner, Span span, String boot, String identity, Amounts to, Amounts counted) {
        List<Read> reads = new ArrayList<>();
        if (counted.equals(Amounts.NONE)) {
            return reads;
        }
        Amounts from = to.minus(counted);
        for (Span.Piece piece : span.cut(counted)) {
            Amounts next = from.plus(piece.amounts());
            if (!piece.amounts().equals(Amounts.NONE)) {
                reads.add(new Read(owner, piece.hour(), boot, identity, from, next, false));
            }
            from = next;
        }
        return reads;
    }

    /** Only what is billed: a stack's and a tenant's processor time is that of all below them. */
    static Amounts billed(Owner owner, Amounts all) {
        return switch (owner) {
            case Owner.Service _, Owner.Builds _ ->
                new Amounts(all.cpuMicros(), 0, 0, 0, 0, all.sentBytes(), 0, all.requests());
            case Owner.Stack _ -> new Amounts(0, 0, 0, 0, 0, all.sentBytes(), 0, all.requests());
            case Owner.Tenant _, Owner.WholeHost _ -> Amounts.NONE;
        };
    }

    static String identity(FlowKey flow) {
        return "flow " + flow.identity();
    }

    void add(Collection<Read> reads) {
        reads.forEach(read ->
                all.merge(new Place(read.owner(), read.hour(), read.boot(), read.identity()), read, Read::then));
    }

    List<Read> all() {
        return new ArrayList<>(all.values());
    }

    void clear() {
        all.clear();
    }
}

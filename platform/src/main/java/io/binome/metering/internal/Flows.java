package io.binome.metering.internal;

import io.binome.metering.UsageSource.Flow;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.internal.Known.FlowKey;
import io.binome.metering.internal.Known.Seen;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Traffic and requests from one reading to the next. Each counter has begun at zero, as {@link Flow} says. */
final class Flows {
    /**
     * One of the edge that is shown no more is over; it is remembered a while, lest a source that stammers be counted twice.
     * One of a stack's bridge is in the kernel and counts on while nobody can be asked for it, however long: it is
     * remembered until the kernel is started anew. A host has as many of these as it has had bridges.
     */
    static final int REMEMBERED = 1_000;

    private Flows() {}

    /**
     * One counter.
     *
     * @param come how far, {@code counted} since the last reading
     */
    record Moved(FlowKey key, Amounts come, Amounts counted) {}

    static Map<Owner, Amounts> since(Map<FlowKey, Seen> known, List<Flow> now) {
        Map<Owner, Amounts> counted = new LinkedHashMap<>();
        each(known, now).forEach(one -> counted.merge(one.key().owner(), one.counted(), Amounts::plus));
        return counted;
    }

    static List<Moved> each(Map<FlowKey, Seen> known, List<Flow> now) {
        return now.stream()
                .map(flow -> {
                    Seen then = known.get(FlowKey.of(flow));
                    Flow before = then == null ? new Flow(flow.owner(), flow.identity(), 0, 0, 0) : then.flow();
                    Flow come = highest(before, flow);
                    return new Moved(
                            FlowKey.of(flow), amounts(come), amounts(come).minus(amounts(before)));
                })
                .toList();
    }

    private static Amounts amounts(Flow flow) {
        return new Amounts(0, 0, 0, 0, 0, flow.sentBytes(), flow.receivedBytes(), flow.requests());
    }

    static Map<FlowKey, Seen> after(Map<FlowKey, Seen> known, List<Flow> now) {
        Map<FlowKey, Seen> all = new HashMap<>();
        known.forEach((key, seen) -> {
            if (key.owner() instanceof Owner.Stack) {
                all.put(key, seen);
            } else if (seen.missed() < REMEMBERED) {
                all.put(key, new Seen(seen.flow(), seen.missed() + 1));
            }
        });
        for (Flow flow : now) {
            all.merge(
                    FlowKey.of(flow),
                    new Seen(flow, 0),
                    (then, there) -> new Seen(highest(then.flow(), there.flow()), 0));
        }
        return all;
    }

    /** What was counted once is not counted again when a counter falls and rises. */
    private static Flow highest(Flow one, Flow other) {
        return new Flow(
                one.owner(),
                one.identity(),
                Math.max(one.sentBytes(), other.sentBytes()),
                Math.max(one.receivedBytes(), other.receivedBytes()),
                Math.max(one.requests(), other.requests()));
    }
}

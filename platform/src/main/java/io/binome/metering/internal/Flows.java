package io.binome.metering.internal;

import io.binome.metering.UsageSource.Flow;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.internal.Known.FlowKey;
import io.binome.metering.internal.Known.Seen;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Traffic and requests from one reading to the next. What a counter has counted since its own zero is its owner's, whoever
 * hears of it when; but for one that may be older than the metering of its host and comes with the first answer of its kind:
 * that answer is where counting begins, as the first reading is for the cgroups.
 */
final class Flows {
    /**
     * One of the edge that is shown no more by an edge that answers is over; it is remembered a while, lest a source that
     * stammers be counted twice. Where none is shown nobody knows whether the edge was asked: nothing is forgotten by that.
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

    static Map<Owner, Amounts> since(List<Moved> all) {
        Map<Owner, Amounts> counted = new LinkedHashMap<>();
        all.forEach(one -> counted.merge(one.key().owner(), one.counted(), Amounts::plus));
        return counted;
    }

    /** @param begun by the host's clock, when metering of it began; null when all was counted since */
    static List<Moved> each(Map<FlowKey, Seen> known, List<Flow> now, @Nullable Instant begun) {
        Set<Boolean> heard =
                known.keySet().stream().map(key -> ofBridge(key.owner())).collect(Collectors.toSet());
        return now.stream()
                .map(flow -> {
                    Seen then = known.get(FlowKey.of(flow));
                    Flow before = then != null
                            ? then.flow()
                            : !heard.contains(ofBridge(flow.owner())) && older(flow, begun)
                                    ? flow
                                    : new Flow(flow.owner(), flow.identity(), 0, 0, 0);
                    Flow come = highest(before, flow);
                    return new Moved(
                            FlowKey.of(flow), amounts(come), amounts(come).minus(amounts(before)));
                })
                .toList();
    }

    private static boolean older(Flow flow, @Nullable Instant begun) {
        return flow.begun() != null && begun != null && flow.begun().isBefore(begun);
    }

    private static boolean ofBridge(Owner owner) {
        return owner instanceof Owner.Stack;
    }

    /** Whose bridge has another counter in place of one that was there: what that one counted last, nobody knows. */
    static Set<Owner> begunAnew(Map<FlowKey, Seen> known, List<Flow> now) {
        Set<FlowKey> shown = now.stream().map(FlowKey::of).collect(Collectors.toSet());
        Set<Owner> fresh = shown.stream()
                .filter(key -> ofBridge(key.owner()) && !known.containsKey(key))
                .map(FlowKey::owner)
                .collect(Collectors.toSet());
        fresh.retainAll(known.keySet().stream()
                .filter(key -> !shown.contains(key))
                .map(FlowKey::owner)
                .collect(Collectors.toSet()));
        return fresh;
    }

    private static Amounts amounts(Flow flow) {
        return new Amounts(0, 0, 0, 0, 0, flow.sentBytes(), flow.receivedBytes(), flow.requests());
    }

    static Map<FlowKey, Seen> after(Map<FlowKey, Seen> known, List<Flow> now) {
        Map<FlowKey, Seen> all = new HashMap<>();
        boolean edgeAnswers = now.stream().anyMatch(flow -> !ofBridge(flow.owner()));
        known.forEach((key, seen) -> {
            if (ofBridge(key.owner()) || !edgeAnswers) {
                all.put(key, seen);
            } else if (seen.missed() < REMEMBERED) {
                all.put(key, new Seen(seen.flow(), seen.missed() + 1));
            }
        });
        for (Flow flow : now) {
            all.merge(
                    FlowKey.of(flow),
                    new Seen(highest(flow, flow), 0),
                    (then, there) -> new Seen(highest(then.flow(), there.flow()), 0));
        }
        return all;
    }

    /** What was counted once is not counted again when a counter falls and rises. Without when it has begun. */
    private static Flow highest(Flow one, Flow other) {
        return new Flow(
                one.owner(),
                one.identity(),
                Math.max(one.sentBytes(), other.sentBytes()),
                Math.max(one.receivedBytes(), other.receivedBytes()),
                Math.max(one.requests(), other.requests()));
    }
}

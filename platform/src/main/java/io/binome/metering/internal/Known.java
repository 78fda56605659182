package io.binome.metering.internal;

import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Flow;
import io.binome.metering.UsageSource.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a host was read.
 *
 * @param reading null before the first one
 * @param counters as last read, also of owners that were not there at the last reading: those have no memory
 * @param flows as last read; those of the edge for a thousand readings of an edge that shows others, those of bridges
 *     until the kernel is started anew
 */
record Known(@Nullable Reading reading, Map<Owner, Counters> counters, Map<FlowKey, Seen> flows) {
    static final Known NOTHING = new Known(null, Map.of(), Map.of());

    record FlowKey(Owner owner, String identity) {
        static FlowKey of(Flow flow) {
            return new FlowKey(flow.owner(), flow.identity());
        }
    }

    /** @param missed by so many readings in a row; a source may need some until it knows all again */
    record Seen(Flow flow, int missed) {}

    /**
     * @param at by the server's clock
     * @param begun by the host's clock, when metering of it began; null when that was before its kernel was started
     */
    record Reading(
            String bootId,
            Duration sinceBoot,
            Instant at,
            @Nullable Instant begun) {}
}

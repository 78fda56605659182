package io.binome.metering.internal;

import io.binome.metering.UsageSource.Counters;
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
 */
record Known(@Nullable Reading reading, Map<Owner, Counters> counters) {
    static final Known NOTHING = new Known(null, Map.of());

    /** @param at by the server's clock */
    record Reading(String bootId, Duration sinceBoot, Instant at) {}
}

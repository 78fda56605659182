package io.binome.metering.internal;

import io.binome.metering.UsageSource.Owner;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reading adds to what was known.
 *
 * @param reads how far the counters of it came
 * @param begins whether no counter of before can be compared any more, as the kernel was started
 * @param lost a time of which nothing can be known any more; null when there is none
 */
record Step(
        Known known,
        List<Used> used,
        List<Reads.Read> reads,
        boolean begins,
        @Nullable Span lost) {
    /**
     * @param estimated whether it could only be bounded, or is not known to belong to just this hour
     * @param blockApproximate whether the kernel may have counted written bytes for somebody else
     */
    record Used(Owner owner, Instant hour, Amounts amounts, boolean estimated, boolean blockApproximate) {}
}

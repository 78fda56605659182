package io.binome.metering.internal;

import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Owners that have used nothing for a day, as written down. What counted them can go, so that services of the past are not
 * read for ever; one that is used again counts from zero, as another identity.
 */
final class IdleOwners {
    private static final Duration LONG = Duration.ofDays(1);

    private final Map<Owner, Unchanged> unchanged = new HashMap<>();

    private record Unchanged(String identity, long cpuMicros, Instant since, boolean told) {
        boolean still(Counters now) {
            return now.memoryBytes() == 0 && now.identity().equals(identity) && now.cpuMicros() == cpuMicros;
        }
    }

    /**
     * Those that have just been idle for long enough, each once until it changes.
     *
     * @param written the counters as the database has them
     */
    List<Owner> of(Map<Owner, Counters> written, Instant now) {
        unchanged.keySet().retainAll(written.keySet());
        List<Owner> idle = new ArrayList<>();
        written.forEach((owner, counters) -> {
            Unchanged before = unchanged.get(owner);
            if (before == null || !before.still(counters)) {
                unchanged.put(owner, new Unchanged(counters.identity(), counters.cpuMicros(), now, false));
            } else if (!before.told() && Duration.between(before.since(), now).compareTo(LONG) >= 0) {
                unchanged.put(owner, new Unchanged(before.identity(), before.cpuMicros(), before.since(), true));
                idle.add(owner);
            }
        });
        return idle;
    }
}

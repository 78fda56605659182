package io.binome.metering;

import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Owners that have used nothing for a day, as counted. What counted them can go, so that services of the past are not
 * read for ever; one that is used again counts from zero, as another identity.
 */
public final class IdleOwners {
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
     * @param counted the counters as the database has them
     * @param now by any clock that only goes on
     */
    public List<Owner> of(Map<Owner, Counters> counted, Instant now) {
        unchanged.keySet().retainAll(counted.keySet());
        List<Owner> idle = new ArrayList<>();
        counted.forEach((owner, counters) -> {
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

package io.binome.metering.internal;

import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The most memory of each service of a host by day, as far as this server has read it, and which of that is not written yet.
 * After the start of another server it writes once what may be written already: the greater one stands. Of one thread.
 */
final class Peaks {
    private static final Duration REMEMBERED = Duration.ofDays(2);

    private final Map<Place, Long> highest = new HashMap<>();
    private final Map<Place, Long> pending = new HashMap<>();

    private record Place(Owner.Service service, Instant day) {}

    record Peak(Owner.Service service, Instant day, long memoryBytes) {}

    /** @param at by the server's clock */
    void add(List<Counters> read, Instant at) {
        Instant day = at.truncatedTo(ChronoUnit.DAYS);
        for (Counters one : read) {
            if (one.owner() instanceof Owner.Service service && one.memoryBytes() > 0) {
                Place place = new Place(service, day);
                Long before = highest.get(place);
                if (before == null || one.memoryBytes() > before) {
                    highest.put(place, one.memoryBytes());
                    pending.put(place, one.memoryBytes());
                }
            }
        }
    }

    List<Peak> pending() {
        return pending.entrySet().stream()
                .map(one -> new Peak(one.getKey().service(), one.getKey().day(), one.getValue()))
                .toList();
    }

    /** What was pending is kept now. */
    void written(Instant now) {
        pending.clear();
        highest.keySet().removeIf(place -> place.day().isBefore(now.minus(REMEMBERED)));
    }
}

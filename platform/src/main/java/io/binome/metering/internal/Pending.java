package io.binome.metering.internal;

import io.binome.metering.UsageSource.Owner;
import io.binome.metering.internal.Step.Used;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was read and is not written yet, by owner and hour. Of one thread. */
final class Pending {
    private final Map<Place, Used> all = new HashMap<>();

    private record Place(Owner owner, Instant hour) {}

    void add(Collection<Used> used) {
        for (Used one : used) {
            all.merge(
                    new Place(one.owner(), one.hour()),
                    one,
                    (sum, more) -> new Used(
                            sum.owner(),
                            sum.hour(),
                            sum.amounts().plus(more.amounts()),
                            sum.estimated() || more.estimated(),
                            sum.blockApproximate() || more.blockApproximate()));
        }
    }

    List<Used> all() {
        return new ArrayList<>(all.values());
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    void clear() {
        all.clear();
    }
}

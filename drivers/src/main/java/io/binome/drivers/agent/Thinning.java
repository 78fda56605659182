package io.binome.drivers.agent;

import io.binome.metering.UsageSource.Sweep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Which readings can go when there is no room for all: functions of values.
 *
 * <p>Counters are cumulative, so that what was used between two readings is in the later one: nothing is lost with one in
 * between, but where exactly the memory went up and down. What stays is the first and the last reading of each run of the
 * kernel, and the last one of each counter that is not in the next.
 */
final class Thinning {
    private Thinning() {}

    /** What a reading is, without what it says. */
    record Mark(String bootId, Duration sinceBoot) {
        static Mark of(Sweep sweep) {
            return new Mark(sweep.bootId(), sweep.sinceBoot());
        }
    }

    /**
     * Those that stay, in their order.
     *
     * @param all oldest first
     * @param spacing one can go when those before and after it are not further apart
     * @param opened what one says; asked at most once for each
     */
    static <T> List<T> thinned(List<T> all, Duration spacing, Function<T, Mark> mark, Function<T, Sweep> opened) {
        if (all.size() < 3) {
            return List.copyOf(all);
        }
        List<T> kept = new ArrayList<>();
        T next = all.getLast();
        Set<Object> counters = counters(opened.apply(next));
        kept.add(next);
        for (int i = all.size() - 2; i >= 0; i--) {
            T one = all.get(i);
            boolean first = i == 0
                    || !mark.apply(all.get(i - 1))
                            .bootId()
                            .equals(mark.apply(one).bootId());
            Mark later = mark.apply(next);
            boolean near = !first
                    && mark.apply(one).bootId().equals(later.bootId())
                    && later.sinceBoot()
                                    .minus(mark.apply(all.get(i - 1)).sinceBoot())
                                    .compareTo(spacing)
                            <= 0;
            Set<Object> its = !near ? null : counters(opened.apply(one));
            if (its != null && counters.containsAll(its)) {
                continue;
            }
            kept.add(one);
            next = one;
            counters = its == null ? counters(opened.apply(one)) : its;
        }
        Collections.reverse(kept);
        return kept;
    }

    /** Each with what it counts for: one of the same owner that began anew has another identity. */
    private static Set<Object> counters(Sweep sweep) {
        Set<Object> all = new HashSet<>();
        sweep.all().forEach(one -> all.add(List.of(one.owner(), one.identity())));
        sweep.flows().forEach(one -> all.add(List.of("flow", one.owner(), one.identity())));
        return all;
    }
}

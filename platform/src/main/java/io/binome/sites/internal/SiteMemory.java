package io.binome.sites.internal;

import io.binome.kernel.HostId;
import io.binome.kernel.SiteId;
import io.binome.sites.Host;
import io.binome.sites.Site;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The last reading of sites and hosts, used for a second. While one caller reads anew the others take what there is, so
 * that a slow database holds up one of them and not all.
 */
final class SiteMemory {
    private static final Duration AGE = Duration.ofSeconds(1);

    /** Sites and hosts by name, and how to find them. */
    record Reading(List<Site> sites, List<Host> hosts, Map<HostId, Host> byId, Map<SiteId, List<Host>> bySite) {
        static Reading of(List<Site> sites, List<Host> hosts) {
            return new Reading(
                    List.copyOf(sites),
                    List.copyOf(hosts),
                    hosts.stream().collect(Collectors.toUnmodifiableMap(Host::id, Function.identity())),
                    hosts.stream().collect(Collectors.groupingBy(Host::site, Collectors.toUnmodifiableList())));
        }
    }

    private record Kept(Reading reading, Instant at) {}

    private final InstantSource clock;
    private final Supplier<Reading> source;
    private final ReentrantLock reader = new ReentrantLock();
    private final Object guard = new Object();
    private volatile @Nullable Kept kept;
    private long changes;

    SiteMemory(InstantSource clock, Supplier<Reading> source) {
        this.clock = clock;
        this.source = source;
    }

    Reading get() {
        Kept present = kept;
        if (present != null && isFresh(present)) {
            return present.reading();
        }
        if (present != null) {
            if (!reader.tryLock()) {
                return present.reading();
            }
        } else {
            reader.lock();
        }
        try {
            present = kept;
            return present != null && isFresh(present) ? present.reading() : readAnew();
        } finally {
            reader.unlock();
        }
    }

    /** After each change: nobody who asks from now on is given what was before it. */
    void forget() {
        synchronized (guard) {
            changes++;
            kept = null;
        }
    }

    private Reading readAnew() {
        long before;
        synchronized (guard) {
            before = changes;
        }
        Instant at = clock.instant();
        Reading reading = source.get();
        synchronized (guard) {
            if (changes == before) {
                kept = new Kept(reading, at);
            }
        }
        return reading;
    }

    /** Also when the clock was set back. */
    private boolean isFresh(Kept reading) {
        return Duration.between(reading.at(), clock.instant()).abs().compareTo(AGE) < 0;
    }
}

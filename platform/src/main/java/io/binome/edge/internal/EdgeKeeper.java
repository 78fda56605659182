package io.binome.edge.internal;

import io.binome.kernel.SiteId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches over the proxies on a thread of its own: each is rebuilt at the start, and whenever it was away. */
public final class EdgeKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EdgeKeeper.class);

    private final DatabaseRoutes routes;
    private final Supplier<Collection<SiteId>> sites;
    private final Duration pause;

    /** Of this keeper's thread alone. */
    private final Set<SiteId> rebuilt = new HashSet<>();

    private final Map<SiteId, String> failures = new HashMap<>();
    private final Thread thread;

    private EdgeKeeper(DatabaseRoutes routes, Supplier<Collection<SiteId>> sites, Duration pause) {
        this.routes = routes;
        this.sites = sites;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name("edge-keeper").unstarted(this::keep);
    }

    /**
     * @param sites all that have a proxy, also while no route is there: it then waits for the first
     * @param pause between two looks; a second is a good one, as a look costs a fraction of a millisecond
     */
    public static EdgeKeeper start(DatabaseRoutes routes, Supplier<Collection<SiteId>> sites, Duration pause) {
        EdgeKeeper keeper = new EdgeKeeper(routes, sites, pause);
        keeper.thread.start();
        return keeper;
    }

    private void keep() {
        try {
            while (true) {
                look();
                Thread.sleep(pause);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            sites.get().forEach(this::look);
        } catch (RuntimeException failure) {
            // A keeper that ended would leave everybody cut off at the next crash of a proxy.
            log.warn("The list of sites cannot be read, their edges are not watched for now", failure);
        }
    }

    private void look(SiteId site) {
        try {
            if (rebuilt.contains(site) && routes.upToDate(site)) {
                return;
            }
            if (rebuilt.remove(site)) {
                log.warn("The edge of site {} was away or fell behind; it is rebuilt", site);
            }
            routes.rebuild(site);
            rebuilt.add(site);
            failures.remove(site);
        } catch (RuntimeException failure) {
            String words = String.valueOf(failure.getMessage());
            if (!words.equals(failures.put(site, words))) {
                log.warn("The edge of site {} cannot be rebuilt, it is tried again all the time", site, failure);
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

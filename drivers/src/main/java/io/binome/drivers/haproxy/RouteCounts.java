package io.binome.drivers.haproxy;

import io.binome.edge.Edge.RouteCount;
import io.binome.kernel.RouteId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What workers have counted. Each counts from zero, and once replaced is asked in vain: so its counts are taken right
 * before the reload. What a request that is on its way then still sends is in nobody's count.
 */
final class RouteCounts {
    private static final Logger LOG = LoggerFactory.getLogger(RouteCounts.class);

    /** Far longer than anybody who looks regularly stays away. */
    private static final Duration KEPT = Duration.ofMinutes(15);

    private final Map<String, Last> replaced = new LinkedHashMap<>();

    private record Last(List<RouteCount> counts, long at) {}

    /** Those of a worker and the last ones of those that it replaced. */
    synchronized List<RouteCount> with(Worker current, Collection<Proxy> proxies) throws IOException {
        long now = System.nanoTime();
        replaced.values().removeIf(last -> now - last.at() > KEPT.toNanos());
        List<RouteCount> all = new ArrayList<>();
        String identity = identity(current);
        replaced.forEach((of, last) -> {
            if (!of.equals(identity)) {
                all.addAll(last.counts());
            }
        });
        all.addAll(read(current, proxies));
        return all;
    }

    /** To be called right before a worker is replaced. */
    synchronized void keep(Worker current, Collection<Proxy> proxies) {
        try {
            replaced.put(identity(current), new Last(read(current, proxies), System.nanoTime()));
        } catch (IOException failed) {
            LOG.warn("The edge's counts since they were last read are lost with the worker that is replaced", failed);
        }
    }

    private static List<RouteCount> read(Worker worker, Collection<Proxy> proxies) throws IOException {
        Map<String, RouteId> routes = new LinkedHashMap<>();
        proxies.forEach(proxy -> routes.put(proxy.name(), proxy.route()));
        Instant begun = begun(worker);
        String identity = identity(worker);
        List<RouteCount> counts = new ArrayList<>();
        for (Worker.Count count : worker.counts()) {
            RouteId route = routes.get(count.backend());
            if (route != null) {
                counts.add(new RouteCount(
                        route,
                        route + "@" + identity,
                        count.sentBytes(),
                        count.receivedBytes(),
                        count.requests(),
                        begun));
            }
        }
        return counts;
    }

    /** Its number and when it began: numbers are given again. */
    private static String identity(Worker worker) throws IOException {
        return worker.processId() + "." + begun(worker).toEpochMilli();
    }

    private static Instant begun(Worker worker) throws IOException {
        return ProcessHandle.of(worker.processId())
                .flatMap(process -> process.info().startInstant())
                .orElseThrow(() -> new IOException("the edge's worker " + worker.processId() + " has ended"));
    }
}

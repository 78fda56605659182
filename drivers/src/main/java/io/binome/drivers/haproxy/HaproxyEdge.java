package io.binome.drivers.haproxy;

import io.binome.edge.Edge;
import io.binome.edge.EdgeProblem;
import io.binome.edge.Route;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RouteId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edge of a site, carried by one HAProxy. A new instance on the same folder takes over the proxy that it finds
 * running without touching a connection. Ports come and go by a reload, servers by the runtime API.
 */
public final class HaproxyEdge implements Edge {
    private static final Logger log = LoggerFactory.getLogger(HaproxyEdge.class);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final HaproxySettings settings;
    private final HaproxyProcess process;
    private final HaproxyConfiguration configuration;

    /** Held while the proxy is changed or looked at, never while something is waited for. */
    private final ReentrantLock lock = new ReentrantLock();

    /** What the proxy was last told, by route; the same as the file's. */
    private Map<RouteId, Proxy> proxies = Map.of();

    private final RouteCounts counts = new RouteCounts();

    private final PublishQueue publishing = new PublishQueue(lock, this::load);

    public HaproxyEdge(HaproxySettings settings) {
        this.settings = settings;
        this.process = new HaproxyProcess(settings);
        this.configuration = new HaproxyConfiguration(
                settings, Machine.connections(settings.maximumConnections()), Machine.unprivilegedUser());
        try {
            process.prepareFolder();
            String written = process.written();
            if (written != null) {
                proxies = byRoute(HaproxyConfiguration.parse(written));
            }
        } catch (IOException failure) {
            throw unavailable("prepare its folder " + settings.folder(), failure);
        }
    }

    @Override
    public void rebuild(List<RouteState> routes) {
        lock.lock();
        try {
            Optional<HaproxyProcess.Status> status = process.status();
            Map<RouteId, Proxy> wanted = new LinkedHashMap<>();
            for (RouteState state : routes) {
                Proxy proxy = Proxy.of(state.route(), state.servers());
                if ((status.isPresent() && holds(proxy)) || available(proxy.port())) {
                    wanted.put(proxy.route(), proxy);
                } else {
                    log.warn("The edge cannot listen on port {}: another process of this machine does", proxy.port());
                }
            }
            String text = configuration.render(wanted.values());
            Map<RouteId, Proxy> present = proxies;
            if (status.isEmpty()) {
                process.trimLog();
                process.write(text);
                proxies = Map.copyOf(wanted);
                process.start();
                return;
            }
            String before = process.written();
            boolean reload = before == null
                    || !HaproxyConfiguration.withoutServers(before).equals(HaproxyConfiguration.withoutServers(text))
                    || !listening(status.get().current(), wanted);
            process.write(text);
            proxies = Map.copyOf(wanted);
            if (reload) {
                counts.keep(status.get().current(), present.values());
                process.reload();
            }
            Worker worker = process.status()
                    .orElseThrow(() -> new IOException("HAProxy has gone"))
                    .current();
            Map<String, List<Worker.KnownServer>> known = worker.servers();
            for (Proxy proxy : wanted.values()) {
                List<Worker.KnownServer> servers = known.getOrDefault(proxy.name(), List.of());
                switchServers(worker, proxy, servers);
                forgetIdleServers(worker, proxy, servers);
            }
        } catch (IOException failure) {
            throw unavailable("rebuild", failure);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean available(int port) {
        if (listensItself(port)) {
            return true;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(settings.listen(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** Asks the proxy itself: what it was told last may not have reached it. */
    private boolean listensItself(int port) {
        try {
            Optional<HaproxyProcess.Status> status = process.status();
            if (status.isEmpty()) {
                return false;
            }
            Set<String> names = status.get().current().frontends();
            return names.contains("in-http-" + port) || names.contains("in-tcp-" + port);
        } catch (IOException unreachable) {
            return false;
        }
    }

    @Override
    public void publish(Route route) {
        publishing.publish(Proxy.of(route, List.of()));
    }

    /** Called by the queue with the lock held: makes the proxy listen for all of these with one reload. */
    private void load(List<Proxy> more) {
        Map<RouteId, Proxy> next = new LinkedHashMap<>(proxies);
        for (Proxy proxy : more) {
            if (holds(proxy)) {
                continue;
            }
            if (!available(proxy.port())) {
                throw new ProblemException(new EdgeProblem.PortTaken(proxy.port()));
            }
            // The database knows one route a port: another one here was withdrawn while the proxy was away.
            next.values().removeIf(other -> other.port() == proxy.port());
            Proxy present = next.get(proxy.route());
            next.put(proxy.route(), present == null ? proxy : proxy.with(present.servers()));
        }
        if (next.equals(proxies)) {
            status();
            return;
        }
        reloadWith(next);
    }

    private void reloadWith(Map<RouteId, Proxy> next) {
        Worker before = status().current();
        try {
            process.write(configuration.render(next.values()));
            counts.keep(before, proxies.values());
            process.reload();
            proxies = Map.copyOf(next);
        } catch (IOException failure) {
            restoreFile();
            throw unavailable("change the ports it listens on", failure);
        }
    }

    /** A refused configuration must not lie in wait for the next reload. */
    private void restoreFile() {
        try {
            process.write(configuration.render(proxies.values()));
        } catch (IOException failure) {
            log.error("The edge's configuration could not be restored; the next rebuild writes it", failure);
        }
    }

    @Override
    public void withdraw(RouteId route, Duration drain) {
        Proxy withdrawn;
        List<Worker> replaced;
        lock.lock();
        try {
            Map<RouteId, Proxy> next = new LinkedHashMap<>(proxies);
            withdrawn = next.remove(route);
            if (withdrawn == null) {
                return;
            }
            reloadWith(next);
            replaced = status().replaced();
        } finally {
            lock.unlock();
        }
        String backend = withdrawn.name();
        if (!idle(
                drain,
                () -> inFlight(replaced, worker -> worker.sessions(backend, "*").size()))) {
            end(replaced, backend, "*");
        }
    }

    @Override
    public void serve(RouteId route, List<Server> servers) {
        lock.lock();
        try {
            Proxy present = proxies.get(route);
            if (present == null) {
                throw new EdgeUnavailable(
                        "The edge does not know the route " + route + "; it has to be rebuilt first.");
            }
            Proxy wanted = present.with(Proxy.numeric(servers));
            Map<RouteId, Proxy> next = new LinkedHashMap<>(proxies);
            next.put(route, wanted);
            proxies = Map.copyOf(next);
            process.write(configuration.render(next.values()));
            Worker worker = status().current();
            switchServers(worker, wanted, worker.servers(wanted.name()));
        } catch (IOException failure) {
            throw unavailable("switch servers", failure);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean drain(RouteId route, String server, Duration atMost) {
        Proxy proxy;
        lock.lock();
        try {
            proxy = proxies.get(route);
            if (proxy == null || process.status().isEmpty()) {
                // No proxy, no connections.
                return true;
            }
            if (proxy.servers().stream().anyMatch(one -> one.name().equals(server))) {
                throw new IllegalArgumentException("The server " + server + " still serves; it cannot be drained.");
            }
        } finally {
            lock.unlock();
        }
        String backend = proxy.name();
        boolean finished = idle(atMost, () -> inFlight(workers(), worker -> worker.inFlight(backend, server)));
        if (!finished) {
            end(workers(), backend, server);
        }
        lock.lock();
        try {
            process.status().ifPresent(status -> forget(status.current(), backend, server));
        } finally {
            lock.unlock();
        }
        return finished;
    }

    @Override
    public boolean healthy() {
        return process.status().isPresent();
    }

    @Override
    public List<RouteCount> counts() {
        lock.lock();
        try {
            return counts.with(status().current(), proxies.values());
        } catch (IOException failure) {
            throw unavailable("say what it has counted", failure);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the proxy and everything that goes through it. For the day a site is given up, and for tests. */
    public void stop() {
        lock.lock();
        try {
            process.stop();
        } finally {
            lock.unlock();
        }
    }

    private boolean holds(Proxy proxy) {
        Proxy present = proxies.get(proxy.route());
        return present != null && present.listensAs(proxy);
    }

    private static boolean listening(Worker worker, Map<RouteId, Proxy> wanted) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        wanted.values().forEach(proxy -> names.add(proxy.frontend()));
        return worker.frontends().equals(names);
    }

    private static void switchServers(Worker worker, Proxy proxy, List<Worker.KnownServer> known) throws IOException {
        for (String command : Worker.commands(proxy.name(), known, proxy.servers())) {
            worker.command(command);
        }
    }

    /** Servers that were being drained when the server before this one ended: nobody else will forget them. */
    private void forgetIdleServers(Worker worker, Proxy proxy, List<Worker.KnownServer> known) throws IOException {
        for (Worker.KnownServer one : known) {
            boolean serves =
                    proxy.servers().stream().anyMatch(server -> server.name().equals(one.name()));
            if (!serves && worker.inFlight(proxy.name(), one.name()) == 0) {
                forget(worker, proxy.name(), one.name());
            }
        }
    }

    private void forget(Worker worker, String backend, String server) {
        try {
            if (worker.servers(backend).stream().noneMatch(known -> known.name().equals(server))) {
                return;
            }
            worker.command("set server " + backend + "/" + server + " state maint");
            worker.command("del server " + backend + "/" + server);
        } catch (IOException failure) {
            // It takes no requests any more, which is what counts; the next reload or rebuild leaves it out.
            log.debug("HAProxy keeps the drained server {} for now", server, failure);
        }
    }

    private interface Count {
        int of(Worker worker) throws IOException;
    }

    private static int inFlight(List<Worker> workers, Count count) {
        int sum = 0;
        for (Worker worker : workers) {
            try {
                sum += count.of(worker);
            } catch (IOException silent) {
                // A replaced worker ends by itself once it has finished. One that only does not answer counts as busy.
                sum += ProcessHandle.of(worker.processId()).isPresent() ? 1 : 0;
            }
        }
        return sum;
    }

    /** Each look holds the lock: during a reload a worker may be neither current nor replaced, and seem idle. */
    private boolean idle(Duration atMost, IntSupplier inFlight) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            lock.lock();
            try {
                if (inFlight.getAsInt() == 0) {
                    return true;
                }
            } finally {
                lock.unlock();
            }
            if (System.nanoTime() >= end) {
                return false;
            }
            Pause.of(LOOK);
        }
    }

    /** More than once: a GET that lost its server is tried again by HAProxy, which is not meant here. */
    private static void end(List<Worker> workers, String backend, String server) {
        for (int tries = 0; tries < 10; tries++) {
            int ended = 0;
            for (Worker worker : workers) {
                try {
                    ended += worker.endSessions(backend, server);
                } catch (IOException gone) {
                    // With it its connections.
                }
            }
            if (ended == 0) {
                return;
            }
            Pause.of(LOOK);
        }
        log.warn("Some connections of {} could not be ended", backend);
    }

    private List<Worker> workers() {
        return process.status().map(HaproxyProcess.Status::workers).orElse(List.of());
    }

    private HaproxyProcess.Status status() {
        return process.status()
                .orElseThrow(() -> new EdgeUnavailable(
                        "HAProxy does not run. It is started again and rebuilt within seconds; nothing is lost."));
    }

    private static EdgeUnavailable unavailable(String attempted, IOException failure) {
        return new EdgeUnavailable("The edge could not " + attempted + ": " + failure.getMessage(), failure);
    }

    private static Map<RouteId, Proxy> byRoute(List<Proxy> proxies) {
        Map<RouteId, Proxy> map = new LinkedHashMap<>();
        proxies.forEach(proxy -> map.put(proxy.route(), proxy));
        return Map.copyOf(map);
    }
}

package io.binome.edge.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.edge.Edge;
import io.binome.edge.Edge.EdgeUnavailable;
import io.binome.edge.EdgeProblem.PortOutOfRange;
import io.binome.edge.EdgeProblem.PortTaken;
import io.binome.edge.EdgeProblem.RangeExhausted;
import io.binome.edge.Route;
import io.binome.edge.Routes;
import io.binome.kernel.Ids;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RouteId;
import io.binome.kernel.SiteId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.tenancy.TenantLimits;
import io.binome.tenancy.Tenants;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes in PostgreSQL. What the proxy did not take is said in the log only: {@link EdgeKeeper} brings it after. */
public final class DatabaseRoutes implements Routes {
    private static final Logger log = LoggerFactory.getLogger(DatabaseRoutes.class);
    private static final Duration LAST_CONNECTIONS = Duration.ofSeconds(10);

    private final Database database;
    private final Tenants tenants;
    private final Ids ids;
    private final Function<SiteId, Edge> edges;
    private final RouteStore store = new RouteStore();

    /** Shared by small steps, and held alone by a rebuild: it must not bring back what was read before such a step. */
    private final ReadWriteLock steps = new ReentrantReadWriteLock();

    /** Sites whose proxy refused a step or was away. */
    private final Set<SiteId> behind = ConcurrentHashMap.newKeySet();

    /** Puts switches in the order of what the database says: each tells the proxy what is there when its turn comes. */
    private final Lock switching = new ReentrantLock();

    /** @param edges the proxy in front of a site; no two sites may share one */
    public DatabaseRoutes(Database database, Tenants tenants, Ids ids, Function<SiteId, Edge> edges) {
        this.database = database;
        this.tenants = tenants;
        this.ids = ids;
        this.edges = edges;
    }

    @Override
    public List<Integer> preview(TenantScope scope, SiteId site, StackId stack, List<Wanted> wanted) {
        return database.inTenant(scope, transaction -> {
            TenantLimits limits = tenants.limits(transaction);
            List<Route> routes = store.of(transaction, stack);
            Set<Integer> taken = store.ports(transaction, site);
            List<Integer> ports = new ArrayList<>();
            for (Wanted one : wanted) {
                Optional<Route> kept = kept(routes, site, one);
                int port = kept.isPresent() ? kept.get().hostPort() : choose(limits, site, one, taken);
                kept.ifPresent(routes::remove);
                taken.add(port);
                ports.add(port);
            }
            return ports;
        });
    }

    @Override
    public Route publish(Transaction transaction, SiteId site, StackId stack, Wanted wanted) {
        Route route = kept(store.of(transaction, stack), site, wanted)
                .map(present -> keep(transaction, present, wanted))
                .orElseGet(() -> take(transaction, site, stack, wanted));
        transaction.afterCommit(() -> follow(site, "listen on port " + route.hostPort(), () -> edges.apply(site)
                .publish(route)));
        return route;
    }

    @Override
    public List<Route> settle(
            Transaction transaction, SiteId site, StackId stack, String service, List<Wanted> wanted) {
        List<Route> settled = wanted.stream()
                .map(one -> publish(transaction, site, stack, one))
                .toList();
        Set<RouteId> stay = settled.stream().map(Route::id).collect(Collectors.toSet());
        store.of(transaction, stack).stream()
                .filter(route -> route.service().equals(service) && !stay.contains(route.id()))
                .forEach(route -> withdraw(transaction, route));
        return settled;
    }

    private Route keep(Transaction transaction, Route present, Wanted wanted) {
        if (present.mode() == wanted.mode()) {
            return present;
        }
        store.setMode(transaction, present.id(), wanted.mode());
        return route(present.id(), transaction.scope(), present.site(), present.stack(), wanted, present.hostPort());
    }

    private Route take(Transaction transaction, SiteId site, StackId stack, Wanted wanted) {
        TenantLimits limits = tenants.limits(transaction);
        Set<Integer> taken = store.ports(transaction, site);
        while (true) {
            int port = choose(limits, site, wanted, taken);
            Route route = route(new RouteId(ids.next()), transaction.scope(), site, stack, wanted, port);
            if (store.insert(transaction, route)) {
                return route;
            }
            // Somebody else was faster: for a port that was asked for that is the end, else the next one is tried.
            taken.add(port);
        }
    }

    private int choose(TenantLimits limits, SiteId site, Wanted wanted, Set<Integer> taken) {
        Edge edge = edges.apply(site);
        if (wanted.hostPort() != null) {
            int port = wanted.hostPort();
            if (port < limits.firstPort() || port > limits.lastPort()) {
                throw new ProblemException(new PortOutOfRange(port, limits.firstPort(), limits.lastPort()));
            }
            if (taken.contains(port) || !edge.available(port)) {
                throw new ProblemException(new PortTaken(port));
            }
            return port;
        }
        for (int port = limits.firstPort(); port <= limits.lastPort(); port++) {
            if (!taken.contains(port) && edge.available(port)) {
                return port;
            }
        }
        throw new ProblemException(new RangeExhausted(limits.firstPort(), limits.lastPort()));
    }

    private static Optional<Route> kept(List<Route> routes, SiteId site, Wanted wanted) {
        return routes.stream()
                .filter(route -> route.site().equals(site)
                        && route.service().equals(wanted.service())
                        && route.containerPort() == wanted.containerPort()
                        && (wanted.hostPort() == null || wanted.hostPort() == route.hostPort()))
                .findFirst();
    }

    private static Route route(RouteId id, TenantScope scope, SiteId site, StackId stack, Wanted wanted, int hostPort) {
        return new Route(
                id, scope.tenant(), site, stack, wanted.service(), wanted.containerPort(), wanted.mode(), hostPort);
    }

    @Override
    public List<Route> of(TenantScope scope, StackId stack) {
        return database.inTenant(scope, transaction -> store.of(transaction, stack));
    }

    @Override
    public List<Route> of(Transaction transaction, StackId stack) {
        return store.of(transaction, stack);
    }

    @Override
    public List<Route> all(TenantScope scope) {
        return database.inTenant(scope, store::all);
    }

    @Override
    public void serve(TenantScope scope, RouteId route, List<Edge.Server> servers) {
        Optional<Route> present = database.inTenant(scope, transaction -> {
            Optional<Route> found = store.find(transaction, route);
            if (found.isPresent()) {
                store.replaceServers(transaction, route, servers);
            }
            return found;
        });
        present.ifPresent(found -> follow(found.site(), "switch servers of port " + found.hostPort(), () -> {
            switching.lock();
            try {
                List<Edge.Server> now = database.inTenant(scope, transaction -> store.servers(transaction, route));
                edges.apply(found.site()).serve(route, now);
            } finally {
                switching.unlock();
            }
        }));
    }

    @Override
    public boolean drain(TenantScope scope, RouteId route, String server, Duration atMost) {
        return database.inTenant(scope, transaction -> store.find(transaction, route))
                .map(found -> edges.apply(found.site()).drain(route, server, atMost))
                .orElse(true);
    }

    private void withdraw(Transaction transaction, Route route) {
        store.delete(transaction, route.id());
        transaction.afterCommit(
                () -> follow(route.site(), "stop listening on port " + route.hostPort(), () -> edges.apply(route.site())
                        .withdraw(route.id(), LAST_CONNECTIONS)));
    }

    @Override
    public void rebuild(SiteId site) {
        steps.writeLock().lock();
        try {
            edges.apply(site).rebuild(database.asDispatcher(transaction -> store.states(transaction, site)));
            behind.remove(site);
        } finally {
            steps.writeLock().unlock();
        }
    }

    /** Whether the proxy of a site is there and took every step so far. */
    boolean upToDate(SiteId site) {
        return !behind.contains(site) && edges.apply(site).healthy();
    }

    private void follow(SiteId site, String attempted, Runnable step) {
        steps.readLock().lock();
        try {
            step.run();
        } catch (EdgeUnavailable away) {
            behind.add(site);
            log.warn("The edge could not {} for now: {}", attempted, away.getMessage());
        } finally {
            steps.readLock().unlock();
        }
    }
}

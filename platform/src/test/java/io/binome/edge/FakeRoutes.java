package io.binome.edge;

import io.binome.database.Transaction;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RouteId;
import io.binome.kernel.SiteId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Routes in memory, with a range from 20000 to 20099 for everybody. Takes and gives at once, not at the commit. */
public final class FakeRoutes implements Routes {
    public static final int FIRST = 20_000;
    public static final int LAST = 20_099;

    private final Map<RouteId, Route> routes = new LinkedHashMap<>();
    private final Map<RouteId, List<Edge.Server>> servers = new LinkedHashMap<>();
    private final List<Integer> served = new ArrayList<>();

    @Override
    public synchronized List<Integer> preview(TenantScope scope, SiteId site, StackId stack, List<Wanted> wanted) {
        List<Integer> shown = new ArrayList<>();
        for (Wanted one : wanted) {
            shown.add(choose(stack, one, shown));
        }
        return shown;
    }

    private int choose(StackId stack, Wanted wanted, List<Integer> shown) {
        Optional<Route> own = find(stack, wanted);
        if (own.isPresent()) {
            return own.get().hostPort();
        }
        Integer port = wanted.hostPort();
        if (port != null) {
            if (port < FIRST || port > LAST) {
                throw new ProblemException(new EdgeProblem.PortOutOfRange(port, FIRST, LAST));
            }
            if (taken(port) || shown.contains(port)) {
                throw new ProblemException(new EdgeProblem.PortTaken(port));
            }
            return port;
        }
        for (int free = FIRST; free <= LAST; free++) {
            if (!taken(free) && !shown.contains(free)) {
                return free;
            }
        }
        throw new ProblemException(new EdgeProblem.RangeExhausted(FIRST, LAST));
    }

    private Optional<Route> find(StackId stack, Wanted wanted) {
        return routes.values().stream()
                .filter(route -> route.stack().equals(stack)
                        && route.service().equals(wanted.service())
                        && route.containerPort() == wanted.containerPort()
                        && (wanted.hostPort() == null || wanted.hostPort() == route.hostPort()))
                .findFirst();
    }

    private boolean taken(int port) {
        return routes.values().stream().anyMatch(route -> route.hostPort() == port);
    }

    @Override
    public synchronized Route publish(Transaction transaction, SiteId site, StackId stack, Wanted wanted) {
        int port = preview(transaction.scope(), site, stack, wanted);
        RouteId id = find(stack, wanted).map(Route::id).orElseGet(() -> new RouteId(UUID.randomUUID()));
        Route route = new Route(
                id,
                transaction.scope().tenant(),
                site,
                stack,
                wanted.service(),
                wanted.containerPort(),
                wanted.mode(),
                port);
        routes.put(id, route);
        return route;
    }

    @Override
    public List<Route> of(Transaction transaction, StackId stack) {
        return of(transaction.scope(), stack);
    }

    @Override
    public synchronized List<Route> of(TenantScope scope, StackId stack) {
        return routes.values().stream()
                .filter(route -> route.stack().equals(stack) && route.tenant().equals(scope.tenant()))
                .toList();
    }

    @Override
    public synchronized List<Route> all(TenantScope scope) {
        return routes.values().stream()
                .filter(route -> route.tenant().equals(scope.tenant()))
                .toList();
    }

    @Override
    public synchronized void serve(TenantScope scope, RouteId route, List<Edge.Server> wanted) {
        servers.put(route, List.copyOf(wanted));
        served.add(wanted.size());
    }

    @Override
    public boolean drain(TenantScope scope, RouteId route, String server, Duration atMost) {
        return true;
    }

    @Override
    public synchronized List<Route> settle(
            Transaction transaction, SiteId site, StackId stack, String service, List<Wanted> wanted) {
        List<Route> settled = wanted.stream()
                .map(one -> publish(transaction, site, stack, one))
                .toList();
        of(transaction, stack).stream()
                .filter(route -> route.service().equals(service) && !settled.contains(route))
                .forEach(route -> {
                    routes.remove(route.id());
                    servers.remove(route.id());
                });
        return settled;
    }

    @Override
    public void rebuild(SiteId site) {}

    // ---- what tests look at

    public synchronized List<Edge.Server> servers(String service) {
        return routes.values().stream()
                .filter(route -> route.service().equals(service))
                .flatMap(route -> servers.getOrDefault(route.id(), List.of()).stream())
                .toList();
    }

    /** How many servers each call of {@link #serve} named, in order. */
    public synchronized List<Integer> served() {
        return List.copyOf(served);
    }

    public synchronized void forgetServed() {
        served.clear();
    }
}

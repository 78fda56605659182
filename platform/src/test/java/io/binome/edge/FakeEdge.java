package io.binome.edge;

import io.binome.kernel.RouteId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A proxy in memory, which can be made to go away and lose what it knew. */
public final class FakeEdge implements Edge {
    private final Map<RouteId, RouteState> routes = new HashMap<>();
    private final Set<Integer> foreign = new HashSet<>();
    private boolean away;
    private int rebuilds;

    public synchronized List<Server> servers(RouteId route) {
        return routes.containsKey(route) ? routes.get(route).servers() : List.of();
    }

    public synchronized boolean publishes(RouteId route) {
        return routes.containsKey(route);
    }

    public synchronized int rebuilds() {
        return rebuilds;
    }

    /** Another process listens there. */
    public synchronized void occupy(int port) {
        foreign.add(port);
    }

    public synchronized void goAway() {
        away = true;
        routes.clear();
    }

    private void mustBeThere() {
        if (away) {
            throw new EdgeUnavailable("The fake edge is away.");
        }
    }

    @Override
    public synchronized void rebuild(List<RouteState> states) {
        away = false;
        rebuilds++;
        routes.clear();
        states.forEach(state -> routes.put(state.route().id(), state));
    }

    @Override
    public synchronized boolean available(int hostPort) {
        return !foreign.contains(hostPort);
    }

    @Override
    public synchronized void publish(Route route) {
        mustBeThere();
        routes.put(route.id(), new RouteState(route, servers(route.id())));
    }

    @Override
    public synchronized void withdraw(RouteId route, Duration drain) {
        mustBeThere();
        routes.remove(route);
    }

    @Override
    public synchronized void serve(RouteId route, List<Server> servers) {
        mustBeThere();
        RouteState present = routes.get(route);
        if (present == null) {
            throw new EdgeUnavailable("The fake edge does not know " + route + ".");
        }
        routes.put(route, new RouteState(present.route(), List.copyOf(servers)));
    }

    @Override
    public synchronized boolean drain(RouteId route, String server, Duration atMost) {
        return true;
    }

    @Override
    public synchronized boolean healthy() {
        return !away;
    }
}

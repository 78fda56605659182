package io.binome.drivers.haproxy;

import io.binome.edge.Edge;
import io.binome.edge.Route;
import io.binome.kernel.RouteId;
import java.util.List;

/** A route as HAProxy knows it: a frontend and a backend of the same name, and the servers of new requests. */
record Proxy(RouteId route, Route.Mode mode, int port, List<Edge.Server> servers) {
    Proxy {
        servers = List.copyOf(servers);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("No port: " + port);
        }
        for (Edge.Server server : servers) {
            if (!server.name().matches("[A-Za-z0-9_-]{1,64}")
                    || !server.address().matches("[0-9A-Fa-f.:]{2,45}")
                    || server.port() < 1
                    || server.port() > 65_535) {
                throw new IllegalArgumentException("No server that HAProxy could be told of: " + server);
            }
        }
    }

    /** Unique among proxies that listen at the same time. */
    String name() {
        return (mode == Route.Mode.HTTP ? "http-" : "tcp-") + port;
    }

    /** Whether a running worker that has the other one can be turned into this one without a reload. */
    boolean listensAs(Proxy other) {
        return route.equals(other.route) && mode == other.mode && port == other.port;
    }

    Proxy with(List<Edge.Server> others) {
        return new Proxy(route, mode, port, others);
    }
}

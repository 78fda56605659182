package io.binome.drivers.haproxy;

import io.binome.edge.Edge;
import io.binome.edge.Route;
import io.binome.kernel.RouteId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
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

    /** Of its backend; unique among proxies that listen at the same time. The frontend has another: HAProxy looks both up
     * by name in the same place. */
    String name() {
        return (mode == Route.Mode.HTTP ? "http-" : "tcp-") + port;
    }

    String frontend() {
        return "in-" + name();
    }

    /** Whether a running worker that has the other one can be turned into this one without a reload. */
    boolean listensAs(Proxy other) {
        return route.equals(other.route) && mode == other.mode && port == other.port;
    }

    Proxy with(List<Edge.Server> others) {
        return new Proxy(route, mode, port, others);
    }

    static Proxy of(Route route, List<Edge.Server> servers) {
        return new Proxy(route.id(), route.mode(), route.hostPort(), numeric(servers));
    }

    /** HAProxy takes only numeric addresses at run time. */
    static List<Edge.Server> numeric(List<Edge.Server> servers) {
        List<Edge.Server> numeric = new ArrayList<>();
        for (Edge.Server server : servers) {
            try {
                String address = InetAddress.getByName(server.address()).getHostAddress();
                numeric.add(new Edge.Server(server.name(), address, server.port()));
            } catch (UnknownHostException unknown) {
                throw new Edge.EdgeUnavailable(
                        "The address " + server.address() + " of a server is not known.", unknown);
            }
        }
        return numeric;
    }
}

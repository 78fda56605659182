package io.binome.edge;

import io.binome.kernel.RouteId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The port of the proxy in front of all published services of a site. It is a process of its own that outlives the
 * server; what it holds can be lost at any time and is rebuilt from the database. All methods may be called again with
 * the same arguments without harm, and throw {@link EdgeUnavailable} when the proxy does not answer.
 */
public interface Edge {
    /** Makes the proxy's state exactly this. Connections of routes and servers that stay are not touched. */
    void rebuild(List<RouteState> routes);

    /** Whether the proxy listens on that host port or could: false when another process of its machine does. */
    boolean available(int hostPort);

    /**
     * Begins to listen; without servers HTTP clients get a 503 with a sentence and TCP clients a closed connection.
     *
     * @throws io.binome.kernel.ProblemException with {@link EdgeProblem.PortTaken} when another process listens there
     */
    void publish(Route route);

    /** Stops listening and ends what is left of its connections after {@code drain}. */
    void withdraw(RouteId route, Duration drain);

    /** Makes exactly these the servers of new connections and requests; others stay for what they have begun. */
    void serve(RouteId route, List<Server> servers);

    /**
     * Waits until a server that {@link #serve} left out has nothing in flight, then forgets it.
     *
     * @return false when it still had connections after {@code atMost}; they are ended then
     */
    boolean drain(RouteId route, String server, Duration atMost);

    /** Whether the proxy runs and answers. */
    boolean healthy();

    /**
     * What went through each route. A proxy that is replaced begins anew, as another {@link RouteCount#identity}; the last
     * counts of the one before are shown for a while as well.
     */
    default List<RouteCount> counts() {
        return List.of();
    }

    /**
     * Cumulative counts of a route.
     *
     * @param identity of what counted; unique over all time
     * @param sentBytes to clients, with the headers of HTTP and without those of TCP
     * @param requests answered; connections of a TCP route
     * @param begun by this machine's clock, when it began to count
     */
    record RouteCount(
            RouteId route, String identity, long sentBytes, long receivedBytes, long requests, Instant begun) {}

    /** A route with its present servers. */
    record RouteState(Route route, List<Server> servers) {}

    /** One replica behind a route. {@code name} is its replica id in compact form. */
    record Server(String name, String address, int port) {}

    /** The proxy cannot be reached or refused; nothing is known to have changed. */
    final class EdgeUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public EdgeUnavailable(String message, Throwable cause) {
            super(message, cause);
        }

        public EdgeUnavailable(String message) {
            super(message);
        }
    }
}

package io.binome.drivers.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.edge.Edge;
import io.binome.edge.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What no client may notice, and how long it takes with many routes. */
@Tag("slow")
class HaproxyLoadTest extends OneProxy {
    private final List<Load> loads = new ArrayList<>();

    @Override
    void beforeItStops() {
        loads.forEach(load -> load.going.set(false));
    }

    @Test
    void no_request_fails_while_servers_are_switched_and_stopped() throws Exception {
        Route route = http();
        edge.publish(route);
        Replica present = replica("r0");
        edge.serve(route.id(), List.of(present.server()));

        Load load = new Load(route, 8);
        long slowest = 0;
        int switches = 20;
        for (int round = 1; round <= switches; round++) {
            load.waitForMore(200);
            Replica next = replica("r" + round);
            long begin = System.nanoTime();
            edge.serve(route.id(), List.of(next.server()));
            slowest = Math.max(slowest, System.nanoTime() - begin);
            assertThat(edge.drain(route.id(), present.name, Duration.ofSeconds(5)))
                    .isTrue();
            present.close();
            present = next;
        }
        load.waitForMore(200);
        load.end();
        report("%d requests over %d switches: %d failed; slowest switch %.1f ms"
                .formatted(load.answered.get(), switches, load.failures.size(), slowest / 1e6));
        assertThat(load.failures).isEmpty();
    }

    @Test
    void no_request_fails_while_other_ports_come_and_go() throws Exception {
        Route route = http();
        edge.publish(route);
        Replica present = replica("r0");
        edge.serve(route.id(), List.of(present.server()));
        KeepAliveClient idle = client(route);
        assertThat(idle.get("/")).isEqualTo("r0");

        Load load = new Load(route, 8);
        for (int round = 1; round <= 6; round++) {
            Route other = http();
            edge.publish(other);
            Replica next = replica("r" + round);
            edge.serve(route.id(), List.of(next.server()));
            assertThat(edge.drain(route.id(), present.name, Duration.ofSeconds(5)))
                    .isTrue();
            present.close();
            present = next;
            load.waitForMore(100);
            edge.withdraw(other.id(), Duration.ofSeconds(1));
        }
        // Open since before the first reload: its worker was replaced twelve times, and its server is long gone.
        assertThat(idle.get("/")).isEqualTo("r6");
        assertThat(idle.get("/from")).isEqualTo("[127.0.0.1]");
        load.end();
        report("%d requests over 12 reloads: %d failed".formatted(load.answered.get(), load.failures.size()));
        assertThat(load.failures).isEmpty();
    }

    @Test
    void ports_that_are_asked_for_together_share_a_reload() throws Exception {
        List<Route> routes = routes(40);
        long begin = System.nanoTime();
        all(routes.stream().map(route -> (Callable<Void>) () -> {
            edge.publish(route);
            return null;
        }));
        report("40 ports asked for at once: %.0f ms".formatted((System.nanoTime() - begin) / 1e6));
        Replica first = replica("first");
        for (Route route : routes) {
            edge.serve(route.id(), List.of(first.server()));
            assertThat(client(route).get("/")).isEqualTo("first");
        }
    }

    @Test
    void rebuilds_three_hundred_routes() throws Exception {
        Replica first = replica("first");
        Replica second = replica("second");
        List<Route> routes = routes(300);
        List<Edge.RouteState> states = routes.stream()
                .map(route -> new Edge.RouteState(route, List.of(first.server(), second.server())))
                .toList();
        timed("rebuild of a running proxy to 300 new routes", () -> edge.rebuild(states));
        timed("rebuild of 300 routes that are as they should be", () -> edge.rebuild(states));
        edge.stop();
        timed("rebuild of 300 routes from nothing", () -> edge.rebuild(states));
        timed("publish of one more port", () -> edge.publish(http()));
        timed("switch of one of 300", () -> edge.serve(routes.get(7).id(), List.of(second.server())));
        for (int each = 0; each < 300; each += 50) {
            assertThat(client(routes.get(each)).get("/")).isIn("first", "second");
        }
        assertThat(client(routes.get(7)).get("/")).isEqualTo("second");
    }

    private static void timed(String what, Runnable work) {
        long begin = System.nanoTime();
        work.run();
        report("%s: %.0f ms".formatted(what, (System.nanoTime() - begin) / 1e6));
    }

    private static void report(String line) {
        System.out.println("edge: " + line);
    }

    private <T> void all(java.util.stream.Stream<Callable<T>> work) throws Exception {
        for (Future<T> one : threads.invokeAll(work.toList())) {
            one.get();
        }
    }

    /** Clients that keep asking over kept connections, and what went wrong for them. */
    private final class Load {
        private final AtomicBoolean going = new AtomicBoolean(true);
        private final AtomicInteger answered = new AtomicInteger();
        private final List<String> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        private final List<Future<?>> clients = new ArrayList<>();

        private Load(Route route, int number) {
            loads.add(this);
            for (int each = 0; each < number; each++) {
                String method = each % 2 == 0 ? "GET" : "POST";
                clients.add(threads.submit(() -> {
                    KeepAliveClient client = client(route);
                    while (going.get()) {
                        try {
                            client.request(method, "/");
                            answered.incrementAndGet();
                        } catch (IOException failure) {
                            failures.add(method + ": " + failure);
                            client.close();
                        }
                        Thread.sleep(1);
                    }
                    return null;
                }));
            }
        }

        private void waitForMore(int requests) throws InterruptedException {
            int wanted = answered.get() + requests;
            for (int tries = 0; answered.get() < wanted; tries++) {
                assertThat(tries).as("requests are answered").isLessThan(10_000);
                Thread.sleep(2);
            }
        }

        private void end() throws Exception {
            going.set(false);
            for (Future<?> client : clients) {
                client.get();
            }
        }
    }

    private static List<Route> routes(int number) {
        return Stream.generate(OneProxy::http).limit(number).toList();
    }
}

package io.binome.drivers.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.binome.edge.Edge;
import io.binome.edge.EdgeProblem;
import io.binome.edge.Route;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RouteId;
import io.binome.kernel.SiteId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("edge")
class HaproxyEdgeTest {
    private Path folder;
    private HaproxyEdge edge;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Load> loads = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeAll
    static void haproxyIsThere() {
        boolean there = List.of("/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/usr/bin/haproxy").stream()
                .anyMatch(program -> Files.isExecutable(Path.of(program)));
        assertThat(there || System.getenv("CI") == null)
                .as("HAProxy is installed")
                .isTrue();
        assumeTrue(there, "HAProxy is not installed");
    }

    @BeforeEach
    void start() throws IOException {
        folder = Files.createTempDirectory("edge");
        edge = new HaproxyEdge(HaproxySettings.inFolder(folder));
        edge.rebuild(List.of());
    }

    @AfterEach
    void stop() throws Exception {
        loads.forEach(load -> load.going.set(false));
        edge.stop();
        for (AutoCloseable one : open) {
            one.close();
        }
        threads.close();
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    @Test
    void serves_what_is_published_and_says_so_when_nothing_is_behind_it() throws Exception {
        Route route = http();
        edge.publish(route);
        assertThatThrownBy(() -> client(route).get("/"))
                .hasMessageContaining("503")
                .hasMessageContaining("no running replica");

        Replica first = replica("first");
        edge.serve(route.id(), List.of(first.server()));
        assertThat(client(route).get("/")).isEqualTo("first");
        assertThat(client(route).get("/from")).isEqualTo("[127.0.0.1]");

        edge.withdraw(route.id(), Duration.ofSeconds(1));
        assertThatThrownBy(() -> client(route).get("/")).isInstanceOf(IOException.class);
        assertThat(edge.available(route.hostPort())).isTrue();
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
    void a_slow_request_ends_where_it_began() throws Exception {
        Route route = http();
        edge.publish(route);
        Replica before = replica("before");
        Replica after = replica("after");
        edge.serve(route.id(), List.of(before.server()));
        Future<String> slow = threads.submit(() -> client(route).get("/slow"));
        before.slowArrived.await();

        edge.serve(route.id(), List.of(after.server()));
        assertThat(client(route).get("/")).isEqualTo("after");
        CompletableFuture<Boolean> drained =
                CompletableFuture.supplyAsync(() -> edge.drain(route.id(), "before", Duration.ofSeconds(20)), threads);
        // A reload in between changes nothing for it.
        edge.publish(http());
        edge.publish(http());
        assertThat(drained).isNotDone();
        before.slowReleased.countDown();
        assertThat(slow.get()).isEqualTo("before");
        assertThat(drained.get()).isTrue();
    }

    @Test
    void what_is_not_finished_in_time_is_ended_and_said() throws Exception {
        Route route = http();
        edge.publish(route);
        Replica before = replica("before");
        edge.serve(route.id(), List.of(before.server()));
        Future<String> slow = threads.submit(() -> client(route).get("/slow"));
        before.slowArrived.await();
        edge.publish(http());

        edge.serve(route.id(), List.of(replica("after").server()));
        assertThat(edge.drain(route.id(), "before", Duration.ofMillis(100))).isFalse();
        assertThatThrownBy(() -> slow.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void connections_stay_where_they_are_and_new_ones_go_to_the_new_server() throws Exception {
        Route route = route(Route.Mode.TCP);
        edge.publish(route);
        try (Socket refused = connect(route)) {
            assertThat(refused.getInputStream().read()).isEqualTo(-1);
        }
        Edge.Server before = echo('a');
        Edge.Server after = echo('b');
        edge.serve(route.id(), List.of(before));
        try (Socket old = connect(route)) {
            assertThat(ask(old)).isEqualTo('a');
            edge.serve(route.id(), List.of(after));
            edge.publish(http());
            try (Socket fresh = connect(route)) {
                assertThat(ask(fresh)).isEqualTo('b');
            }
            assertThat(ask(old)).isEqualTo('a');
            assertThat(edge.drain(route.id(), before.name(), Duration.ofMillis(100)))
                    .isFalse();
            assertThat(ended(old)).isTrue();
        }
    }

    @Test
    void a_master_that_answers_nobody_replaces_itself_and_cuts_nobody() throws Exception {
        Route route = http();
        edge.publish(route);
        Replica replica = replica("r");
        edge.serve(route.id(), List.of(replica.server()));
        KeepAliveClient open = client(route);
        assertThat(open.get("/")).isEqualTo("r");
        // It takes ten connections at a time: with these nobody else is answered, and callers wait to be connected.
        List<SocketChannel> taken = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(folder.resolve("master.sock")));
            channel.write(ByteBuffer.wrap("prompt\n".getBytes(StandardCharsets.UTF_8)));
            taken.add(channel);
        }
        Route other = http();
        edge.publish(other);
        assertThat(open.get("/")).isEqualTo("r");
        for (SocketChannel channel : taken) {
            channel.close();
        }
    }

    @Test
    void a_killed_proxy_is_rebuilt() throws Exception {
        Route route = http();
        edge.publish(route);
        Replica first = replica("first");
        edge.serve(route.id(), List.of(first.server()));
        ProcessHandle master = ProcessHandle.of(Long.parseLong(
                        Files.readString(folder.resolve("haproxy.pid")).strip()))
                .orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(master.descendants().toList());
        all.add(master);
        for (ProcessHandle process : all) {
            process.destroyForcibly();
            process.onExit().get();
        }
        assertThat(edge.healthy()).isFalse();
        assertThatThrownBy(() -> edge.publish(http())).isInstanceOf(Edge.EdgeUnavailable.class);

        edge.rebuild(List.of(new Edge.RouteState(route, List.of(first.server()))));
        assertThat(edge.healthy()).isTrue();
        assertThat(client(route).get("/")).isEqualTo("first");
    }

    @Test
    void a_new_server_process_takes_over_the_running_proxy_without_cutting_a_connection() throws Exception {
        Route stays = route(Route.Mode.TCP);
        Route goes = http();
        edge.publish(stays);
        edge.publish(goes);
        Edge.Server before = echo('a');
        Edge.Server after = echo('b');
        edge.serve(stays.id(), List.of(before));
        try (Socket old = connect(stays)) {
            assertThat(ask(old)).isEqualTo('a');
            String processId = Files.readString(folder.resolve("haproxy.pid"));

            HaproxyEdge next = new HaproxyEdge(HaproxySettings.inFolder(folder));
            Route comes = http();
            next.publish(comes);
            next.rebuild(List.of(new Edge.RouteState(stays, List.of(after)), new Edge.RouteState(comes, List.of())));
            assertThat(ask(old)).isEqualTo('a');
            try (Socket fresh = connect(stays)) {
                assertThat(ask(fresh)).isEqualTo('b');
            }
            assertThat(Files.readString(folder.resolve("haproxy.pid"))).isEqualTo(processId);
            assertThatThrownBy(() -> connect(goes)).isInstanceOf(IOException.class);
            assertThat(next.drain(stays.id(), before.name(), Duration.ofMillis(50)))
                    .isFalse();
        }
    }

    @Test
    void a_port_of_another_process_is_taken() throws Exception {
        try (ServerSocket foreign = new ServerSocket()) {
            foreign.bind(new InetSocketAddress("127.0.0.1", 0));
            Route route = route(Route.Mode.HTTP, foreign.getLocalPort());
            assertThat(edge.available(foreign.getLocalPort())).isFalse();
            assertThatThrownBy(() -> edge.publish(route))
                    .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.problem())
                            .isEqualTo(new EdgeProblem.PortTaken(foreign.getLocalPort())));

            // The others are served all the same.
            Route other = http();
            Replica first = replica("first");
            edge.rebuild(List.of(
                    new Edge.RouteState(route, List.of()), new Edge.RouteState(other, List.of(first.server()))));
            assertThat(client(other).get("/")).isEqualTo("first");
        }
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

    private Replica replica(String name) throws IOException {
        Replica replica = new Replica(name);
        open.add(replica);
        return replica;
    }

    private KeepAliveClient client(Route route) {
        KeepAliveClient client = new KeepAliveClient(route.hostPort());
        synchronized (open) {
            open.add(client);
        }
        return client;
    }

    /** A server that answers each byte with its own letter. */
    private Edge.Server echo(char letter) throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(new InetSocketAddress("127.0.0.1", 0));
        open.add(server);
        threads.submit(() -> {
            while (true) {
                Socket socket = server.accept();
                threads.submit(() -> {
                    try (socket) {
                        while (socket.getInputStream().read() >= 0) {
                            socket.getOutputStream().write(letter);
                        }
                    }
                    return null;
                });
            }
        });
        return new Edge.Server("echo-" + letter, "127.0.0.1", server.getLocalPort());
    }

    private static Socket connect(Route route) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress("127.0.0.1", route.hostPort()), 2_000);
        return socket;
    }

    private static int ask(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        out.write('?');
        return in.read();
    }

    private static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    private static List<Route> routes(int number) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        List<Route> routes = new ArrayList<>();
        for (int each = 0; each < number; each++) {
            ServerSocket free = new ServerSocket();
            free.bind(new InetSocketAddress("127.0.0.1", 0));
            held.add(free);
            routes.add(route(Route.Mode.HTTP, free.getLocalPort()));
        }
        for (ServerSocket each : held) {
            each.close();
        }
        return routes;
    }

    private static Route http() {
        return route(Route.Mode.HTTP);
    }

    private static Route route(Route.Mode mode) {
        try (ServerSocket free = new ServerSocket()) {
            free.bind(new InetSocketAddress("127.0.0.1", 0));
            return route(mode, free.getLocalPort());
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static Route route(Route.Mode mode, int port) {
        return new Route(
                new RouteId(UUID.randomUUID()),
                new TenantId(UUID.randomUUID()),
                new SiteId(UUID.randomUUID()),
                new StackId(UUID.randomUUID()),
                "web",
                80,
                mode,
                port);
    }
}

package io.binome.drivers.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.edge.Edge;
import io.binome.edge.EdgeProblem;
import io.binome.edge.Route;
import io.binome.kernel.ProblemException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class HaproxyEdgeTest extends OneProxy {
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
    void what_went_through_a_route_is_counted_over_reloads() throws Exception {
        Route route = http();
        edge.publish(route);
        edge.serve(route.id(), List.of(replica("counted").server()));
        for (int i = 0; i < 7; i++) {
            assertThat(client(route).get("/")).isEqualTo("counted");
        }
        assertThat(edge.counts()).singleElement().satisfies(count -> {
            assertThat(count.route()).isEqualTo(route.id());
            assertThat(count.requests()).isEqualTo(7);
            assertThat(count.sentBytes()).isGreaterThan(7 * "counted".length()).isLessThan(7 * 400);
            assertThat(count.receivedBytes()).isPositive();
        });
        assertThat(client(route).get("/")).isEqualTo("counted");
        Route other = route(Route.Mode.TCP);
        edge.publish(other);
        edge.serve(other.id(), List.of(echo('x')));
        assertThat(client(route).get("/")).isEqualTo("counted");
        try (Socket one = connect(other)) {
            assertThat(ask(one)).isEqualTo('x');
        }
        edge.publish(http());
        var counted = edge.counts();
        assertThat(counted.stream().map(Edge.RouteCount::identity)).doesNotHaveDuplicates();
        assertThat(counted.stream()
                        .filter(count -> count.route().equals(route.id()))
                        .mapToLong(Edge.RouteCount::requests)
                        .sum())
                .isEqualTo(9);
        assertThat(counted.stream()
                        .filter(count -> count.route().equals(other.id()))
                        .mapToLong(Edge.RouteCount::requests)
                        .sum())
                .isEqualTo(1);
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
        assertThatThrownBy(() -> slow.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
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
}

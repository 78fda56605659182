package io.binome.drivers.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.edge.Edge;
import io.binome.edge.Route;
import io.binome.kernel.RouteId;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HaproxyConfigurationTest {
    private static final Edge.Server ONE = new Edge.Server("one", "10.0.0.1", 8080);
    private static final Edge.Server TWO = new Edge.Server("two", "fd00:0:0:0:0:0:0:2", 8081);
    private static final HaproxyConfiguration CONFIGURATION =
            new HaproxyConfiguration(HaproxySettings.inFolder(Path.of("/var/lib/edge")), 1_000, "haproxy");

    private static Proxy proxy(Route.Mode mode, int port, Edge.Server... servers) {
        return new Proxy(new RouteId(new UUID(7, port)), mode, port, List.of(servers));
    }

    @Test
    void reads_back_what_it_wrote() {
        List<Proxy> proxies = List.of(
                proxy(Route.Mode.HTTP, 20_000, ONE, TWO),
                proxy(Route.Mode.TCP, 20_001),
                proxy(Route.Mode.TCP, 20_002, TWO));
        assertThat(HaproxyConfiguration.parse(CONFIGURATION.render(proxies))).isEqualTo(proxies);
        assertThat(HaproxyConfiguration.parse(CONFIGURATION.render(List.of()))).isEmpty();
    }

    @Test
    void servers_are_no_reason_for_a_reload_and_ports_are() {
        String none = CONFIGURATION.render(List.of(proxy(Route.Mode.HTTP, 20_000)));
        String some = CONFIGURATION.render(List.of(proxy(Route.Mode.HTTP, 20_000, ONE, TWO)));
        String other = CONFIGURATION.render(List.of(proxy(Route.Mode.HTTP, 20_001)));
        assertThat(HaproxyConfiguration.withoutServers(some)).isEqualTo(HaproxyConfiguration.withoutServers(none));
        assertThat(HaproxyConfiguration.withoutServers(other)).isNotEqualTo(HaproxyConfiguration.withoutServers(none));
    }

    @Test
    void nothing_from_outside_becomes_configuration() {
        for (Edge.Server server : List.of(
                new Edge.Server("one\n    bind *:1", "10.0.0.1", 1),
                new Edge.Server("one", "10.0.0.1:1 check\n", 1),
                new Edge.Server("one", "unix@/x", 1),
                new Edge.Server("one; shutdown", "10.0.0.1", 1))) {
            assertThatThrownBy(() -> proxy(Route.Mode.HTTP, 20_000, server))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> HaproxySettings.inFolder(Path.of("/a b"))).hasMessageContaining("space");
        assertThatThrownBy(() -> HaproxySettings.inFolder(Path.of("/" + "a".repeat(100))))
                .hasMessageContaining("shorter BINOME_HOME");
    }

    @Test
    void new_servers_come_before_old_ones_go() {
        assertThat(Worker.commands(
                        "http-1", List.of(new Worker.KnownServer("old", "10.0.0.9", 80, true)), List.of(ONE)))
                .containsExactly(
                        "add server http-1/one 10.0.0.1:8080",
                        "enable server http-1/one",
                        "set server http-1/old state drain");
        assertThat(Worker.commands(
                        "http-1", List.of(new Worker.KnownServer("one", "10.0.0.1", 8080, true)), List.of(ONE)))
                .isEmpty();
        assertThat(Worker.commands(
                        "http-1",
                        List.of(
                                new Worker.KnownServer("one", "10.0.0.7", 8080, false),
                                new Worker.KnownServer("gone", "10.0.0.8", 80, false)),
                        List.of(ONE)))
                .containsExactly("set server http-1/one addr 10.0.0.1 port 8080", "set server http-1/one state ready");
    }
}

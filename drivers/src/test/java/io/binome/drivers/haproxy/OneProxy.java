package io.binome.drivers.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.binome.edge.Edge;
import io.binome.edge.Route;
import io.binome.kernel.RouteId;
import io.binome.kernel.SiteId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.testing.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** A proxy of a test's own, with servers behind it and clients in front. */
@Tag("edge")
abstract class OneProxy {
    Path folder;
    HaproxyEdge edge;
    private final List<AutoCloseable> open = new ArrayList<>();
    final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

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
        beforeItStops();
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

    /** What still asks when a test ends is to end before the proxy does. */
    void beforeItStops() {}

    Replica replica(String name) throws IOException {
        Replica replica = new Replica(name);
        open.add(replica);
        return replica;
    }

    KeepAliveClient client(Route route) {
        KeepAliveClient client = new KeepAliveClient(route.hostPort());
        synchronized (open) {
            open.add(client);
        }
        return client;
    }

    /** A server that answers each byte with its own letter. */
    Edge.Server echo(char letter) throws IOException {
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

    static Socket connect(Route route) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress("127.0.0.1", route.hostPort()), 30_000);
        return socket;
    }

    static int ask(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        out.write('?');
        return in.read();
    }

    static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    static Route http() {
        return route(Route.Mode.HTTP);
    }

    static Route route(Route.Mode mode) {
        return route(mode, Ports.free());
    }

    static Route route(Route.Mode mode, int port) {
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

package io.binome.acceptance;

import io.binome.drivers.docker.TestDocker;
import io.binome.kernel.Sha256;
import io.binome.sites.HostEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The real server in a process of its own, with a home, a port and a loopback address for its edge of its own, so that
 * it shares nothing with other servers of this machine but the Docker Engine.
 */
final class RunningServer implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String OWNER_PASSWORD = "owner of the acceptance tests";

    private static @Nullable RunningServer shared;

    private final TestDocker docker;
    private final Path home;
    private final int port;
    private final String edge;
    private final List<String> tenants = new ArrayList<>();
    private @Nullable Process process;
    private @Nullable ApiClient owner;

    private RunningServer(TestDocker docker, Path home, int port) {
        this.docker = docker;
        this.home = home;
        this.port = port;
        this.edge = "127." + (64 + ProcessHandle.current().pid() % 64) + "."
                + (ProcessHandle.current().pid() / 64) % 250 + "." + (1 + NUMBER.incrementAndGet());
    }

    /** One server for all tests that do it no harm. */
    static synchronized RunningServer shared() {
        if (shared == null) {
            RunningServer started = start(TestDocker.shared());
            java.lang.Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            shared = started;
        }
        return shared;
    }

    static RunningServer start(TestDocker docker) {
        RunningServer server = startUntouched(docker);
        server.nameOwner();
        return server;
    }

    /** As it is after its first start: nobody has signed in. */
    static RunningServer startUntouched(TestDocker docker) {
        try {
            RunningServer server =
                    new RunningServer(docker, Files.createTempDirectory(Path.of("/tmp"), "bna"), freePort());
            server.start();
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** On a home that was made from a backup, where people are as they were. */
    static RunningServer startRestored(TestDocker docker, Path home) {
        try {
            RunningServer server = new RunningServer(docker, home, freePort());
            server.start();
            server.owner = server.api(server.anonymous()
                    .post("/sign-in", Map.of("email", "owner@localhost", "password", OWNER_PASSWORD))
                    .path("secret")
                    .asString());
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    Path home() {
        return home;
    }

    TestDocker docker() {
        return docker;
    }

    /** For the docker command. */
    Map<String, String> dockerEnvironment() {
        return Map.of("DOCKER_HOST", dockerHost());
    }

    private String dockerHost() {
        return switch (docker.endpoint()) {
            case HostEndpoint.UnixSocket socket -> "unix://" + socket.path();
            case HostEndpoint.Tcp tcp -> "tcp://" + tcp.address() + ":" + tcp.port();
        };
    }

    ApiClient api(String token) {
        return new ApiClient(address(), token);
    }

    ApiClient anonymous() {
        return new ApiClient(address(), null);
    }

    /** The provider's owner. */
    ApiClient owner() {
        if (owner == null) {
            throw new IllegalStateException("The server has not started");
        }
        return owner;
    }

    synchronized void start() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.binome.server.BinomeServer",
                "--binome.home=" + home,
                "--binome.port=" + port,
                "--binome.docker.host=" + dockerHost(),
                "--binome.docker.network-pool=" + docker.settings().networkPool(),
                "--binome.edge.address=" + edge));
        try {
            Files.createDirectories(home.resolve("logs"));
            Files.deleteIfExists(addressFile());
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Process started = process;
        Await.until("the server to answer; its log is " + log(), READY_WITHIN, () -> {
            if (!started.isAlive()) {
                throw new AssertionError("The server ended with " + started.exitValue() + ":\n" + tail());
            }
            return Files.exists(addressFile());
        });
    }

    private Path addressFile() {
        return home.resolve("run").resolve("server.address");
    }

    private Path log() {
        return home.resolve("logs").resolve("server.log");
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    /** As the kernel would: no word to anybody. Waits until the process is gone. */
    synchronized void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.onExit().join();
            process = null;
        }
    }

    /** As an administrator would. */
    synchronized void stop() {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroy();
        try {
            if (!running.waitFor(60, TimeUnit.SECONDS)) {
                running.destroyForcibly();
                throw new AssertionError("The server has not stopped within 60 s of being asked to");
            }
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
        process = null;
    }

    private void nameOwner() {
        List<String> first;
        try {
            first = Files.readAllLines(home.resolve("first-password"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        String secret = anonymous()
                .post(
                        "/sign-in",
                        Map.of("email", first.get(0), "password", first.get(1), "newPassword", OWNER_PASSWORD))
                .path("secret")
                .asString();
        owner = api(secret);
    }

    /** A tenant of its own for a test, with people. */
    Company company() {
        String name = "company-" + (tenants.size() + 1);
        String id = owner().post("/tenants", Map.of("name", name, "firstLead", Company.lead(name)))
                .path("tenant")
                .path("id")
                .asString();
        tenants.add(id);
        return new Company(this, name, id);
    }

    /** As a fire would: the processes, the home, the database. What Docker has goes with its engine. */
    synchronized void loseMachine() {
        kill();
        Path database = databaseFolder();
        Path pid = database.resolve("postgres").resolve("data").resolve("postmaster.pid");
        try {
            if (Files.exists(pid)) {
                ProcessHandle.of(Long.parseLong(
                                Files.readAllLines(pid).getFirst().strip()))
                        .ifPresent(postgres -> {
                            postgres.destroyForcibly();
                            postgres.onExit().join();
                        });
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        close();
    }

    /** Ends everything that this server has started, and removes what it kept. */
    @Override
    public synchronized void close() {
        try {
            stop();
        } finally {
            endEdge();
            if (docker.endpoint() instanceof HostEndpoint.UnixSocket && !docker.own()) {
                tenants.forEach(this::removeFromDocker);
            }
            Tool.run(
                    Path.of("/"),
                    Map.of(),
                    List.of("rm", "-rf", home.toString(), databaseFolder().toString()));
        }
    }

    /** Where the server keeps the embedded database when root has started it. */
    private Path databaseFolder() {
        return Path.of("/var/lib/binome", Sha256.hex(home.toString()).substring(0, 16));
    }

    private void endEdge() {
        Path file = home.resolve("edge").resolve("haproxy.pid");
        try {
            if (Files.exists(file)) {
                for (String pid : Files.readAllLines(file)) {
                    ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroy);
                }
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private void removeFromDocker(String tenant) {
        String filter = "label=io.binome.tenant=" + tenant;
        removeAll(List.of("ps", "-aq", "--filter", filter), List.of("rm", "-f"));
        removeAll(List.of("network", "ls", "-q", "--filter", filter), List.of("network", "rm"));
        removeAll(List.of("volume", "ls", "-q", "--filter", filter), List.of("volume", "rm"));
    }

    private void removeAll(List<String> list, List<String> remove) {
        List<String> found = docker(list).output().lines().toList();
        if (!found.isEmpty()) {
            List<String> all = new ArrayList<>(remove);
            all.addAll(found);
            docker(all);
        }
    }

    Tool.Ended docker(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(arguments);
        return Tool.run(Path.of("/"), dockerEnvironment(), command);
    }
}

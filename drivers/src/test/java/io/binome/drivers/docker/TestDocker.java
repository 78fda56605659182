package io.binome.drivers.docker;

import io.binome.sites.HostEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A Docker Engine for tests: the one that answers at {@code DOCKER_HOST} or the usual socket, else a private one.
 *
 * <p>A private engine runs in a network namespace of its own, so that several of them, and several test runs at once, do
 * not fight over packet filters, bridge names and addresses. This process reaches its containers by a route. It ends,
 * and takes its data along, when the process that started it ends in whatever way.
 */
public final class TestDocker implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    /** Ends with its input: the kernel closes that when the test process is gone. */
    private static final String KEEPER = """
            exec 3<&0
            "$@" < /dev/null &
            engine=$!
            trap 'kill $engine 2> /dev/null' TERM
            (cat <&3 > /dev/null; kill $engine 2> /dev/null) &
            wait $engine
            """;

    private static @Nullable TestDocker shared;

    private final HostEndpoint endpoint;
    private final DockerSettings settings;
    private final @Nullable Private own;
    private @Nullable Process keeper;

    private TestDocker(HostEndpoint endpoint, DockerSettings settings, @Nullable Private own) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.own = own;
    }

    /** @param around what starts {@code dockerd}: a command that becomes the one behind it */
    private record Private(Path folder, String namespace, int slot, List<String> around, List<String> arguments) {
        String socket() {
            return folder.resolve("docker.sock").toString();
        }

        /** Of the engine's machine, as this process sees it. */
        String address() {
            return "198.18." + slot + ".2";
        }
    }

    /** One engine for all tests of this process. */
    public static synchronized TestDocker shared() {
        if (shared == null) {
            shared = answering();
            if (shared == null) {
                TestDocker started = start(List.of());
                java.lang.Runtime.getRuntime().addShutdownHook(new Thread(started::close));
                shared = started;
            }
        }
        return shared;
    }

    /** An engine of one's own, to be stopped and started; to be closed. {@code arguments} are dockerd's. */
    public static TestDocker start(List<String> arguments) {
        return start(address -> arguments);
    }

    /** @param arguments dockerd's, from the address of the engine's machine */
    public static TestDocker start(Function<String, List<String>> arguments) {
        return start(_ -> List.of(), arguments);
    }

    /** @param around what starts dockerd, from the name of its network namespace */
    static TestDocker start(Function<String, List<String>> around, Function<String, List<String>> arguments) {
        try {
            Path folder = Files.createTempDirectory(Path.of("/tmp"), "bdk");
            for (int slot = 100; slot < 250; slot++) {
                String namespace = "binome-test-" + slot;
                if (run("ip", "netns", "add", namespace) == 0) {
                    Private own = new Private(
                            folder, namespace, slot, around.apply(namespace), arguments.apply("198.18." + slot + ".2"));
                    connect(own);
                    TestDocker docker = new TestDocker(
                            new HostEndpoint.UnixSocket(own.socket()),
                            DockerSettings.defaults().withNetworkPool("10." + slot + ".0.0/16"),
                            own);
                    docker.startEngine();
                    return docker;
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        throw new IllegalStateException("No Docker Engine answers, and none can be started: that takes root, dockerd,"
                + " iproute2 and nftables (on Debian: apt-get install docker.io iproute2 nftables)");
    }

    private static @Nullable TestDocker answering() {
        String variable = System.getenv("DOCKER_HOST");
        String path = variable != null && variable.startsWith("unix://")
                ? variable.substring("unix://".length())
                : "/var/run/docker.sock";
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return channel.isConnected()
                    ? new TestDocker(new HostEndpoint.UnixSocket(path), DockerSettings.defaults(), null)
                    : null;
        } catch (IOException nobodyThere) {
            return null;
        }
    }

    public HostEndpoint endpoint() {
        return endpoint;
    }

    public DockerSettings settings() {
        return settings;
    }

    /** Whether this engine may be stopped and started by a test. */
    public boolean own() {
        return own != null;
    }

    /** Where the engine's machine is reached from here; only for a private one. */
    public String address() {
        return required().address();
    }

    /** This process's address on the network that the engine's machine is on; only for a private one. */
    public String neighbour() {
        return "198.18." + required().slot() + ".1";
    }

    /** Of the network of the engine's machine; only for a private one. */
    String namespace() {
        return required().namespace();
    }

    /** The engine itself; only for a private one. */
    long pid() {
        try {
            return Long.parseLong(
                    Files.readString(required().folder().resolve("pid")).strip());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** All that was started for a private engine, and by it. */
    java.util.stream.Stream<ProcessHandle> processes() {
        Process started = keeper;
        return started == null ? java.util.stream.Stream.empty() : started.descendants();
    }

    /** Where a private engine keeps its data. */
    public Path dataFolder() {
        return required().folder().resolve("data");
    }

    /** Runs something in the network of the engine's machine. */
    public Process inHostNetwork(String... command) {
        List<String> all = new ArrayList<>();
        if (own != null) {
            all.addAll(List.of("nsenter", "--net=/run/netns/" + own.namespace()));
        }
        all.addAll(Arrays.asList(command));
        try {
            return new ProcessBuilder(all)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public void startEngine() {
        Private engine = required();
        List<String> command = new ArrayList<>(
                List.of("nsenter", "--net=/run/netns/" + engine.namespace(), "setsid", "sh", "-c", KEEPER, "keeper"));
        command.addAll(engine.around());
        command.addAll(List.of(
                "dockerd",
                "--data-root",
                engine.folder().resolve("data").toString(),
                "--exec-root",
                engine.folder().resolve("exec").toString(),
                "--pidfile",
                engine.folder().resolve("pid").toString(),
                "-H",
                "unix://" + engine.socket(),
                "--bridge=none",
                "--shutdown-timeout=3",
                "--insecure-registry=198.18.0.0/15"));
        command.addAll(engine.arguments());
        try {
            keeper = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            engine.folder().resolve("log").toFile()))
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        try {
            await("the engine to answer", READY_WITHIN, () -> answers() || !keeper.isAlive());
            if (!answers()) {
                throw new IllegalStateException("The engine ended: " + lastWords());
            }
        } catch (AssertionError | RuntimeException failure) {
            close();
            throw failure;
        }
    }

    private String lastWords() {
        try {
            String log = Files.readString(required().folder().resolve("log"));
            return log.substring(Math.max(0, log.length() - 2000));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    /** As an administrator would: the engine stops its containers and ends. */
    public void stopEngine() {
        Process running = keeper;
        if (running != null) {
            try {
                running.getOutputStream().close();
                if (!running.waitFor(40, TimeUnit.SECONDS)) {
                    running.destroyForcibly();
                }
            } catch (IOException | InterruptedException failure) {
                throw new IllegalStateException(failure);
            }
            keeper = null;
        }
    }

    /** {@code STOP} or {@code CONT}: the engine keeps its connections and says nothing. */
    public void signalEngine(String signal) {
        String pid = Long.toString(pid());
        if (run("kill", "-" + signal, pid) != 0) {
            throw new IllegalStateException("kill -" + signal + " " + pid + " failed");
        }
    }

    /** Runs a command and waits for it; its exit code. */
    public static int run(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException missing) {
            return 127;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Waits for a state. */
    public static void await(String state, Duration atMost, BooleanSupplier reached) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Waited " + atMost.toSeconds() + " s in vain for " + state);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        }
    }

    private boolean answers() {
        try (var answer = new EngineHttp(endpoint, null).send("GET", "/_ping", Map.of(), null)) {
            return answer.ok();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void connect(Private own) {
        String outside = "bdk" + own.slot();
        String pool = "10." + own.slot() + ".0.0/16";
        List<List<String>> commands = List.of(
                List.of("ip", "link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", own.namespace()),
                List.of("ip", "addr", "add", "198.18." + own.slot() + ".1/30", "dev", outside),
                List.of("ip", "link", "set", outside, "up"),
                List.of("ip", "route", "add", pool, "via", own.address()),
                List.of("ip", "-n", own.namespace(), "addr", "add", own.address() + "/30", "dev", "eth0"),
                List.of("ip", "-n", own.namespace(), "link", "set", "eth0", "up"),
                List.of("ip", "-n", own.namespace(), "link", "set", "lo", "up"),
                // Forwarding before the engine starts, else it closes the way from here to its containers.
                List.of("nsenter", "--net=/run/netns/" + own.namespace(), "sysctl", "-qw", "net.ipv4.ip_forward=1"));
        for (List<String> command : commands) {
            if (run(command.toArray(String[]::new)) != 0) {
                throw new IllegalStateException("Could not make a network for a test's engine: " + command);
            }
        }
    }

    /** An engine leaves some of its mounts behind. */
    private void unmountAll() {
        try (var mounts = Files.lines(Path.of("/proc/self/mounts"))) {
            mounts.map(line -> line.split(" ")[1])
                    .filter(place -> place.startsWith(required().folder() + "/"))
                    .sorted(java.util.Comparator.reverseOrder())
                    .forEach(place -> run("umount", "-l", place));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Private required() {
        if (own == null) {
            throw new IllegalStateException("This engine is not the test's own");
        }
        return own;
    }

    @Override
    public void close() {
        if (own == null) {
            return;
        }
        stopEngine();
        run("ip", "-n", own.namespace(), "link", "del", "eth0");
        run("ip", "netns", "del", own.namespace());
        unmountAll();
        run("rm", "-rf", "--one-file-system", own.folder().toString());
    }
}

package io.binome.bench;

import io.binome.kernel.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server with a home, a port and a loopback address of its own, started and stopped by the launcher as its users do
 * it. It shares nothing with other servers of this machine but the Docker Engine.
 */
final class MeasuredServer implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(120);

    private static final int RUNS_MEMORY_MEGABYTES = 4_096;

    private final Path launcher;
    private final Path home;
    private final int port;
    private final Map<String, String> environment;
    private volatile @Nullable Process process;
    private volatile boolean left;

    MeasuredServer(Path launcher) throws IOException {
        this.launcher = launcher;
        this.home = Files.createTempDirectory("binome-bench");
        this.port = freePort();
        long process = ProcessHandle.current().pid();
        Map<String, String> variables = new HashMap<>();
        variables.put("BINOME_HOME", home.toString());
        variables.put("BINOME_PORT", Integer.toString(port));
        variables.put("BINOME_EDGE_ADDRESS", "127.70." + process / 250 % 250 + "." + (1 + process % 250));
        variables.put("BINOME_SERVER", address());
        variables.put("BINOME_RUNS_MEMORY", RUNS_MEMORY_MEGABYTES + "MB");
        this.environment = Map.copyOf(variables);
    }

    /** What all runs together may use of this server's machine; a few fit in it at a time, and not all. */
    long runsMemoryBytes() {
        return (long) RUNS_MEMORY_MEGABYTES << 20;
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

    /** For programs that speak to this server. */
    Map<String, String> environment() {
        return environment;
    }

    /**
     * What a start needed.
     *
     * @param readyMillis from the launcher's first instruction to the first answer of the sign-in page
     * @param cpuMillis what the server's process had used of the processors by then, all threads together
     */
    record Started(double readyMillis, double cpuMillis) {}

    Started start() throws IOException, InterruptedException {
        if (left) {
            throw new BenchmarkFailure("The measurement was broken off");
        }
        Path log = Files.createDirectories(home.resolve("logs")).resolve("server.log");
        ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "up")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        HttpRequest page = HttpRequest.newBuilder(URI.create(address() + "/sign-in"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(1))
                .build()) {
            long begun = System.nanoTime();
            Process started = builder.start();
            process = started;
            while (!answers(http, page)) {
                if (!started.isAlive() || Clock.millisSince(begun) > READY_WITHIN.toMillis()) {
                    throw new BenchmarkFailure("The server did not come up: " + lastLines(log));
                }
                Thread.sleep(10);
            }
            return new Started(
                    Clock.millisSince(begun), ServerProcess.of(started.pid()).cpuMillis());
        }
    }

    private static boolean answers(HttpClient http, HttpRequest page) throws InterruptedException {
        try {
            return http.send(page, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String lastLines(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    ServerProcess process() {
        return ServerProcess.of(
                Objects.requireNonNull(process, "The server has not started").pid());
    }

    boolean running() {
        return process != null && process.isAlive();
    }

    /** As {@link #stop}, and it does not start again. */
    void leave() throws InterruptedException {
        left = true;
        stop();
    }

    boolean left() {
        return left;
    }

    void stop() throws InterruptedException {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroy();
        if (!running.waitFor(60, TimeUnit.SECONDS)) {
            running.destroyForcibly().waitFor();
        }
        process = null;
    }

    /** Runs the launcher with these words; what it took. */
    double launcher(Map<String, String> more, String... words) throws InterruptedException {
        String[] command = new String[words.length + 1];
        command[0] = launcher.toString();
        System.arraycopy(words, 0, command, 1, words.length);
        Map<String, String> variables = new HashMap<>(environment);
        variables.putAll(more);
        return Tool.run(home, variables, command).millis();
    }

    /** Ends all that was started and removes all that was kept. */
    @Override
    public void close() throws IOException, InterruptedException {
        stop();
        Path edge = home.resolve("edge").resolve("haproxy.pid");
        if (Files.exists(edge)) {
            for (String pid : Files.readAllLines(edge)) {
                ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroy);
            }
        }
        // Started by root, the server keeps its database there: see EmbeddedPostgresSettings.
        Path database = Path.of("/var/lib/binome", Sha256.hex(home.toString()).substring(0, 16));
        Tool.run(Path.of("/"), Map.of(), "rm", "-rf", home.toString(), database.toString());
    }
}

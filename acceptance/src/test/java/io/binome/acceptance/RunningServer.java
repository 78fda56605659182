package io.binome.acceptance;

import io.binome.drivers.docker.TestDocker;
import io.binome.kernel.Sha256;
import io.binome.sites.HostEndpoint;
import io.binome.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The real server in a process of its own, with a home, a port and a loopback address for its edge of its own, so that
 * it shares nothing with other servers of this machine but the Docker Engine.
 */
final class RunningServer implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(180);
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String OWNER_PASSWORD = "owner of the acceptance tests";

    private static @Nullable RunningServer shared;

    private final TestDocker docker;
    private final Map<String, String> environment;
    private final Path home;
    private final int port;
    private final String edge;
    private final List<String> tenants = new ArrayList<>();
    private @Nullable Process process;
    private @Nullable ApiClient owner;

    private RunningServer(TestDocker docker, Map<String, String> environment, Path home, int port) {
        this.docker = docker;
        this.environment = environment;
        this.home = home;
        this.port = port;
        this.edge = "127." + (64 + ProcessHandle.current().pid() % 64) + "."
                + (ProcessHandle.current().pid() / 64) % 250 + "." + (1 + NUMBER.incrementAndGet());
    }

    /** One server for all tests that do it no harm. */
    static synchronized RunningServer shared() {
        if (shared == null) {
            RunningServer started = start(TestDocker.shared());
            Scratch.atTheEnd(started::close);
            shared = started;
        }
        return shared;
    }

    static RunningServer start(TestDocker docker) {
        return start(docker, Map.of());
    }

    /** @param environment more variables for its process */
    static RunningServer start(TestDocker docker, Map<String, String> environment) {
        RunningServer server = prepare(docker, environment);
        server.startFirst();
        return server;
    }

    /** As it is after its first start: nobody has signed in, and tenants are offered what Binome offers. */
    static RunningServer startUntouched(TestDocker docker) {
        RunningServer server = prepare(docker, Map.of("BINOME_CONTRACT_OFFER", ""));
        server.start();
        return server;
    }

    /** Its folders have their names; nothing runs yet. */
    static RunningServer prepare(TestDocker docker, Map<String, String> environment) {
        return new RunningServer(docker, environment, Scratch.folder("h"), Ports.free());
    }

    /** On a home that was made from a backup, where people are as they were. */
    static RunningServer startRestored(TestDocker docker, Path home) {
        RunningServer server = new RunningServer(docker, Map.of(), home, Ports.free());
        server.start();
        server.signInOwner("owner@localhost", OWNER_PASSWORD);
        return server;
    }

    /** For the first time, with the provider's owner signed in. */
    void startFirst() {
        try {
            start();
            nameOwner();
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
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
        List<String> command = new ArrayList<>(ServerProgram.command());
        command.addAll(List.of(
                "--binome.home=" + home,
                "--binome.port=" + port,
                "--binome.docker.host=" + dockerHost(),
                "--binome.docker.network-pool=" + docker.settings().networkPool(),
                "--binome.metering.every=1s",
                "--binome.metering.write=2s",
                "--binome.notices.every=10s",
                "--binome.edge.address=" + edge));
        try {
            Files.createDirectories(home.resolve("logs"));
            Files.deleteIfExists(addressFile());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            builder.environment().put("BINOME_CONTRACT_OFFER", offer());
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Process started = process;
        try {
            Await.until("the server to answer", READY_WITHIN, () -> {
                if (!started.isAlive()) {
                    throw new AssertionError("The server ended with " + started.exitValue());
                }
                return Files.exists(addressFile());
            });
        } catch (AssertionError late) {
            // The log goes with the home when this is closed.
            throw new AssertionError(
                    late.getMessage() + ". The end of its log:\n" + tail() + "\n" + threads(started), late);
        }
    }

    private static String threads(Process server) {
        return Tool.run(
                        Path.of("/"),
                        Map.of(),
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "jstack")
                                        .toString(),
                                String.valueOf(server.pid())))
                .output();
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

    /** The provider's owner with a token for git. */
    Company.Person ownerPerson() {
        JsonNode answer = anonymous().post("/sign-in", Map.of("email", "owner@localhost", "password", OWNER_PASSWORD));
        String token = answer.path("secret").asString();
        return new Company.Person(
                "owner@localhost", token, answer.path("token").path("id").asString(), api(token));
    }

    String providerName() {
        return owner().get("/tenants?limit=200")
                .path("items")
                .valueStream()
                .filter(tenant -> tenant.path("provider").asBoolean())
                .findFirst()
                .orElseThrow()
                .path("name")
                .asString();
    }

    /** A working copy of somebody of a repository that is there. */
    GitClient cloned(String tenant, String repository, Company.Person person) {
        String url = person.api()
                .get("/tenants/" + tenant + "/repositories/" + repository)
                .path("cloneUrl")
                .asString();
        GitClient git = GitClient.create(repository, url, person);
        git.git("fetch", "--quiet", "origin");
        return git;
    }

    /** The provider's owner, for a server whose first password somebody else has used up. */
    void signInOwner(String email, String password) {
        owner = api(anonymous()
                .post("/sign-in", Map.of("email", email, "password", password))
                .path("secret")
                .asString());
    }

    /** What tenants are offered in these tests: a peer approves, whatever it is. */
    private static String offer() {
        try {
            return Path.of(Objects.requireNonNull(RunningServer.class.getResource("/offer.yaml"))
                            .toURI())
                    .toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A tenant of its own for a test, with people, whose lead has accepted the contract. */
    Company company() {
        String name = "company-" + (tenants.size() + 1);
        String id = owner().post("/tenants", Map.of("name", name, "firstLead", Company.lead(name)))
                .path("tenant")
                .path("id")
                .asString();
        tenants.add(id);
        Company company = new Company(this, name, id);
        String offered = company.lead()
                .api()
                .get(company.path("/contract"))
                .path("version")
                .path("hash")
                .asString();
        company.lead().api().post(company.path("/contract/accept"), Map.of("hash", offered));
        return company;
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
        Set<String> all = new TreeSet<>(tenants);
        try {
            all.addAll(allTenants());
            stop();
        } finally {
            endWhatOutlives(home);
            if (!docker.own()) {
                all.forEach(this::removeFromDocker);
            }
            Scratch.remove(home);
        }
    }

    /** Also those that somebody else than {@link #company} has made. */
    private List<String> allTenants() {
        ApiClient asked = owner;
        Process running = process;
        if (asked == null || running == null || !running.isAlive()) {
            return List.of();
        }
        try {
            return asked.get("/tenants?limit=200")
                    .path("items")
                    .valueStream()
                    .map(tenant -> tenant.path("id").asString())
                    .toList();
        } catch (ApiClient.Unanswered | AssertionError unwilling) {
            return List.of();
        }
    }

    /** Where the server keeps the embedded database when root has started it. */
    Path databaseFolder() {
        return databaseFolder(home);
    }

    private static Path databaseFolder(Path home) {
        return Path.of("/var/lib/binome", Sha256.hex(home.toString()).substring(0, 16));
    }

    /** Its edge, by design; its database, where the server was killed. */
    static void endWhatOutlives(Path home) {
        Path database = databaseFolder(home);
        end(home.resolve("edge").resolve("haproxy.pid"), Integer.MAX_VALUE);
        end(database.resolve("postgres").resolve("data").resolve("postmaster.pid"), 1);
        Scratch.remove(database);
    }

    /** @param lines how many lines of the file are numbers of processes */
    private static void end(Path pidFile, long lines) {
        try {
            if (Files.exists(pidFile)) {
                Files.readAllLines(pidFile).stream()
                        .limit(lines)
                        .map(String::strip)
                        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                        .forEach(one -> {
                            one.destroy();
                            one.onExit().orTimeout(20, TimeUnit.SECONDS).join();
                        });
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

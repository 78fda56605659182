package io.binome.database.internal;

import io.binome.database.DatabaseSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's processes: initdb, postgres, and pg_ctl to stop it. */
final class ServerProcess {
    static final String SUPERUSER = "postgres";
    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
    private static final Duration INITIALISING = Duration.ofMinutes(2);
    private static final Duration STARTING = Duration.ofMinutes(2);
    private static final long POLL_NANOS = Duration.ofMillis(15).toNanos();
    private static final int PORTS_TRIED = 5;
    private static final String INVALID_PASSWORD = "28P01";

    private final PostgresBinaries binaries;
    private final ServerFolder folder;
    private final ServerUser user;
    private final boolean withoutFsync;

    ServerProcess(PostgresBinaries binaries, ServerFolder folder, ServerUser user, boolean withoutFsync) {
        this.binaries = binaries;
        this.folder = folder;
        this.user = user;
        this.withoutFsync = withoutFsync;
    }

    record Running(long processId, int port) {}

    static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    static Connection connect(DatabaseSettings settings) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", settings.owner());
        properties.setProperty("password", settings.ownerPassword());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "60");
        return DriverManager.getConnection(settings.url(), properties);
    }

    void initialise() throws IOException {
        folder.emptyData();
        Path password = folder.passwordForInitialisation();
        try {
            List<String> command = new ArrayList<>(List.of(
                    binaries.program("initdb"),
                    "--pgdata=" + folder.data(),
                    "--username=" + SUPERUSER,
                    "--auth=scram-sha-256",
                    "--pwfile=" + password,
                    "--encoding=UTF8",
                    "--data-checksums",
                    // Sorts by code point wherever it runs: an upgrade of the C library cannot break an index.
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8"));
            if (withoutFsync) {
                command.add("--no-sync");
            }
            Command.Outcome outcome = Command.run(user.command(command), INITIALISING);
            if (!outcome.succeeded()) {
                throw new IOException("initdb failed: " + outcome.output());
            }
        } finally {
            Files.deleteIfExists(password);
        }
        folder.noteInitialised();
    }

    void requireSameMajorVersion() throws IOException {
        String data = Files.readString(folder.data().resolve("PG_VERSION")).strip();
        String programs = Command.run(List.of(binaries.program("postgres"), "--version"), Duration.ofSeconds(10))
                .output();
        if (!programs.matches(".*\\s" + data + "\\..*")) {
            throw new IOException("The data in " + folder.data() + " was written by PostgreSQL " + data
                    + " and the programs are \"" + programs + "\"; restore a backup into a new folder");
        }
    }

    /** The server that still runs after its JVM was killed, if our password opens it; one that does not answer is stopped. */
    Optional<Running> adopt() throws IOException {
        Path file = folder.data().resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        Optional<Running> candidate = candidate(lines);
        if (candidate.isPresent() && sameServer(candidate.get())) {
            return candidate;
        }
        if (candidate.isPresent() && isOurs(candidate.get().processId())) {
            LOG.warn("The embedded PostgreSQL left running does not answer as it should; it is started anew");
            stop();
        }
        return Optional.empty();
    }

    private Optional<Running> candidate(List<String> lines) {
        try {
            return lines.size() < 4
                    ? Optional.empty()
                    : Optional.of(new Running(
                            Long.parseLong(lines.get(0).strip()),
                            Integer.parseInt(lines.get(3).strip())));
        } catch (NumberFormatException damaged) {
            return Optional.empty();
        }
    }

    /** A process id may have been given to somebody else since. */
    private boolean isOurs(long processId) {
        return ProcessHandle.of(processId)
                .filter(ProcessHandle::isAlive)
                .flatMap(handle -> handle.info().commandLine())
                .filter(line -> line.contains(folder.data().toString()))
                .isPresent();
    }

    private boolean sameServer(Running running) {
        if (!isOurs(running.processId())) {
            return false;
        }
        try (Connection connection = connect(superuserOn(running.port()));
                Statement statement = connection.createStatement()) {
            return folder.data().toString().equals(shown(statement, "data_directory"))
                    && (withoutFsync || "on".equals(shown(statement, "fsync")));
        } catch (SQLException notWell) {
            LOG.warn("The embedded PostgreSQL left running refuses us: {}", notWell.getMessage());
            return false;
        }
    }

    private static String shown(Statement statement, String setting) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SHOW " + setting)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private DatabaseSettings superuserOn(int port) {
        return new DatabaseSettings(url(port, "postgres"), SUPERUSER, folder.superuserPassword());
    }

    Running launch() throws IOException {
        int port = folder.lastPort();
        for (int attempt = 1; ; attempt++) {
            if (port == 0 || !isFree(port)) {
                port = freePort();
            }
            try {
                Running running = launch(port);
                folder.notePort(port);
                return running;
            } catch (PortTakenException taken) {
                if (attempt == PORTS_TRIED) {
                    throw taken;
                }
                port = 0;
            }
        }
    }

    private Running launch(int port) throws IOException {
        List<String> command = new ArrayList<>();
        // A session of its own: Ctrl-C in the terminal is for Binome, which then stops the server in order.
        command.add("setsid");
        command.addAll(user.command(postgres(port)));
        Path log = folder.log();
        long logStart = Files.exists(log) ? Files.size(log) : 0;
        Process process = Command.prepared(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
        long deadline = System.nanoTime() + STARTING.toNanos();
        while (true) {
            if (!process.isAlive()) {
                throw failure(log, logStart, port);
            }
            try (Connection connection = connect(superuserOn(port))) {
                if (connection.isValid(5)) {
                    return new Running(process.pid(), port);
                }
            } catch (SQLException notYet) {
                if (INVALID_PASSWORD.equals(notYet.getSQLState())) {
                    stop();
                    throw new IOException(
                            "The password kept beside " + folder.data() + " does not open it; put the right one back",
                            notYet);
                }
                if (System.nanoTime() > deadline) {
                    process.destroy();
                    throw new IOException(
                            "It has not become ready in " + STARTING.toSeconds() + " s; see " + log, notYet);
                }
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private List<String> postgres(int port) {
        List<String> command = new ArrayList<>(
                List.of(binaries.program("postgres"), "-D", folder.data().toString()));
        List<String> settings = new ArrayList<>(List.of(
                "port=" + port,
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "password_encryption=scram-sha-256",
                "shared_buffers=64MB",
                "max_wal_size=512MB",
                "random_page_cost=1.1",
                "jit=off",
                "timezone=UTC",
                "log_timezone=UTC",
                "log_line_prefix=%m [%p] ",
                "logging_collector=off",
                "log_statement=none",
                "log_min_error_statement=panic",
                "log_parameter_max_length_on_error=0"));
        settings.addAll(
                withoutFsync
                        // Many databases of tests at once, each with its own connections.
                        ? List.of(
                                "max_connections=200",
                                "fsync=off",
                                "synchronous_commit=off",
                                "full_page_writes=off",
                                "autovacuum=off")
                        : List.of("max_connections=60", "fsync=on", "synchronous_commit=on", "full_page_writes=on"));
        for (String setting : settings) {
            command.add("-c");
            command.add(setting);
        }
        return command;
    }

    private IOException failure(Path log, long logStart, int port) throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        int from = (int) Math.min(logStart, bytes.length);
        String said = new String(bytes, from, bytes.length - from, java.nio.charset.StandardCharsets.UTF_8).strip();
        return said.contains("Address already in use")
                ? new PortTakenException("Port " + port + " is taken")
                : new IOException("It ended at once, saying: " + said + " (" + log + ")");
    }

    /** Rolls back what is open and shuts down; if that takes over a minute, leaves the rest to recovery. */
    void stop() throws IOException {
        for (String mode : List.of("fast", "immediate")) {
            Command.Outcome outcome = Command.run(
                    user.command(List.of(
                            binaries.program("pg_ctl"),
                            "stop",
                            "-D",
                            folder.data().toString(),
                            "-m",
                            mode,
                            "-w",
                            "-t",
                            "60")),
                    Duration.ofSeconds(70));
            if (outcome.succeeded() || !Files.exists(folder.data().resolve("postmaster.pid"))) {
                return;
            }
            LOG.warn("Stopping the embedded PostgreSQL ({}): {}", mode, outcome.output());
        }
        throw new IOException("it does not stop; see the log beside " + folder.data());
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static final class PortTakenException extends IOException {
        private static final long serialVersionUID = 1L;

        PortTakenException(String message) {
            super(message);
        }
    }
}

package io.binome.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.ProblemException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The server as production has it: durable, behind passwords, never root, and still there after a kill. */
@Tag("slow")
class EmbeddedPostgresTest {
    private static final Path TOOLS = TestServer.root().resolve("tools");
    private Path home;

    @BeforeEach
    void makeHome() {
        home = TestServer.root().resolve("embedded-" + UUID.randomUUID());
    }

    @AfterEach
    void deleteHome() throws IOException {
        if (Files.exists(home.resolve("data/postmaster.pid"))) {
            EmbeddedPostgres.start(settings()).stop();
        }
        TestServer.delete(home);
    }

    private EmbeddedPostgresSettings settings() {
        return EmbeddedPostgresSettings.durable(TOOLS, home);
    }

    @Test
    void theServerIsDurableAndClosed() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(settings())) {
            assertThat(show(server, "fsync")).isEqualTo("on");
            assertThat(show(server, "synchronous_commit")).isEqualTo("on");
            assertThat(show(server, "full_page_writes")).isEqualTo("on");
            assertThat(show(server, "data_checksums")).isEqualTo("on");
            assertThat(show(server, "server_encoding")).isEqualTo("UTF8");
            assertThat(show(server, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(show(server, "unix_socket_directories")).isEmpty();
            assertThat(query(server, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'"))
                    .isEqualTo("0");

            assertRefused(server, "postgres", "guessed");
            assertRefused(server, "postgres", "");
            assertRefused(server, "binome_owner", "guessed");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("superuser-password"))))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("owner-password"))))
                    .isEqualTo("rw-------");
            assertThat(userOf(server.processId())).isNotEqualTo("root");
            assertThat(Files.getOwner(home.resolve("data")).getName()).isNotEqualTo("root");
            try (OpenDatabase database = OpenDatabase.open(server.database())) {
                assertThat(database.<String>asOverview(transaction -> "opened")).isEqualTo("opened");
            }
        }
    }

    @Test
    void aStopKeepsDataAndPort() throws Exception {
        int port;
        try (EmbeddedPostgres server = EmbeddedPostgres.start(settings())) {
            port = server.port();
            execute(server, "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        assertThat(home.resolve("data/postmaster.pid")).doesNotExist();
        try (EmbeddedPostgres server = EmbeddedPostgres.start(settings())) {
            assertThat(server.adopted()).isFalse();
            assertThat(server.port()).isEqualTo(port);
            assertThat(query(server, "SELECT answer FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void aServerWhoseJvmWasKilledIsAdopted() throws Exception {
        long left = leaveBehind(true);
        try (EmbeddedPostgres server = EmbeddedPostgres.start(settings())) {
            assertThat(server.adopted()).isTrue();
            assertThat(server.processId()).isEqualTo(left);
            assertThat(query(server, "SELECT answer FROM kept")).isEqualTo("42");
        }
        // In a container nobody may collect it: then its id is left without a command line.
        assertThat(ProcessHandle.of(left).flatMap(process -> process.info().commandLine()))
                .isEmpty();
    }

    @Test
    void aServerLeftBehindWithoutFsyncIsStoppedAndStartedAnew() throws Exception {
        long left = leaveBehind(false);
        try (EmbeddedPostgres server = EmbeddedPostgres.start(settings())) {
            assertThat(server.adopted()).isFalse();
            assertThat(server.processId()).isNotEqualTo(left);
            assertThat(show(server, "fsync")).isEqualTo("on");
            assertThat(query(server, "SELECT answer FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void aServerKilledItselfRecovers() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(settings())) {
            execute(server, "CREATE TABLE kept AS SELECT 42 AS answer");
            ProcessHandle process = ProcessHandle.of(server.processId()).orElseThrow();
            process.destroyForcibly();
            process.onExit().get();
        }
        try (EmbeddedPostgres server = EmbeddedPostgres.start(settings())) {
            assertThat(server.adopted()).isFalse();
            assertThat(query(server, "SELECT answer FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void twoAtOnceDoNotShareAServer() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(settings())) {
            assertThat(server.port()).isPositive();
            assertThatThrownBy(() -> EmbeddedPostgres.start(settings()))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("Another process");
        }
    }

    @Test
    void aWrongPasswordFileIsSaidAtOnce() throws Exception {
        EmbeddedPostgres.start(settings()).stop();
        String right = Files.readString(home.resolve("superuser-password"));
        Files.writeString(home.resolve("superuser-password"), "lost");
        assertThatThrownBy(() -> EmbeddedPostgres.start(settings())).hasMessageContaining("does not open it");
        Files.writeString(home.resolve("superuser-password"), right);
        EmbeddedPostgres.start(settings()).stop();
    }

    @Test
    @EnabledIfSystemProperty(named = "user.name", matches = "root")
    void aFolderOutOfReachIsNamed() throws Exception {
        Path closed = Files.createDirectories(home.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        assertThatThrownBy(
                        () -> EmbeddedPostgres.start(EmbeddedPostgresSettings.durable(TOOLS, closed.resolve("binome"))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(closed.toString())
                .hasMessageContaining("/var/lib/binome");
    }

    @Test
    void twoThatUnpackAtOnceEndWithOneCompleteFolder() throws Exception {
        Path tools = home.resolve("tools");
        Files.createDirectories(home);
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<EmbeddedPostgres>> starts = List.of("one", "two").stream()
                    .map(name -> threads.submit(() ->
                            EmbeddedPostgres.start(new EmbeddedPostgresSettings(tools, home.resolve(name), true))))
                    .toList();
            for (Future<EmbeddedPostgres> start : starts) {
                start.get().stop();
            }
        }
        try (var left = Files.list(tools)) {
            assertThat(left.filter(Files::isDirectory)).hasSize(1);
        }
    }

    /** Starts a server from a JVM of its own, writes a row, kills that JVM with SIGKILL, and gives the server's id. */
    private long leaveBehind(boolean durable) throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        StartAndWait.class.getName(),
                        TOOLS.toString(),
                        home.toString(),
                        Boolean.toString(durable))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
            String line = output.readLine();
            while (line != null && !line.startsWith("server ")) {
                line = output.readLine();
            }
            assertThat(line).as("the other JVM's answer").isNotNull();
            long server = Long.parseLong(line.substring("server ".length()));
            jvm.destroyForcibly().waitFor();
            assertThat(ProcessHandle.of(server))
                    .as("the server outlives its JVM")
                    .isPresent();
            return server;
        }
    }

    /** The JVM that is going to be killed. */
    static final class StartAndWait {
        private StartAndWait() {}

        public static void main(String[] arguments) throws Exception {
            EmbeddedPostgres server = EmbeddedPostgres.start(new EmbeddedPostgresSettings(
                    Path.of(arguments[0]), Path.of(arguments[1]), !Boolean.parseBoolean(arguments[2])));
            execute(server, "CREATE TABLE kept AS SELECT 42 AS answer");
            System.out.println("server " + server.processId());
            Thread.currentThread().join();
        }
    }

    private static void assertRefused(EmbeddedPostgres server, String user, String password) {
        assertThatThrownBy(() -> DriverManager.getConnection(server.database().url(), user, password)
                        .close())
                .isInstanceOf(SQLException.class);
    }

    private static String userOf(long processId) throws IOException {
        return Files.getOwner(Path.of("/proc/" + processId)).getName();
    }

    private static String show(EmbeddedPostgres server, String setting) throws SQLException {
        return query(server, "SHOW " + setting);
    }

    private static String query(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = TestServer.connect(server.superuser("binome"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = TestServer.connect(server.superuser("binome"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

package io.binome.database;

import io.binome.database.internal.PostgresDatabase;
import io.binome.kernel.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The embedded server of one test JVM, without fsync, with a migrated database that the tests' own are copied from. Its
 * files, which are made and deleted by the hundred for each test, are in memory where there is room, otherwise below
 * {@code /var/tmp}: a server that root starts must be reachable for another user.
 */
final class TestServer {
    private static final String TEMPLATE = "binome_template";
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ROOM = 2L << 30;
    private final EmbeddedPostgres server;
    private final AtomicInteger count = new AtomicInteger();
    private @Nullable Connection superuser;

    private TestServer(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Made at the first use; the JVM's end stops the server and deletes its folder. */
    static TestServer ofThisJvm() {
        return Holder.SERVER;
    }

    private static final class Holder {
        private static final TestServer SERVER = start();
    }

    private static TestServer start() {
        try {
            Path root = root();
            Path servers = Files.createDirectories(inMemory() ? folder(MEMORY) : root.resolve("servers"));
            open(servers);
            // One test JVM sweeps at a time.
            try (FileChannel lock =
                    FileChannel.open(root.resolve("sweep.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                sweep(root.resolve("tools"), servers);
            }
            Path home = servers.resolve(ProcessHandle.current().pid() + "-" + UUID.randomUUID());
            EmbeddedPostgres server =
                    EmbeddedPostgres.start(new EmbeddedPostgresSettings(root.resolve("tools"), home, true));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.stop();
                delete(home);
            }));
            TestServer started = new TestServer(server);
            started.create(TEMPLATE, "template0");
            PostgresDatabase.open(server.database(TEMPLATE)).close();
            return started;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Others on this machine may not have put something there for us. */
    static Path root() {
        try {
            return folder(Path.of("/var/tmp"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean inMemory() throws IOException {
        return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ROOM;
    }

    private static Path folder(Path parent) throws IOException {
        String user = System.getProperty("user.name");
        Path root = Files.createDirectories(parent.resolve("binome-tests-" + user));
        if (!user.equals(Files.getOwner(root).getName())) {
            throw new IOException(root + " belongs to somebody else");
        }
        open(root);
        return root;
    }

    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A killed test JVM leaves its server running; its lock is free then. */
    private static void sweep(Path tools, Path servers) throws IOException {
        List<Path> homes;
        try (var listed = Files.list(servers)) {
            homes = listed.toList();
        }
        for (Path home : homes) {
            long owner = Long.parseLong(home.getFileName().toString().replaceFirst("-.*", ""));
            if (ProcessHandle.of(owner).isEmpty() && isUnlocked(home.resolve("lock"))) {
                stopAndDelete(tools, home);
            }
        }
    }

    private static void stopAndDelete(Path tools, Path home) {
        try {
            if (Files.exists(home.resolve("data/postmaster.pid"))) {
                EmbeddedPostgres.start(new EmbeddedPostgresSettings(tools, home, true))
                        .stop();
            }
            delete(home);
        } catch (ProblemException damaged) {
            // Killed in the middle of its making: nothing runs there any more.
            delete(home);
        }
    }

    private static boolean isUnlocked(Path lock) throws IOException {
        if (!Files.exists(lock)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            return held != null;
        }
    }

    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException alreadyGone) {
            // Another JVM swept at the same time.
        }
    }

    DatabaseSettings copyOfTemplate() {
        String name = "test_" + count.incrementAndGet();
        create(name, TEMPLATE);
        DatabaseSettings made = server.database(name);
        return new DatabaseSettings(made.url(), made.owner(), made.ownerPassword(), 10);
    }

    DatabaseSettings empty() {
        String name = "test_" + count.incrementAndGet();
        create(name, "template0");
        return server.database(name);
    }

    /** Who may do all, in a database of this server. */
    DatabaseSettings superuser(DatabaseSettings database) {
        return server.superuser(database.url().replaceFirst(".*/", ""));
    }

    DatabaseSettings template() {
        return server.database(TEMPLATE);
    }

    void drop(DatabaseSettings database) {
        execute("DROP DATABASE " + database.url().replaceFirst(".*/", "") + " WITH (FORCE)");
    }

    private void create(String name, String template) {
        execute("CREATE DATABASE " + name + " OWNER binome_owner TEMPLATE " + template);
    }

    private synchronized void execute(String sql) {
        try {
            if (superuser == null) {
                superuser = connect(server.superuser("postgres"));
            }
            try (Statement statement = superuser.createStatement()) {
                statement.execute(sql);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    static Connection connect(DatabaseSettings settings) throws SQLException {
        return DriverManager.getConnection(settings.url(), settings.owner(), settings.ownerPassword());
    }
}

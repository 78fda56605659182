package io.binome.database.internal;

import io.binome.database.DatabaseProblem.EmbeddedServerFailed;
import io.binome.database.DatabaseSettings;
import io.binome.database.EmbeddedPostgres;
import io.binome.database.EmbeddedPostgresSettings;
import io.binome.kernel.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the embedded server up by adopting it, by starting it, or by making it first. */
public final class EmbeddedPostgresServer implements EmbeddedPostgres {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgresServer.class);
    private static final String OWNER = "binome_owner";
    private static final String DATABASE = "binome";
    private static final Duration OTHER_OWNER = Duration.ofSeconds(3);

    private final EmbeddedPostgresSettings settings;
    private final ServerFolder folder;
    private final ServerProcess process;
    private final FolderLock lock;
    private final boolean adopted;
    private final int port;
    private final long processId;
    private boolean stopped;

    private EmbeddedPostgresServer(
            EmbeddedPostgresSettings settings,
            ServerFolder folder,
            ServerProcess process,
            FolderLock lock,
            ServerProcess.Running running,
            boolean adopted) {
        this.settings = settings;
        this.folder = folder;
        this.process = process;
        this.lock = lock;
        this.adopted = adopted;
        this.port = running.port();
        this.processId = running.processId();
    }

    public static EmbeddedPostgres start(EmbeddedPostgresSettings settings) {
        try {
            return started(settings);
        } catch (IOException | UncheckedIOException | SQLException failed) {
            throw new ProblemException(new EmbeddedServerFailed(sentence(Reason.said(failed))), failed);
        }
    }

    private static EmbeddedPostgresServer started(EmbeddedPostgresSettings settings) throws IOException, SQLException {
        ServerUser user = ServerUser.choose();
        ServerFolder folder = ServerFolder.opened(settings.home(), user);
        FolderLock lock = FolderLock.take(folder.lockFile(), OTHER_OWNER)
                .orElseThrow(() -> new IOException("Another process of Binome uses " + settings.home()
                        + "; end it, or give this one a folder of its own"));
        try {
            PostgresBinaries binaries = PostgresBinaries.unpackedIn(settings.tools());
            folder.requireReachable(binaries.folder());
            ServerProcess process = new ServerProcess(binaries, folder, user, settings.losesDataOnPowerCutForTests());
            if (!folder.initialised()) {
                process.initialise();
            }
            process.requireSameMajorVersion();
            Optional<ServerProcess.Running> found = process.adopt();
            ServerProcess.Running running = found.isPresent() ? found.get() : process.launch();
            EmbeddedPostgresServer server =
                    new EmbeddedPostgresServer(settings, folder, process, lock, running, found.isPresent());
            server.prepareOwner();
            LOG.info(
                    "Embedded PostgreSQL {} on 127.0.0.1:{}, process {}",
                    found.isPresent() ? "adopted" : "started",
                    running.port(),
                    running.processId());
            return server;
        } catch (IOException | SQLException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    public static boolean exists(EmbeddedPostgresSettings settings) {
        return ServerFolder.isInitialised(settings.home());
    }

    public static Optional<DatabaseSettings> ofOtherProcess(EmbeddedPostgresSettings settings) {
        if (!exists(settings)) {
            return Optional.empty();
        }
        try {
            ServerFolder folder = ServerFolder.opened(settings.home(), ServerUser.choose());
            Optional<FolderLock> free = FolderLock.take(folder.lockFile(), Duration.ZERO);
            if (free.isPresent()) {
                free.get().close();
                return Optional.empty();
            }
            return Optional.of(new DatabaseSettings(
                    ServerProcess.url(folder.lastPort(), DATABASE), OWNER, folder.ownerPassword()));
        } catch (IOException | UncheckedIOException failed) {
            throw new ProblemException(new EmbeddedServerFailed(sentence(Reason.said(failed))), failed);
        }
    }

    /** The owner is no superuser, as it would be none on a server that Binome does not keep itself. */
    private void prepareOwner() throws SQLException {
        try (Connection connection = ServerProcess.connect(database())) {
            connection.isValid(5);
            return;
        } catch (SQLException notYet) {
            LOG.debug("The owner's database is not there yet", notYet);
        }
        try (Connection connection = ServerProcess.connect(superuser("postgres"));
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + OWNER + "'")) {
                statement.execute("CREATE ROLE " + OWNER + " LOGIN CREATEROLE CREATEDB");
            }
            connection
                    .unwrap(org.postgresql.PGConnection.class)
                    .alterUserPassword(OWNER, folder.ownerPassword().toCharArray(), "scram-sha-256");
            if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + OWNER);
            }
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (var rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    @Override
    public DatabaseSettings database() {
        return database(DATABASE);
    }

    @Override
    public DatabaseSettings database(String name) {
        return new DatabaseSettings(ServerProcess.url(port, name), OWNER, folder.ownerPassword());
    }

    @Override
    public DatabaseSettings superuser(String databaseName) {
        return new DatabaseSettings(
                ServerProcess.url(port, databaseName), ServerProcess.SUPERUSER, folder.superuserPassword());
    }

    @Override
    public long processId() {
        return processId;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public boolean adopted() {
        return adopted;
    }

    @Override
    public synchronized void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        try (lock) {
            process.stop();
        } catch (IOException failed) {
            LOG.warn(
                    "Embedded PostgreSQL in {} was not stopped in order; it recovers at its next start",
                    settings.home(),
                    failed);
        }
    }
}

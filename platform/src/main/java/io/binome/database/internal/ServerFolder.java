package io.binome.database.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** What lies in the home of an embedded server: {@code data/}, the two passwords, the port, the log and the lock. */
final class ServerFolder {
    private static final long LOG_BYTES = 10_000_000;
    private final Path home;
    private final ServerUser user;
    private final String superuserPassword;
    private final String ownerPassword;

    private ServerFolder(Path home, ServerUser user, String superuserPassword, String ownerPassword) {
        this.home = home;
        this.user = user;
        this.superuserPassword = superuserPassword;
        this.ownerPassword = ownerPassword;
    }

    static ServerFolder opened(Path home, ServerUser user) throws IOException {
        PassableFolder.create(home);
        // The server's user has to pass through, but sees no more of it than the name it is given.
        Files.setPosixFilePermissions(
                home, PosixFilePermissions.fromString(user.dropped() ? "rwx--x--x" : "rwx------"));
        ServerFolder folder = new ServerFolder(
                home, user, kept(home.resolve("superuser-password")), kept(home.resolve("owner-password")));
        folder.requireReachable(home);
        return folder;
    }

    void requireReachable(Path path) throws IOException {
        Optional<Path> barrier = user.barredOnTheWayTo(path);
        if (barrier.isPresent()) {
            throw new IOException("PostgreSQL runs as the user " + user.name() + ", who may not enter " + barrier.get()
                    + "; choose a folder elsewhere, such as /var/lib/binome, or run Binome as another user than root");
        }
    }

    private static String kept(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            Path fresh = Files.createTempFile(
                    file.getParent(),
                    "password",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file).strip();
    }

    Path lockFile() {
        return home.resolve("lock");
    }

    Path data() {
        return home.resolve("data");
    }

    String superuserPassword() {
        return superuserPassword;
    }

    String ownerPassword() {
        return ownerPassword;
    }

    /** Made whole by initdb, which writes PG_VERSION first, so a marker of our own says that it ended. */
    boolean initialised() {
        return isInitialised(home);
    }

    static boolean isInitialised(Path home) {
        return Files.exists(home.resolve("initialised"));
    }

    void noteInitialised() throws IOException {
        Files.writeString(home.resolve("initialised"), "");
    }

    /** An empty data folder that belongs to the server's user; a half-made one is thrown away. */
    void emptyData() throws IOException {
        PostgresBinaries.delete(data());
        Files.createDirectory(
                data(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        user.own(data());
    }

    /** A file with the superuser's password that the server's user can read, to be deleted at once. */
    Path passwordForInitialisation() throws IOException {
        Path file = Files.createTempFile(
                home,
                "initial",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, superuserPassword + "\n");
        user.own(file);
        return file;
    }

    /** The last port, or 0 where there was none. */
    int lastPort() throws IOException {
        Path file = home.resolve("port");
        try {
            return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
        } catch (NumberFormatException damaged) {
            return 0;
        }
    }

    void notePort(int port) throws IOException {
        Files.writeString(home.resolve("port"), Integer.toString(port));
    }

    /** The server's log of this start; the one before last is dropped once it has grown. */
    Path log() throws IOException {
        Path log = home.resolve("postgres.log");
        if (Files.exists(log) && Files.size(log) > LOG_BYTES) {
            Files.move(log, home.resolve("postgres.log.old"), StandardCopyOption.REPLACE_EXISTING);
        }
        return log;
    }
}

package io.binome.database.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whom the server runs as. PostgreSQL refuses root, rightly; started by root, Binome gives up its rights for the child
 * and for nothing else.
 *
 * @param name a user with an entry in passwd
 * @param dropped whether the rights of root have to be given up
 */
record ServerUser(String name, String userId, String groupId, boolean dropped) {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String OWN = "binome";

    static ServerUser choose() throws IOException {
        if (!"0".equals(Command.run(List.of("id", "-u"), LIMIT).output())) {
            return new ServerUser(System.getProperty("user.name"), "", "", false);
        }
        Optional<ServerUser> existing = find(OWN);
        if (existing.isPresent()) {
            return existing.get();
        }
        // Fails where passwd is read-only, or when another process has just made the same user.
        Command.run(making(OWN), LIMIT);
        return find(OWN)
                .or(() -> find("postgres"))
                .or(() -> find("nobody"))
                .orElseThrow(() -> new IOException(
                        "PostgreSQL must not run as root and there is no other user; create one named " + OWN));
    }

    /**
     * How a user is made. Of two useradd at the same time the later replaces the entry of the earlier by one of another
     * id, as it looks for the name before it has its lock; hence a lock of our own around the whole of it.
     */
    static List<String> making(String name) {
        return List.of(
                "flock",
                "--timeout",
                "15",
                "/etc",
                "useradd",
                "--system",
                "--user-group",
                "--no-create-home",
                "--home-dir",
                "/nonexistent",
                "--shell",
                "/usr/sbin/nologin",
                name);
    }

    private static Optional<ServerUser> find(String name) {
        try {
            Command.Outcome user = Command.run(List.of("id", "-u", name), LIMIT);
            Command.Outcome group = Command.run(List.of("id", "-g", name), LIMIT);
            return user.succeeded() && group.succeeded()
                    ? Optional.of(new ServerUser(name, user.output(), group.output(), true))
                    : Optional.empty();
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    List<String> command(List<String> arguments) {
        if (!dropped) {
            return arguments;
        }
        List<String> all = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + userId,
                "--regid=" + groupId,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "--"));
        all.addAll(arguments);
        return all;
    }

    void own(Path path) throws IOException {
        if (dropped) {
            UserPrincipalLookupService names = path.getFileSystem().getUserPrincipalLookupService();
            PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
            view.setOwner(names.lookupPrincipalByName(userId));
            view.setGroup(names.lookupPrincipalByGroupName(groupId));
        }
    }

    /** Says which folder on the way to this one the server's user may not enter. */
    Optional<Path> barredOnTheWayTo(Path folder) throws IOException {
        if (dropped) {
            for (Path step = folder.getRoot(), rest = folder; step != null && !step.equals(rest); ) {
                step = step.resolve(rest.getName(step.getNameCount()));
                if (!Files.getPosixFilePermissions(step).contains(PosixFilePermission.OTHERS_EXECUTE)
                        && !name.equals(Files.getOwner(step).getName())) {
                    return Optional.of(step);
                }
            }
        }
        return Optional.empty();
    }
}

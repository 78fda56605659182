package io.binome.drivers.bubblewrap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a command sees, as arguments of bubblewrap: a new root with what is listed here, and nothing else. */
final class BubblewrapArguments {
    static final String FOLDER = "/code";
    static final String DOOR = "/run/binome/network";

    /** Root's own: the system's programs. /bin and its like are links into it on newer systems, folders on older ones. */
    private static final List<String> SYSTEM = List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

    /** Of /etc, what programs need to load, to trust certificates, and to know the hour. No keys lie there. */
    private static final List<String> ETC = List.of(
            "/etc/ssl/certs",
            "/etc/ssl/openssl.cnf",
            "/etc/ca-certificates",
            "/etc/pki/tls/certs",
            "/etc/pki/ca-trust/extracted",
            "/etc/alternatives",
            "/etc/ld.so.cache",
            "/etc/localtime");

    private static final String SHARED_MEMORY_BYTES = Integer.toString(64 << 20);

    private final List<String> arguments = new ArrayList<>();
    private final List<Path> seen = new ArrayList<>();

    /**
     * @param root holds {@code folder} and {@code tmp}, which the command may write
     * @param etc holds the files of a minimal {@code /etc}
     */
    BubblewrapArguments(Path root, Path etc, List<Path> readOnly, List<Path> hidden) throws IOException {
        add("--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup");
        add("--disable-userns", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv");
        add("--uid", "1000", "--gid", "1000", "--hostname", "run");
        for (String path : SYSTEM) {
            system(Path.of(path));
        }
        add("--dir", "/etc");
        for (String path : ETC) {
            add("--ro-bind-try", path, path);
        }
        for (String name : List.of("passwd", "group", "hosts", "nsswitch.conf")) {
            add("--ro-bind", etc.resolve(name).toString(), "/etc/" + name);
        }
        add("--bind", root.resolve("folder").toString(), FOLDER);
        add("--bind", root.resolve("tmp").toString(), "/tmp", "--dir", "/var", "--symlink", "../tmp", "/var/tmp");
        // After /tmp, below which they may be.
        for (Path path : readOnly) {
            refuse(path);
            add("--ro-bind", path.toString(), path.toString());
            seen.add(path);
        }
        for (Path path : hidden) {
            if (Files.isDirectory(path) && seen.stream().anyMatch(path::startsWith) && !seen.contains(path)) {
                add("--tmpfs", path.toString(), "--remount-ro", path.toString());
            }
        }
        add("--proc", "/proc", "--dev", "/dev");
        add("--size", SHARED_MEMORY_BYTES, "--perms", "1777", "--tmpfs", "/dev/shm", "--remount-ro", "/dev");
    }

    /** What holds the run's own folders would hide them, and the system's own ones are not a tool. */
    private static void refuse(Path path) {
        for (String own : List.of(FOLDER, "/tmp", "/proc", "/dev", "/run", "/etc")) {
            if (!path.isAbsolute() || Path.of(own).startsWith(path)) {
                throw new IllegalArgumentException("A run cannot be given the folder " + path);
            }
        }
    }

    private void system(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            add("--symlink", Files.readSymbolicLink(path).toString(), path.toString());
        } else if (Files.isDirectory(path)) {
            add("--ro-bind", path.toString(), path.toString());
            seen.add(path);
        }
    }

    /** The one way out: a socket of this server. */
    BubblewrapArguments network(Path socket) {
        return add("--bind", socket.toString(), DOOR);
    }

    BubblewrapArguments environment(Map<String, String> variables) {
        new TreeMap<>(variables).forEach((name, value) -> add("--setenv", name, value));
        return this;
    }

    /** Ends the list. @param folder where the command begins */
    BubblewrapArguments in(String folder, int status, boolean filtered, int filter) {
        add("--json-status-fd", Integer.toString(status));
        if (filtered) {
            add("--seccomp", Integer.toString(filter));
        }
        return add("--remount-ro", "/", "--chdir", folder);
    }

    List<String> list() {
        return List.copyOf(arguments);
    }

    /** As bubblewrap reads them from a file: each ended by a zero. */
    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String argument : arguments) {
            if (argument.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("A zero character in what a command is given");
            }
            bytes.writeBytes(argument.getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
        }
        return bytes.toByteArray();
    }

    private BubblewrapArguments add(String... more) {
        arguments.addAll(List.of(more));
        return this;
    }
}

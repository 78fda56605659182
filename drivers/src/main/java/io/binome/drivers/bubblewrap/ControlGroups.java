package io.binome.drivers.bubblewrap;

import io.binome.runs.Confinement.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's limits for whole families of processes, in its first or second version: where the three controllers
 * needed are, and how a group is made there. It all happens below the group that this server is in, so that a limit
 * somebody put on the server holds for its runs too.
 */
final class ControlGroups {
    private static final List<String> CONTROLLERS = List.of("memory", "pids", "cpu");

    /** In processes of the sandbox itself, before and beside those of the author. */
    private static final int OWN_PROCESSES = 8;

    private static final long PERIOD_MICROS = 100_000;
    private static final String SERVER = "binome-server";
    private static final String PARENT = "binome-runs";
    private final List<Path> parents;
    private final boolean unified;

    private ControlGroups(List<Path> parents, boolean unified) {
        this.parents = parents;
        this.unified = unified;
    }

    /** Those of this process. @throws IOException with a sentence why there are none to be used */
    static ControlGroups find() throws IOException {
        return find(Path.of("/sys/fs/cgroup"), Files.readString(Path.of("/proc/self/cgroup")));
    }

    /** @param memberships as {@code /proc/self/cgroup} has them */
    static ControlGroups find(Path root, String memberships) throws IOException {
        return Files.exists(root.resolve("cgroup.controllers"))
                ? new ControlGroups(List.of(second(root, memberships)), true)
                : new ControlGroups(first(root, memberships), false);
    }

    private static List<Path> first(Path root, String memberships) throws IOException {
        List<Path> parents = new ArrayList<>();
        for (String controller : CONTROLLERS) {
            Path mounted = root.resolve(controller);
            if (!Files.isDirectory(mounted)) {
                throw new IOException("the control group controller " + controller + " is not mounted at " + mounted);
            }
            Path parent = below(mounted, membership(memberships, controller).orElse("/"))
                    .resolve(PARENT);
            Files.createDirectories(parent);
            parents.add(parent);
        }
        return parents;
    }

    /**
     * In the second version a group has either processes or groups with limits. Where the server's own group is not the
     * root, its processes move into one of their own beside the runs, as a delegated unit of systemd is meant to do.
     */
    private static Path second(Path root, String memberships) throws IOException {
        Path own = below(root, membership(memberships, "").orElse("/"));
        if (own.endsWith(SERVER)) {
            own = own.resolve("..").normalize();
        } else if (!own.equals(root)) {
            Path server = own.resolve(SERVER);
            Files.createDirectories(server);
            for (String process : Files.readAllLines(own.resolve("cgroup.procs"))) {
                try {
                    write(server, "cgroup.procs", process);
                } catch (IOException failed) {
                    if (ProcessHandle.of(Long.parseLong(process)).isPresent()) {
                        throw failed;
                    }
                }
            }
        }
        Path parent = own.resolve(PARENT);
        Files.createDirectories(parent);
        for (Path group : List.of(own, parent)) {
            write(group, "cgroup.subtree_control", "+memory +pids +cpu");
        }
        return parent;
    }

    /** A container sees only part of the tree, and a path in it that leads nowhere: then it is at the top of what it sees. */
    private static Path below(Path root, String path) {
        Path own = root.resolve(path.substring(1)).normalize();
        return own.startsWith(root) && Files.isDirectory(own) ? own : root;
    }

    private static Optional<String> membership(String memberships, String controller) {
        return memberships
                .lines()
                .map(line -> line.split(":", 3))
                .filter(parts ->
                        parts.length == 3 && List.of(parts[1].split(",")).contains(controller))
                .map(parts -> parts[2])
                .findFirst();
    }

    /** A group with these limits and nobody in it. */
    Group create(String name, Limits limits) throws IOException {
        List<Path> folders =
                parents.stream().map(parent -> parent.resolve(name)).toList();
        Group group = new Group(folders, unified);
        try {
            for (Path folder : folders) {
                Files.createDirectory(folder);
            }
            if (unified) {
                limitSecond(folders.getFirst(), limits);
            } else {
                limitFirst(folders, limits);
            }
            return group;
        } catch (IOException failed) {
            group.remove();
            throw failed;
        }
    }

    private static void limitSecond(Path folder, Limits limits) throws IOException {
        write(folder, "memory.max", Long.toString(limits.memoryBytes()));
        writeIfThere(folder, "memory.swap.max", "0");
        write(folder, "pids.max", Integer.toString(limits.processes() + OWN_PROCESSES));
        write(folder, "cpu.max", limits.cpuMillis() * PERIOD_MICROS / 1_000 + " " + PERIOD_MICROS);
    }

    private static void limitFirst(List<Path> folders, Limits limits) throws IOException {
        Path memory = folders.get(0);
        write(memory, "memory.limit_in_bytes", Long.toString(limits.memoryBytes()));
        writeIfThere(memory, "memory.memsw.limit_in_bytes", Long.toString(limits.memoryBytes()));
        writeIfThere(memory, "memory.swappiness", "0");
        write(folders.get(1), "pids.max", Integer.toString(limits.processes() + OWN_PROCESSES));
        write(folders.get(2), "cpu.cfs_period_us", Long.toString(PERIOD_MICROS));
        write(folders.get(2), "cpu.cfs_quota_us", Long.toString(limits.cpuMillis() * PERIOD_MICROS / 1_000));
    }

    private static void write(Path folder, String file, String value) throws IOException {
        Files.writeString(folder.resolve(file), value);
    }

    private static void writeIfThere(Path folder, String file, String value) throws IOException {
        if (Files.exists(folder.resolve(file))) {
            write(folder, file, value);
        }
    }

    /**
     * The group of one run.
     *
     * @param folders one in the second version; memory, processes, processor in the first
     */
    record Group(List<Path> folders, boolean unified) {
        private static final Duration DEATH = Duration.ofSeconds(10);

        Group {
            folders = List.copyOf(folders);
        }

        /** Those written down by a server that is no more. */
        static Group remembered(List<Path> folders) {
            return new Group(folders, folders.size() == 1);
        }

        /** Files into which a process writes 0 to enter the group. */
        List<Path> entrances() {
            return folders.stream()
                    .map(folder -> folder.resolve("cgroup.procs"))
                    .toList();
        }

        /** How often a process was killed because the group had used up its memory. */
        long memoryKills() {
            return unified
                    ? count(folders.getFirst().resolve("memory.events"), "oom_kill")
                    : count(folders.getFirst().resolve("memory.oom_control"), "oom_kill");
        }

        /** How often a new process was refused because the group had too many. */
        long processRefusals() {
            return count(folders.get(unified ? 0 : 1).resolve("pids.events"), "max");
        }

        /** Kills everything in it, and returns when nothing is left. */
        void kill() throws IOException {
            long began = System.nanoTime();
            if (processes().isEmpty()) {
                return;
            }
            Path most = folders.get(unified ? 0 : 1).resolve("pids.max");
            String allowed = Files.readString(most).strip();
            // No new ones while they are killed one by one.
            Files.writeString(most, "0");
            for (List<Long> left = processes(); !left.isEmpty(); left = processes()) {
                if (System.nanoTime() - began > DEATH.toNanos()) {
                    throw new IOException("processes " + left + " of a run do not die");
                }
                killOnce(left);
                Pause.shortly();
            }
            Files.writeString(most, allowed);
        }

        private void killOnce(List<Long> processes) throws IOException {
            if (unified && Files.exists(folders.getFirst().resolve("cgroup.kill"))) {
                write(folders.getFirst(), "cgroup.kill", "1");
                return;
            }
            for (long process : processes) {
                ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
            }
        }

        List<Long> processes() throws IOException {
            Path list = folders.getFirst().resolve("cgroup.procs");
            if (!Files.exists(list)) {
                return List.of();
            }
            return Files.readAllLines(list).stream().map(Long::parseLong).toList();
        }

        /** Removes it when it is empty. */
        void remove() throws IOException {
            for (Path folder : folders) {
                for (int tries = 0; Files.exists(folder); tries++) {
                    try {
                        Files.delete(folder);
                    } catch (IOException busy) {
                        // A process that has died leaves its group a moment later.
                        if (tries >= 500) {
                            throw busy;
                        }
                        Pause.shortly();
                    }
                }
            }
        }

        private static long count(Path file, String name) {
            try {
                return Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith(name + " "))
                        .mapToLong(line ->
                                Long.parseLong(line.substring(name.length() + 1).strip()))
                        .findFirst()
                        .orElse(0);
            } catch (IOException gone) {
                return 0;
            }
        }
    }
}

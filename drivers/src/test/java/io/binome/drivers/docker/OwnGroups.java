package io.binome.drivers.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A tree of control groups of its own for a test's program, in whichever version this machine has. Takes root. */
final class OwnGroups {
    static final Path ROOT = Path.of("/sys/fs/cgroup");

    /** Moves itself into a group of each hierarchy, and makes these the roots of what it and its children see. */
    private static final String ENTER = """
            set -e
            name=$1
            shift
            for tree in /sys/fs/cgroup /sys/fs/cgroup/*; do
              [ -e $tree/cgroup.procs ] || continue
              mkdir -p $tree/$name
              for set in cpuset.cpus cpuset.mems; do
                [ ! -e $tree/cgroup.clone_children ] || [ ! -e $tree/$set ] || cat $tree/$set > $tree/$name/$set
              done
              echo $$ > $tree/$name/cgroup.procs
            done
            exec unshare --mount --cgroup $APART sh -ec "$MOUNT" machine "$@"
            """;

    private static final String MOUNT = """
            trees=$(sed -n 's/^[^ ]* [^ ]* [^ ]* [^ ]* \\([^ ]*\\) .* - \\(cgroup2*\\) [^ ]* \\(.*\\)/\\1 \\2 \\3/p' /proc/self/mountinfo)
            umount -R /sys/fs/cgroup
            echo "$trees" | grep -q '^/sys/fs/cgroup ' || mount -t tmpfs tmpfs /sys/fs/cgroup
            echo "$trees" | while read place type options; do
              mkdir -p $place
              case $options in *name=*) options=none,$options;; esac
              mount -t $type -o $options none $place
            done
            """;

    private OwnGroups() {}

    /**
     * What starts a program in a tree of its own; the program's words follow.
     *
     * @param name of its group in each hierarchy
     * @param apart what else it has of its own: flags of unshare(1)
     * @param script of the shell, what comes then; ends in {@code exec}
     */
    static List<String> enter(String name, List<String> apart, String script) {
        return new ArrayList<>(List.of(
                "env",
                "APART=" + String.join(" ", apart),
                "MOUNT=" + MOUNT + script,
                "sh",
                "-c",
                ENTER,
                "enter",
                name));
    }

    /** When nothing runs in them any more. */
    static void remove(String name) {
        try (Stream<Path> trees = Stream.concat(Stream.of(ROOT), Files.list(ROOT))) {
            for (Path tree : trees.map(tree -> tree.resolve(name))
                    .filter(Files::isDirectory)
                    .toList()) {
                TestDocker.run("find", tree.toString(), "-depth", "-type", "d", "-exec", "rmdir", "{}", ";");
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

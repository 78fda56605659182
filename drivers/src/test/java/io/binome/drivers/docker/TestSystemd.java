package io.binome.drivers.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine beside this one that systemd has started, as far as one kernel can be two: systemd is the first process in its
 * tree of processes and of control groups, and the engine one of its units, with the cgroup driver {@code systemd}.
 */
public final class TestSystemd implements AutoCloseable {
    /** unshare(1) leaves SIGTERM to its child, and the first process of a tree of processes leaves it alone. */
    private static final String START = """
            mount -t proc proc /proc
            mount -t tmpfs tmpfs /run
            mkdir -p /run/units
            printf '%s\\n' '[Unit]' 'Requires=engine.service' > /run/units/machine.target
            printf '%s\\n' '[Unit]' 'DefaultDependencies=no' '[Service]' 'Type=notify' 'Delegate=yes' \\
              "ExecStart=$(command -v "$1") $(shift; echo "$@")" > /run/units/engine.service
            exec env -i PATH="$PATH" container=binome SYSTEMD_UNIT_PATH=/run/units \\
              /lib/systemd/systemd --system --unit=machine.target --log-target=console
            """;

    private final TestDocker docker;

    private TestSystemd(TestDocker docker) {
        this.docker = docker;
    }

    public static TestSystemd start() {
        List<String> names = new ArrayList<>();
        try {
            return new TestSystemd(TestDocker.start(
                    name -> {
                        names.add(name);
                        List<String> command = new ArrayList<>(
                                List.of("sh", "-c", "trap 'kill -9 $!' TERM; \"$@\" & wait $!; wait $!", "around"));
                        command.addAll(OwnGroups.enter(
                                name, List.of("--pid", "--fork", "--kill-child", "--ipc", "--uts"), START));
                        return command;
                    },
                    _ -> List.of("--exec-opt", "native.cgroupdriver=systemd")));
        } catch (RuntimeException | Error failure) {
            names.forEach(OwnGroups::remove);
            throw failure;
        }
    }

    public TestDocker docker() {
        return docker;
    }

    /**
     * Its control groups, laid out as that machine sees them.
     *
     * @param folder where links may be made, one for each hierarchy
     */
    public Path groups(Path folder) {
        if (Files.exists(OwnGroups.ROOT.resolve("cgroup.controllers"))) {
            return OwnGroups.ROOT.resolve(docker.namespace());
        }
        try (var trees = Files.list(OwnGroups.ROOT)) {
            for (Path tree : trees.toList()) {
                Path own = tree.resolve(docker.namespace());
                if (Files.isDirectory(own)) {
                    Files.createSymbolicLink(folder.resolve(tree.getFileName()), own);
                }
            }
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Its systemctl(1), without a word. @throws IllegalStateException when that does not end well */
    public void systemctl(String... words) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--all", "--target", first(), "systemctl"));
        command.addAll(List.of(words));
        if (TestDocker.run(command.toArray(String[]::new)) != 0) {
            throw new IllegalStateException(command + " failed");
        }
    }

    /** The first process of that machine, by its number on this one. */
    private String first() {
        return docker.processes()
                .filter(process -> process.info().command().orElse("").endsWith("/systemd"))
                .map(process -> Long.toString(process.pid()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        String name = docker.namespace();
        docker.close();
        OwnGroups.remove(name);
    }
}

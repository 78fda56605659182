package io.binome.drivers.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KilledServerTest {
    @Test
    void takesItsRunsAlong() throws IOException, InterruptedException {
        try (TestRuns runs = TestRuns.start()) {
            String mark = "8" + ProcessHandle.current().pid();
            Process server = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "-Xmx64m",
                            DyingServer.class.getName(),
                            runs.folder.toString(),
                            "(setsid setsid sleep " + mark + " &) ; trap '' TERM INT HUP; echo running; sleep " + mark
                                    + "; sleep " + mark)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            // Also where the test fails.
            ProcessHandle child = server.toHandle();
            Runtime.getRuntime().addShutdownHook(new Thread(child::destroyForcibly));
            BufferedReader said = server.inputReader(StandardCharsets.UTF_8);
            assertThat(said.readLine()).isEqualTo("running");
            Path home = homes(runs.folder)
                    .filter(folder -> !folder.equals(ownHome(runs)))
                    .findFirst()
                    .orElseThrow();
            List<String> groups = Files.readAllLines(home.resolve("r3").resolve("groups"));
            until(() -> !commandLines(mark).isEmpty());
            // A server that lives is left alone by another one's start.
            RunHome.sweep(runs.folder);
            assertThat(home).isDirectory();
            assertThat(commandLines(mark)).isNotEmpty();

            server.destroyForcibly().waitFor();
            until(() -> commandLines(mark).isEmpty());
            RunHome.sweep(runs.folder);
            assertThat(home).doesNotExist();
            assertThat(groups).isNotEmpty().allSatisfy(group -> assertThat(Path.of(group))
                    .doesNotExist());
            assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(home.toString());
        }
    }

    /** One that hangs, and whose processes go on, loses them to whoever takes over on this machine. */
    @Test
    void isClearedAwayWithProcessesThatStillRun() throws IOException, InterruptedException {
        try (TestRuns runs = TestRuns.start()) {
            Path all = TestRuns.passableFolder().resolve("runs");
            RunHome dead = RunHome.open(all);
            Path place = dead.place();
            ControlGroups.Group group = ControlGroups.find().create(dead.groupName(place), TestRuns.SMALL);
            RunHome.remember(place, group);
            Process left = new ProcessBuilder("sleep", "600").start();
            for (Path entrance : group.entrances()) {
                Files.writeString(entrance, Long.toString(left.pid()));
            }
            dead.letGo();
            RunHome.sweep(all);
            assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(dead.folder()).doesNotExist();
            Trees.delete(all.getParent());
        }
    }

    /** The kernel ends what dies with its parent when the thread that started it ends, not only its process. */
    @Test
    void threadsThatEndTakeNothingAlong() throws IOException, InterruptedException {
        try (ProcessStarter starter = new ProcessStarter()) {
            Process[] started = new Process[1];
            Thread shortLived = Thread.ofPlatform().start(() -> {
                try {
                    started[0] = starter.start(new ProcessBuilder("setpriv", "--pdeathsig", "KILL", "sleep", "600"));
                    until(() -> started[0].info().command().orElse("").endsWith("sleep"));
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
            shortLived.join();
            assertThat(started[0].waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
            started[0].destroyForcibly().waitFor();
        }
    }

    private static void until(BooleanSupplier state) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!state.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(until);
            Pause.shortly();
        }
    }

    private static Path ownHome(TestRuns runs) {
        return runs.sandbox.home().orElseThrow();
    }

    private static Stream<Path> homes(Path all) throws IOException {
        try (Stream<Path> folders = Files.list(all)) {
            return folders.toList().stream();
        }
    }

    private static List<Long> commandLines(String mark) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> List.of(arguments).contains(mark))
                        .orElse(false))
                .map(ProcessHandle::pid)
                .toList();
    }
}

package io.binome.drivers.bubblewrap;

import static io.binome.drivers.bubblewrap.TestRuns.shell;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.drivers.bubblewrap.TestRuns.Said;
import io.binome.runs.Cancellation;
import io.binome.runs.Confined;
import io.binome.runs.Confined.Command;
import io.binome.runs.Ended;
import io.binome.runs.NetworkPolicy;
import io.binome.runs.RunLog;
import io.binome.runs.Sandbox.SandboxUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Machines that offer less than they should. */
@Timeout(60)
class OtherSandboxesTest {
    private Path folder;
    private SandboxSettings settings;

    @BeforeEach
    void folder() {
        folder = TestRuns.passableFolder();
        settings = SandboxSettings.of(folder.resolve("runs"), 1L << 30, List.of(), List.of());
    }

    @AfterEach
    void remove() throws IOException {
        Trees.delete(folder);
    }

    @Test
    void aWatchedFolderDoesNotGrowForLong() {
        try (BubblewrapSandbox sandbox = new BubblewrapSandbox(settings.withoutOwnDisks());
                Confined run = sandbox.open(
                        TestRuns.confinement(TestRuns.SMALL, NetworkPolicy.NONE), RunLog.NONE, Cancellation.NONE)) {
            Said said = shell(
                    run, "exec 2>/dev/null; i=0; while :; do i=$((i+1)); head -c 1M /dev/zero >f$i; sleep 0.01; done");
            assertThat(said.ended()).isEqualTo(new Ended.DiskFull(32L << 20));
            assertThat(said.ended().sentence()).isEqualTo("The run filled its 32 MiB of disk.");
        }
        try (BubblewrapSandbox sandbox = new BubblewrapSandbox(settings.withoutOwnDisks());
                Confined run = sandbox.open(
                        TestRuns.confinement(TestRuns.SMALL, NetworkPolicy.NONE), RunLog.NONE, Cancellation.NONE)) {
            shell(run, "mkdir -p a/b && echo x >a/b/c && chmod 000 a/b a && mkdir /tmp/x")
                    .succeeded();
        }
        assertThat(folder.resolve("runs")).isEmptyDirectory();
    }

    @Test
    void withoutBubblewrapARunIsRefused() {
        try (BubblewrapSandbox sandbox = new BubblewrapSandbox(settings.withBubblewrap("no-such-program"))) {
            assertThat(sandbox.unavailable())
                    .contains("No run can be confined on this machine: the program no-such-program is not installed.");
            assertThatThrownBy(() -> sandbox.open(
                            TestRuns.confinement(TestRuns.SMALL, NetworkPolicy.NONE), RunLog.NONE, Cancellation.NONE))
                    .isInstanceOf(SandboxUnavailable.class)
                    .hasMessageContaining("not installed");
        }
        try (BubblewrapSandbox sandbox = new BubblewrapSandbox(settings.withBubblewrap("false"))) {
            assertThat(sandbox.unavailable().orElseThrow()).contains("a trial failed");
        }
    }

    @Test
    void whatTheOperatorAllowedIsToldInEachLog() throws IOException {
        List<String> said = new ArrayList<>();
        RunLog log = new RunLog() {
            @Override
            public void line(String text) {
                said.add(text);
            }

            @Override
            public void close() {}
        };
        try (UnconfinedSandbox sandbox = new UnconfinedSandbox(settings)) {
            assertThat(sandbox.unavailable()).isEmpty();
            try (Confined run =
                    sandbox.open(TestRuns.confinement(TestRuns.SMALL, NetworkPolicy.NONE), log, Cancellation.NONE)) {
                assertThat(said).hasSize(1).allMatch(line -> line.contains("NOT confined"));
                run.write("in/file", "hello".getBytes(UTF_8));
                Said env = TestRuns.run(run, Command.of("env").with(Map.of("A", "b")));
                assertThat(env.succeeded().text()).contains("A=b").doesNotContain("JAVA_HOME");
                Said cat = TestRuns.run(
                        run, Command.of("sh", "-c", "cat file; pwd; exit 3").in("in"));
                assertThat(cat.ended()).isEqualTo(new Ended.Exited(3));
                assertThat(cat.text()).contains("hello", run.folderInside() + "/in");
                assertThat(TestRuns.run(run, Command.of("yes")).ended()).isInstanceOf(Ended.TooMuchOutput.class);
            }
            try (Confined run = sandbox.open(
                    TestRuns.confinement(TestRuns.SMALL.withTime(Duration.ofMillis(500)), NetworkPolicy.NONE),
                    log,
                    Cancellation.NONE)) {
                assertThat(TestRuns.run(run, Command.of("sleep", "60").withGrace(Duration.ZERO))
                                .ended())
                        .isInstanceOf(Ended.TimedOut.class);
            }
            assertThat(Files.exists(folder.resolve("runs"))).isTrue();
        }
    }
}

package io.binome.drivers.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.runs.Cancellation;
import io.binome.runs.Confined;
import io.binome.runs.Confined.Command;
import io.binome.runs.Confinement;
import io.binome.runs.Confinement.Limits;
import io.binome.runs.Ended;
import io.binome.runs.NetworkPolicy;
import io.binome.runs.OutputLines;
import io.binome.runs.RunLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A sandbox on this machine with a folder of its own, and short ways to run something in it. */
final class TestRuns implements AutoCloseable {
    static final Limits SMALL = new Limits(128L << 20, 2_000, 64, 32L << 20, Duration.ofSeconds(30), 1L << 20);

    final Path folder;
    final BubblewrapSandbox sandbox;

    private TestRuns(Path folder, BubblewrapSandbox sandbox) {
        this.folder = folder;
        this.sandbox = sandbox;
    }

    /** Under CI a machine that cannot confine runs is a failure, elsewhere a reason not to test them. */
    static TestRuns start(String... networks) {
        Path folder = passableFolder().resolve("home");
        BubblewrapSandbox sandbox =
                new BubblewrapSandbox(SandboxSettings.of(folder, 2L << 30, List.of(networks), List.of(folder)));
        sandbox.unavailable().ifPresent(sentence -> {
            sandbox.close();
            if (System.getenv("CI") != null) {
                fail(sentence);
            }
            abort(sentence);
        });
        return new TestRuns(folder, sandbox);
    }

    /** JUnit's own may be entered by their owner only; the runs of root are somebody else. */
    static Path passableFolder() {
        try {
            Path folder = Files.createTempDirectory("binome-runs-");
            return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static TenantScope tenant(int number) {
        return new TenantScope(new TenantId(new UUID(7, number)));
    }

    static Confinement confinement(Limits limits, NetworkPolicy network) {
        return new Confinement(tenant(1), "test", List.of(), limits, network, Map.of());
    }

    Confined open(Limits limits) {
        return sandbox.open(confinement(limits, NetworkPolicy.NONE), RunLog.NONE, Cancellation.NONE);
    }

    /** What a command printed, both streams together, and how it ended. */
    record Said(Ended ended, String text) {
        Said succeeded() {
            assertThat(ended).as(text).isEqualTo(new Ended.Exited(0));
            return this;
        }
    }

    static Said shell(Confined run, String script) {
        return run(run, Command.of("/bin/bash", "-c", script));
    }

    static Said run(Confined run, Command command) {
        return run(run, command, Cancellation.NONE);
    }

    static Said run(Confined run, Command command, Cancellation cancellation) {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Ended ended = run.run(command, new OutputLines(lines::add), new OutputLines(lines::add), cancellation);
        return new Said(ended, String.join("\n", lines));
    }

    /** One command in a place of its own. */
    Said once(String script) {
        try (Confined run = open(SMALL)) {
            return shell(run, script);
        }
    }

    @Override
    public void close() {
        sandbox.close();
        try {
            Trees.delete(folder.getParent());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

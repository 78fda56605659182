package io.binome.drivers.bubblewrap;

import io.binome.runs.Cancellation;
import io.binome.runs.Confined;
import io.binome.runs.Confined.Command;
import io.binome.runs.NetworkPolicy;
import io.binome.runs.OutputLines;
import io.binome.runs.RunLog;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** A server with a run, to be killed. */
final class DyingServer {
    private DyingServer() {}

    /** @param arguments the folder, and what the run executes in a shell; what it prints is printed */
    public static void main(String[] arguments) {
        BubblewrapSandbox sandbox =
                new BubblewrapSandbox(SandboxSettings.of(Path.of(arguments[0]), 1L << 30, List.of(), List.of()));
        Confined run =
                sandbox.open(TestRuns.confinement(TestRuns.SMALL, NetworkPolicy.OPEN), RunLog.NONE, Cancellation.NONE);
        run.run(
                Command.of("bash", "-c", arguments[1]),
                new OutputLines(System.out::println),
                OutputStream.nullOutputStream(),
                Cancellation.NONE);
    }
}

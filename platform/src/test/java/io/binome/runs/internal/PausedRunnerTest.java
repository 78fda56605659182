package io.binome.runs.internal;

import static io.binome.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.JobId;
import io.binome.runs.JobHandler.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A runner's process is stopped as by a frozen virtual machine, another takes its job, and it wakes up again. */
@Tag("slow")
class PausedRunnerTest extends RunnersOnOneDatabase {
    @Test
    @Timeout(120)
    void aRevivedProcessWritesNothingAnyMore() throws Exception {
        JobId job = enqueue(alma, job("work"));
        List<Long> epochs = new CopyOnWriteArrayList<>();
        Process process = other();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(next(said)).isEqualTo("begun in epoch 1");
            signal("STOP", process);
            start(SOON_LOST, handler("work", lease -> {
                epochs.add(lease.epoch());
                return new Outcome.Done();
            }));
            eventually(() -> assertThat(state(alma, job)).isEqualTo("DONE"));

            signal("CONT", process);
            process.outputWriter(StandardCharsets.UTF_8).append("go on\n").flush();
            assertThat(next(said)).isEqualTo("refused");
            assertThat(epochs).containsExactly(2L);
            assertThat(state(alma, job)).isEqualTo("DONE");
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private static String next(BufferedReader said) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith("runner: ")) {
                return line.substring("runner: ".length());
            }
            all.append(line).append('\n');
        }
        throw new AssertionError("The process ended: " + all);
    }

    private static void signal(String name, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    private Process other() throws IOException {
        var settings = server.settings();
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PausedRunner.class.getName(),
                        settings.url(),
                        settings.owner(),
                        settings.ownerPassword())
                .redirectErrorStream(true)
                .start();
    }
}

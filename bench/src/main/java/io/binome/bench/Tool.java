package io.binome.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Programs that are run to their end, both outputs as one text. */
final class Tool {
    private static final long LONGEST_SECONDS = 300;

    private Tool() {}

    record Ended(int status, String output, double millis) {}

    /** @throws BenchmarkFailure when it does not end well */
    static Ended run(Path directory, Map<String, String> environment, String... command) throws InterruptedException {
        Ended ended = tried(directory, environment, _ -> {}, command);
        if (ended.status() != 0) {
            throw new BenchmarkFailure(
                    "`" + String.join(" ", command) + "` ended with " + ended.status() + ": " + ended.output());
        }
        return ended;
    }

    /** @param lines sees each line as soon as it comes */
    static Ended tried(Path directory, Map<String, String> environment, Consumer<String> lines, String... command)
            throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        long begun = System.nanoTime();
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            Thread guard = Thread.startVirtualThread(() -> end(process));
            StringBuilder output = new StringBuilder();
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    lines.accept(line);
                    output.append(line).append('\n');
                }
            }
            int status = process.waitFor();
            double millis = Clock.millisSince(begun);
            guard.interrupt();
            return new Ended(status, output.toString().strip(), millis);
        } catch (IOException missing) {
            throw new BenchmarkFailure("`" + command[0] + "` cannot be run here: " + missing.getMessage());
        }
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException ended) {
            // The process has ended by itself.
        }
    }
}

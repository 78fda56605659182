package io.binome.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs of this machine, run to their end. */
final class Tool {
    private Tool() {}

    record Ended(int status, String output) {
        boolean well() {
            return status == 0;
        }
    }

    static Ended run(Path directory, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            Thread guard = Thread.ofVirtual().start(() -> {
                try {
                    if (!process.waitFor(120, TimeUnit.SECONDS)) {
                        process.destroyForcibly();
                    }
                } catch (InterruptedException ended) {
                    // It ended by itself.
                }
            });
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            guard.interrupt();
            return new Ended(status, output.strip());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** What it printed; an error when it did not end well. */
    static String output(Path directory, Map<String, String> environment, String... command) {
        Ended ended = run(directory, environment, List.of(command));
        if (!ended.well()) {
            throw new AssertionError(
                    "`" + String.join(" ", command) + "` ended with " + ended.status() + ":\n" + ended.output());
        }
        return ended.output();
    }
}

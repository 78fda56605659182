package io.binome.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end, with both of its outputs as one text. */
final class Command {
    private static final long LONGEST_SECONDS = 120;

    private Command() {}

    /** @throws StepFailure when it does not end well */
    static String run(Path directory, Map<String, String> environment, String... command) throws InterruptedException {
        Ended ended = tried(directory, environment, command);
        StepFailure.unless(
                ended.status() == 0,
                "`" + String.join(" ", command) + "` ended with " + ended.status() + ":\n" + ended.output());
        return ended.output();
    }

    record Ended(int status, String output) {}

    static Ended tried(Path directory, Map<String, String> environment, String... command) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            Thread guard = Thread.startVirtualThread(() -> end(process));
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            guard.interrupt();
            return new Ended(status, output.strip());
        } catch (IOException missing) {
            throw new StepFailure("`" + command[0] + "` cannot be run here: " + missing.getMessage());
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

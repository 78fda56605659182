package io.binome.database.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One run of a program, by argument vector, with a bare environment. */
final class Command {
    private Command() {}

    record Outcome(int code, String output) {
        boolean succeeded() {
            return code == 0;
        }
    }

    static Outcome run(List<String> arguments, Duration limit) throws IOException {
        ProcessBuilder builder = prepared(arguments).redirectErrorStream(true);
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            // The reader ends with the program, or with its death by the limit.
            Thread watch = Thread.ofVirtual().start(() -> endAfter(process, limit));
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = process.waitFor();
            watch.interrupt();
            return new Outcome(code, output);
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(arguments.getFirst() + " was interrupted", interrupted);
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    /** Locale and path are fixed: the output is read by program, and no variable of ours is the child's business. */
    static ProcessBuilder prepared(List<String> arguments) {
        ProcessBuilder builder = new ProcessBuilder(arguments);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
        return builder.directory(new java.io.File("/"));
    }

    private static void endAfter(Process process, Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.binome.drivers.bubblewrap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Small programs of the system that the driver itself uses. */
final class Program {
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private Program() {}

    /** Where it is on this machine. */
    static Optional<Path> find(String name) {
        String path =
                Optional.ofNullable(System.getenv("PATH")).map(own -> own + ":").orElse("") + PATH;
        return Stream.of(path.split(":"))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder).resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs it to its end without an environment. @throws IOException with its own words when it fails */
    static void run(String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(arguments)).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", PATH);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readNBytes(4_096), StandardCharsets.UTF_8).strip();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(arguments[0] + " did not end within 60 s");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IOException(arguments[0] + " was interrupted", interrupted);
        }
        if (process.exitValue() != 0) {
            throw new IOException(arguments[0] + " failed: " + said);
        }
    }
}

package io.binome.repositories.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The ordinary git client in one folder, free of whatever this machine's user has configured. */
public final class Git {
    private final Path folder;

    public Git(Path folder) {
        this.folder = folder;
    }

    /** What git printed, standard output and error together, and how it ended. */
    public record Result(int exit, String output) {
        public Result succeeds() {
            assertThat(exit).as(output).isZero();
            return this;
        }

        public Result fails() {
            assertThat(exit).as(output).isNotZero();
            return this;
        }
    }

    public Path folder() {
        return folder;
    }

    public static Git init(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Git git = new Git(folder);
        git.run("init", "-q", "-b", "main").succeeds();
        return git;
    }

    public Result run(String... arguments) {
        return runWith(new byte[0], arguments);
    }

    /** Trimmed output of a command that must succeed. */
    public String ask(String... arguments) {
        return run(arguments).succeeds().output().strip();
    }

    public Result runWith(byte[] input, String... arguments) {
        try {
            Path errors = Files.createTempFile("git", ".out");
            Path given = Files.createTempFile("git", ".in");
            try {
                Files.write(given, input);
                return run(given, errors, arguments);
            } finally {
                Files.deleteIfExists(errors);
                Files.deleteIfExists(given);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    Result run(Path input, Path output, String... arguments) throws IOException, InterruptedException {
        Process process = builder(arguments)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(input.toFile())
                .start();
        return new Result(process.waitFor(), Files.readString(output, StandardCharsets.ISO_8859_1));
    }

    /** For tests that watch or stop the process. */
    public ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment()
                .putAll(Map.of(
                        "GIT_CONFIG_NOSYSTEM", "1",
                        "GIT_CONFIG_GLOBAL", "/dev/null",
                        "HOME", folder.toString(),
                        "GIT_TERMINAL_PROMPT", "0",
                        "GIT_AUTHOR_NAME", "Developer",
                        "GIT_AUTHOR_EMAIL", "developer@example.org",
                        "GIT_COMMITTER_NAME", "Developer",
                        "GIT_COMMITTER_EMAIL", "developer@example.org",
                        "LC_ALL", "C"));
        builder.environment().keySet().removeIf(name -> name.toLowerCase(java.util.Locale.ROOT)
                .endsWith("_proxy"));
        return builder;
    }

    public Git write(String path, String text) {
        return write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public Git write(String path, byte[] bytes) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return this;
    }

    /** Commits all that is there; its id. */
    public String commit(String message) {
        run("add", "-A").succeeds();
        run("commit", "-q", "--allow-empty", "-m", message).succeeds();
        return ask("rev-parse", "HEAD");
    }
}

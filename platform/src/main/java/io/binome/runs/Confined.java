package io.binome.runs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The place of one run: a folder, and commands that see it, one after the other. Between two commands nothing of it
 * runs. Used by one thread at a time, but for {@link #open}, {@link #read} and {@link #list}, which another may call while
 * a command runs.
 */
public interface Confined extends AutoCloseable {
    /**
     * The folder as this server sees it, empty at first. Before the first command the server may fill it by this path;
     * later its content is the author's, who may have put links there: only {@link #read}, {@link #open}, {@link #list}
     * and {@link #write} are safe then.
     */
    Path folder();

    /** The same folder as the commands see it; the same for all confined runs. */
    String folderInside();

    /**
     * Runs a command and gives back how it ended; no process of it is left then. Its environment is that of the command,
     * with {@code PATH}, {@code HOME}, {@code TMPDIR}, {@code LANG} and the proxy's variables where it does not name them.
     *
     * @param output gets what it prints, from a thread of its own, as it comes; what throws ends the command
     * @param error the same for its errors; {@link OutputLines} makes lines of either
     * @throws Sandbox.SandboxUnavailable when it could not even be begun
     */
    Ended run(Command command, OutputStream output, OutputStream error, Cancellation cancellation);

    /**
     * Reads a file that a command may have left: a regular file, never through a link.
     *
     * @param path relative to the folder
     * @return empty when there is none
     * @throws IOException also when it is something else than a file, or larger than allowed
     */
    Optional<InputStream> open(String path, long maximumBytes) throws IOException;

    /** Names in a folder that a command may have left, sorted, never through a link; empty when there is no such folder. */
    List<Entry> list(String path) throws IOException;

    /** Writes a file for the next command, making its folders, never through a link. */
    void write(String path, byte[] content) throws IOException;

    /** Kills what is left; soon after, the folder is removed and the memory given back. May be called again. */
    @Override
    void close();

    /** The whole of {@link #open}. */
    default Optional<byte[]> read(String path, int maximumBytes) throws IOException {
        Optional<InputStream> stream = open(path, maximumBytes);
        if (stream.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream content = stream.get()) {
            return Optional.of(content.readNBytes(maximumBytes));
        }
    }

    /** @param bytes 0 for what is no regular file */
    record Entry(String name, Kind kind, long bytes) {
        public enum Kind {
            FILE,
            FOLDER,
            OTHER
        }
    }

    /**
     * @param arguments the program, by absolute path or found in {@code PATH}, and its arguments; never seen by a shell
     * @param folder where it begins, relative to the run's folder; empty for the folder itself
     * @param grace after a cancellation it gets SIGINT, and after so long everything is killed
     * @param network whether it reaches what its run may reach; false for nothing at all
     */
    record Command(
            List<String> arguments, Map<String, String> environment, String folder, Duration grace, boolean network) {
        public Command {
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
            if (arguments.isEmpty()) {
                throw new IllegalArgumentException("A command has a program");
            }
        }

        public Command(List<String> arguments, Map<String, String> environment, String folder, Duration grace) {
            this(arguments, environment, folder, grace, true);
        }

        public static Command of(String... arguments) {
            return new Command(List.of(arguments), Map.of(), "", Duration.ofSeconds(10));
        }

        public Command with(Map<String, String> variables) {
            return new Command(arguments, variables, folder, grace, network);
        }

        public Command in(String relative) {
            return new Command(arguments, environment, relative, grace, network);
        }

        public Command withGrace(Duration duration) {
            return new Command(arguments, environment, folder, duration, network);
        }

        public Command withoutNetwork() {
            return new Command(arguments, environment, folder, grace, false);
        }
    }
}

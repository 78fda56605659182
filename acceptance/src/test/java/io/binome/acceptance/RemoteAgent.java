package io.binome.acceptance;

import io.binome.drivers.docker.TestMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The agent on another machine, as {@code ./binome agent-pack} packs it, in a process that is started and killed as often as
 * a test wants.
 */
final class RemoteAgent implements AutoCloseable {
    private final TestMachine machine;
    private final List<String> command;
    private final Path folder;
    private @Nullable Process process;

    /**
     * @param options besides those that say what is read how often, where the token and what waits lie, and whose engine it is
     */
    RemoteAgent(TestMachine machine, String token, List<String> options) {
        this.machine = machine;
        this.folder = Scratch.folder("agent");
        Path secret = folder.resolve("token");
        try {
            Files.writeString(secret, token + "\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        List<String> all = new ArrayList<>(List.of(
                "env",
                "JAVA_HOME=" + System.getProperty("java.home"),
                unpacked().toString()));
        all.addAll(List.of("--token-file", secret.toString(), "--buffer", folder.toString()));
        all.addAll(List.of("--docker", machine.socket(), "--every", "1", "--bring", "1"));
        all.addAll(options);
        this.command = machine.there(all);
    }

    private Path unpacked() {
        Path project = Path.of("..").toAbsolutePath().normalize();
        Tool.output(
                folder,
                Map.of(),
                "bash",
                "-euo",
                "pipefail",
                "-c",
                "project=$1; . launcher/agent.sh; pack_agent \"$2\" \"$3/agent.tar.gz\"; tar -xzf \"$3/agent.tar.gz\" -C \"$3\""
                        .replace("launcher", project + "/launcher"),
                "pack",
                project.toString(),
                ServerProgram.classPath(),
                folder.toString());
        return folder.resolve("binome-agent").resolve("agent");
    }

    void start() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** As the kernel would: no word to anybody. */
    void kill() {
        Process running = Objects.requireNonNull(process, "The agent has not started");
        running.destroyForcibly();
        running.onExit().join();
    }

    /** What lies on the disk because it could not be brought. */
    long waitingBytes() {
        try {
            return Files.size(folder.resolve("readings"));
        } catch (IOException notYet) {
            return 0;
        }
    }

    String said() {
        try {
            return Files.readString(log());
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private Path log() {
        return folder.resolve("log");
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}

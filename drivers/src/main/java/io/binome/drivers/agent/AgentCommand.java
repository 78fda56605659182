package io.binome.drivers.agent;

import io.binome.drivers.cgroup.CgroupUsage;
import io.binome.drivers.docker.DockerHosts;
import io.binome.drivers.docker.DockerSettings;
import io.binome.drivers.docker.DockerTraffic;
import io.binome.sites.HostEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * {@code binome agent}: runs on a host until it is ended. It needs no rights but to read its token, to write its buffer,
 * and to ask the engine what the packet filter has counted.
 */
public final class AgentCommand {
    private static final Duration TRAFFIC = Duration.ofMinutes(1);

    private AgentCommand() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length == 1 && arguments[0].matches("-h|--help")) {
            System.out.print(AgentOptions.USAGE);
            return;
        }
        AgentOptions options;
        try {
            options = AgentOptions.of(arguments, System.getenv());
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "\n\n" + AgentOptions.USAGE);
            System.exit(2);
            return;
        }
        try {
            run(options);
        } catch (IOException | UncheckedIOException | IllegalArgumentException failed) {
            say("The agent cannot start: " + failed.getMessage());
            System.exit(1);
        }
    }

    private static void run(AgentOptions options) throws IOException, InterruptedException {
        token(options.tokenFile());
        Files.createDirectories(options.buffer());
        HostEndpoint engine = new HostEndpoint.UnixSocket(options.socket());
        try (FileChannel alone = FileChannel.open(
                        options.buffer().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                DockerHosts hosts = new DockerHosts(_ -> Optional.of(engine), DockerSettings.defaults())) {
            @Nullable FileLock lock = alone.tryLock();
            if (lock == null) {
                throw new IOException("another one uses " + options.buffer());
            }
            DockerTraffic traffic = new DockerTraffic(hosts, TRAFFIC);
            AtomicBoolean others = new AtomicBoolean();
            WantedTenants wanted = new WantedTenants(options.buffer(), () -> others.set(true), AgentCommand::say);
            try (SweepBuffer buffer = SweepBuffer.open(options.buffer(), options.most());
                    CgroupUsage source =
                            new CgroupUsage(_ -> true, wanted::wants, traffic::read, InstantSource.system())) {
                say("Reading every " + options.every().toSeconds() + " s for " + options.server() + "; " + buffer.size()
                        + " readings wait.");
                Agent agent = new Agent(
                        source,
                        buffer,
                        Intake.over(options.server(), options.authorities(), () -> token(options.tokenFile())),
                        wanted,
                        options.bring(),
                        AgentCommand::say);
                while (true) {
                    long begun = System.nanoTime();
                    agent.step();
                    if (others.getAndSet(false)) {
                        // It looks for groups anew, also for those that it has passed over.
                        source.close();
                    }
                    Thread.sleep(Math.max(
                            1,
                            options.every()
                                    .minusNanos(System.nanoTime() - begun)
                                    .toMillis()));
                }
            }
        }
    }

    private static String token(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the token cannot be read from " + file, unreadable);
        }
    }

    /** For the journal of whoever started it, which dates it. */
    private static void say(String what) {
        System.err.println("binome agent: " + what);
    }
}

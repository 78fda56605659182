package io.binome.drivers.bubblewrap;

import io.binome.drivers.network.AddressRules;
import io.binome.runs.Cancellation;
import io.binome.runs.Confined;
import io.binome.runs.Confinement;
import io.binome.runs.Ended;
import io.binome.runs.RunLog;
import io.binome.runs.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * No sandbox: runs commands as the server itself, for an operator who has said that every author here may do all that the
 * server may. Time, output and the sum of memory shares are bounded; memory, processes, disk and network are not.
 */
public final class UnconfinedSandbox implements Sandbox, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnconfinedSandbox.class);
    private static final String WARNING = "This run is NOT confined: its code can read the server's files and keys and"
            + " reach its networks, because the operator set binome.runs.unconfined.";
    private final RunMemory memory;
    private final AddressRules addresses;
    private final RunHome home;

    public UnconfinedSandbox(SandboxSettings settings) {
        LOG.warn(
                "binome: runs are NOT confined on this server (binome.runs.unconfined): whoever may propose a change can"
                        + " read the server's files and keys. Never set this where authors are not the operators themselves.");
        this.memory = new RunMemory(settings.memoryBytes());
        this.addresses = settings.addressRules();
        try {
            this.home = RunHome.open(settings.folder());
        } catch (IOException failed) {
            throw new SandboxUnavailable("The folder of runs cannot be made: " + settings.folder(), failed);
        }
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public Confined open(Confinement confinement, RunLog log, Cancellation cancellation) {
        RunMemory.Share share =
                memory.take(confinement.scope().tenant(), confinement.limits().memoryBytes(), log, cancellation);
        try {
            log.line(WARNING);
            Path place = home.place();
            Files.createDirectory(place.resolve("folder"));
            Files.createDirectory(place.resolve("tmp"));
            return new Unconfined(place, confinement, FilteringProxy.onLoopback(confinement, addresses, log), share);
        } catch (IOException failed) {
            share.close();
            throw new SandboxUnavailable("The place of the run could not be made: " + failed.getMessage(), failed);
        }
    }

    @Override
    public void close() {
        home.close();
    }

    private static final class Unconfined implements Confined {
        private final Path place;
        private final Confinement confinement;
        private final FilteringProxy proxy;
        private final RunMemory.Share share;
        private final RunFiles files;
        private final long until;

        Unconfined(Path place, Confinement confinement, FilteringProxy proxy, RunMemory.Share share) {
            this.place = place;
            this.confinement = confinement;
            this.proxy = proxy;
            this.share = share;
            this.files = new RunFiles(folder());
            this.until = System.nanoTime() + confinement.limits().time().toNanos();
        }

        @Override
        public Path folder() {
            return place.resolve("folder");
        }

        @Override
        public String folderInside() {
            return folder().toString();
        }

        @Override
        public Ended run(Command command, OutputStream output, OutputStream error, Cancellation cancellation) {
            Duration left = Duration.ofNanos(until - System.nanoTime());
            if (!left.isPositive()) {
                return new Ended.TimedOut(confinement.limits().time());
            }
            files.forget();
            List<String> line = new ArrayList<>(List.of("/usr/bin/env", "--"));
            line.addAll(command.arguments());
            ProcessBuilder builder = new ProcessBuilder(line);
            builder.directory(folder().resolve(command.folder()).toFile());
            builder.environment().clear();
            builder.environment().putAll(variables());
            builder.environment().putAll(command.environment());
            try {
                Process process = builder.start();
                process.getOutputStream().close();
                CommandWatch.Result result = new CommandWatch(process, reins(process))
                        .await(
                                output,
                                error,
                                confinement.limits().outputBytes(),
                                left,
                                command.grace(),
                                null,
                                cancellation);
                return switch (result.reason()) {
                    case ENDED, DISK -> new Ended.Exited(result.status());
                    case CANCELLED -> new Ended.Cancelled(result.killed());
                    case TIME -> new Ended.TimedOut(confinement.limits().time());
                    case OUTPUT -> new Ended.TooMuchOutput(confinement.limits().outputBytes());
                };
            } catch (IOException failed) {
                throw new SandboxUnavailable("The command could not be run: " + failed.getMessage(), failed);
            }
        }

        private Map<String, String> variables() {
            String temporary = place.resolve("tmp").toString();
            Map<String, String> variables = new HashMap<>(Map.of(
                    "PATH", Program.PATH, "HOME", temporary, "TMPDIR", temporary, "LANG", "C.UTF-8", "USER", "run"));
            variables.putAll(FilteringProxy.variables("http://127.0.0.1:" + proxy.port()));
            return variables;
        }

        private static CommandWatch.Reins reins(Process process) {
            return new CommandWatch.Reins() {
                @Override
                public void interrupt() {
                    try {
                        Signals.interrupt(process.pid());
                    } catch (IOException failed) {
                        LOG.warn("A run's command could not be interrupted; it is killed after its grace", failed);
                    }
                }

                @Override
                public void kill() {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
            };
        }

        @Override
        public Optional<InputStream> open(String path, long maximumBytes) throws IOException {
            return files.open(path, maximumBytes);
        }

        @Override
        public List<Entry> list(String path) throws IOException {
            return files.list(path);
        }

        @Override
        public void write(String path, byte[] content) throws IOException {
            files.write(path, content);
        }

        @Override
        public void close() {
            proxy.close();
            try {
                Trees.delete(place);
            } catch (IOException failed) {
                LOG.warn("What a run left could not be cleared away: {}", place, failed);
            }
            share.close();
        }
    }
}

package io.binome.drivers.bubblewrap;

import io.binome.runs.Cancellation;
import io.binome.runs.Confined;
import io.binome.runs.Confinement;
import io.binome.runs.Confinement.Limits;
import io.binome.runs.Ended;
import io.binome.runs.Sandbox.SandboxUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run in the sandbox. */
final class ConfinedRun implements Confined {
    private static final Logger LOG = LoggerFactory.getLogger(ConfinedRun.class);

    /**
     * Enters the control groups, opens what bubblewrap reads and writes, and becomes it. A constant script with all that
     * varies in its arguments: the JDK can neither give a child more files than three nor run code between fork and exec.
     */
    private static final String ENTER = """
            exec 7>"$1" 8<&0 9<"$2" </dev/null
            shift 2
            while [ "$1" != -- ]; do
              echo 0 >"$1" || exit 1
              shift
            done
            shift
            ulimit -c 0
            exec "$@"
            """;

    /**
     * Inside: listens on the namespace's own loopback, hands all to the server's socket, then becomes the command. Waits
     * for the relay's own word that it listens, which costs half of what asking for it again and again does, and then
     * looks whether it is true. The relay goes on talking to nobody.
     */
    private static final String RELAY = """
            relays() {
              trap '' PIPE
              "$1" -d -d "TCP-LISTEN:$3,bind=127.0.0.1,fork,max-children=128" "UNIX-CONNECT:$2" 2>&1 >/dev/null </dev/null &
            }
            listens() {
              while read -r _ local _ state _; do
                [ "$local $state" != "$1" ] || return 0
              done </proc/net/tcp
              return 1
            }
            (relays "$@") | while read -r line; do
              case $line in *' listening on '*) exit 0 ;; esac
            done
            (
              tries=0
              until listens "$4"; do
                tries=$((tries + 1))
                [ "$tries" -lt 1000 ] || exit 1
              done
            ) || { echo 'The relay to the network did not start.' >&2; exit 126; }
            shift 4
            exec "$@"
            """;

    private static final int PORT = 3128;
    private static final String LISTENING = "0100007F:0C38 0A";
    private static final int STATUS = 7;
    private static final int ARGUMENTS = 8;
    private static final int FILTER = 9;

    private final Place place;
    private final Limits limits;
    private final Confinement confinement;
    private final SandboxSettings settings;
    private final SandboxUser users;
    private final ProcessStarter starter;
    private final Executor housekeeping;
    private final RunFiles files;
    private final long until;
    private boolean handedOver;
    private boolean closed;

    /** What was made for it. @param proxy null for a run without a network */
    record Place(
            Path folder,
            Path etc,
            ControlGroups.Group group,
            RunDisk disk,
            int user,
            @Nullable Path filter,
            @Nullable FilteringProxy proxy,
            RunMemory.Share share) {}

    ConfinedRun(
            Place place,
            Confinement confinement,
            SandboxSettings settings,
            SandboxUser users,
            ProcessStarter starter,
            Executor housekeeping) {
        this.place = place;
        this.confinement = confinement;
        this.limits = confinement.limits();
        this.settings = settings;
        this.users = users;
        this.starter = starter;
        this.housekeeping = housekeeping;
        this.files = new RunFiles(folder());
        this.until = System.nanoTime() + limits.time().toNanos();
    }

    @Override
    public Path folder() {
        return place.disk().root().resolve("folder");
    }

    @Override
    public String folderInside() {
        return BubblewrapArguments.FOLDER;
    }

    @Override
    public Ended run(Command command, OutputStream output, OutputStream error, Cancellation cancellation) {
        if (closed) {
            throw new IllegalStateException("This run is closed");
        }
        Duration left = Duration.ofNanos(until - System.nanoTime());
        if (!left.isPositive()) {
            return new Ended.TimedOut(limits.time());
        }
        if (cancellation.requested()) {
            return new Ended.Cancelled(false);
        }
        Path status = place.folder().resolve("status");
        try {
            files.forget();
            if (!handedOver) {
                users.handOver(folder(), place.user());
                handedOver = true;
            }
            long memoryKills = place.group().memoryKills();
            long refusals = place.group().processRefusals();
            Process process = start(command, status);
            FirstWords firstWords = new FirstWords(error);
            CommandWatch.Result result = new CommandWatch(process, reins(process, status))
                    .await(
                            output,
                            firstWords,
                            limits.outputBytes(),
                            left,
                            command.grace(),
                            place.disk().needsWatching() ? place.disk()::full : null,
                            cancellation);
            place.group().kill();
            SandboxStatus ended = SandboxStatus.read(status);
            boolean noMemory = place.group().memoryKills() > memoryKills;
            if (result.reason() == CommandWatch.Reason.ENDED && ended.exit().isEmpty() && !noMemory) {
                throw new SandboxUnavailable(
                        "The sandbox could not be set up for the command, which has not run: " + firstWords.text());
            }
            return ended(
                    result,
                    ended.exit().orElse(result.status()),
                    noMemory,
                    place.group().processRefusals() > refusals);
        } catch (IOException failed) {
            throw new SandboxUnavailable("The command could not be run: " + failed.getMessage() + ".", failed);
        }
    }

    private Ended ended(CommandWatch.Result result, int status, boolean noMemory, boolean noProcesses) {
        return switch (result.reason()) {
            case CANCELLED -> new Ended.Cancelled(result.killed());
            case TIME -> new Ended.TimedOut(limits.time());
            case OUTPUT -> new Ended.TooMuchOutput(limits.outputBytes());
            case DISK -> new Ended.DiskFull(limits.diskBytes());
            case ENDED -> {
                if (status == 0) {
                    yield new Ended.Exited(0);
                }
                if (noMemory) {
                    yield new Ended.OutOfMemory(limits.memoryBytes());
                }
                if (place.disk().full()) {
                    yield new Ended.DiskFull(limits.diskBytes());
                }
                yield noProcesses ? new Ended.TooManyProcesses(limits.processes()) : new Ended.Exited(status);
            }
        };
    }

    private Process start(Command command, Path status) throws IOException {
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", ENTER, "enter", status.toString()));
        line.add(place.filter() == null ? "/dev/null" : place.filter().toString());
        place.group().entrances().forEach(entrance -> line.add(entrance.toString()));
        line.add("--");
        line.addAll(users.becoming(place.user()));
        line.addAll(List.of(
                Program.find(settings.bubblewrap()).orElseThrow().toString(), "--args", Integer.toString(ARGUMENTS)));
        line.add("--");
        if (networked(command)) {
            line.addAll(List.of("/bin/sh", "-c", RELAY, "relay", settings.relay()));
            line.addAll(List.of(BubblewrapArguments.DOOR, Integer.toString(PORT), LISTENING));
        }
        line.addAll(command.arguments());
        ProcessBuilder builder = new ProcessBuilder(line);
        // None of the server's own variables, and none of the author's before bubblewrap has closed the door.
        builder.environment().clear();
        builder.environment().put("PATH", Program.PATH);
        builder.directory(new java.io.File("/"));
        byte[] arguments = arguments(command).bytes();
        Process process = starter.start(builder);
        try (OutputStream input = process.getOutputStream()) {
            input.write(arguments);
        } catch (IOException ended) {
            // It ended before it had read them all: what it said tells more than a broken pipe.
            LOG.debug("A sandbox did not read its arguments", ended);
        }
        return process;
    }

    private BubblewrapArguments arguments(Command command) throws IOException {
        BubblewrapArguments arguments =
                new BubblewrapArguments(place.disk().root(), place.etc(), confinement.readOnly(), settings.hidden());
        if (networked(command)) {
            arguments.network(place.folder().resolve("proxy"));
        }
        Map<String, String> variables = new HashMap<>(usualVariables(command));
        variables.putAll(command.environment());
        String begin = command.folder().isEmpty()
                ? BubblewrapArguments.FOLDER
                : BubblewrapArguments.FOLDER + "/" + command.folder();
        return arguments.environment(variables).in(begin, STATUS, place.filter() != null, FILTER);
    }

    private boolean networked(Command command) {
        return place.proxy() != null && command.network();
    }

    private Map<String, String> usualVariables(Command command) {
        Map<String, String> variables = new HashMap<>(
                Map.of("PATH", Program.PATH, "HOME", "/tmp", "TMPDIR", "/tmp", "LANG", "C.UTF-8", "USER", "run"));
        if (networked(command)) {
            variables.putAll(FilteringProxy.variables("http://127.0.0.1:" + PORT));
        }
        return variables;
    }

    private CommandWatch.Reins reins(Process process, Path status) {
        return new CommandWatch.Reins() {
            @Override
            public void interrupt() {
                try {
                    Optional<Long> command = SandboxStatus.read(status).command();
                    if (command.isPresent()) {
                        Signals.interrupt(command.get());
                    }
                } catch (IOException failed) {
                    LOG.warn("A run's command could not be interrupted; it is killed after its grace", failed);
                }
            }

            @Override
            public void kill() {
                process.destroyForcibly();
                try {
                    place.group().kill();
                } catch (IOException failed) {
                    LOG.warn("A run's processes could not be killed", failed);
                }
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
        handedOver = false;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (place.proxy() != null) {
            place.proxy().close();
        }
        try {
            place.group().kill();
        } catch (IOException failed) {
            LOG.warn("A run's processes could not be killed", failed);
        }
        housekeeping.execute(() -> {
            clear(place.folder(), place.group(), place.disk());
            users.giveBack(place.user());
            place.share().close();
        });
    }

    /** What cannot be cleared away now is by the next start of the server. */
    static void clear(@Nullable Path folder, ControlGroups.@Nullable Group group, @Nullable RunDisk disk) {
        try {
            if (group != null) {
                group.kill();
                group.remove();
            }
            if (disk != null) {
                disk.remove();
            }
            if (folder != null) {
                Trees.delete(folder);
            }
        } catch (IOException failed) {
            LOG.warn("What a run left could not be cleared away: {}", folder, failed);
        }
    }
}

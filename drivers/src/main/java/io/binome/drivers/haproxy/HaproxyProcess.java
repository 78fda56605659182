package io.binome.drivers.haproxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proxy's processes: a master that stays, and a worker that each reload replaces. They outlive this JVM. */
final class HaproxyProcess {
    private static final Logger LOG = LoggerFactory.getLogger(HaproxyProcess.class);
    private static final Duration START = Duration.ofSeconds(15);

    /** A reload keeps the master from answering for some milliseconds. */
    private static final Duration SILENT = Duration.ofSeconds(4);

    private static final Pattern MASTER = Pattern.compile("^([0-9]+)\\s+master\\s+([0-9]+) \\[failed: ([0-9]+)].*");
    private static final Pattern WORKER = Pattern.compile("^([0-9]+)\\s+worker\\s.*");
    private static final String NO_SERVER =
            "This service has no running replica at the moment. Try again in a few seconds.\n";

    private final HaproxySettings settings;

    HaproxyProcess(HaproxySettings settings) {
        this.settings = settings;
    }

    /** @param current takes all new requests; {@code replaced} finish theirs */
    record Status(long master, int reloads, int failedReloads, Worker current, List<Worker> replaced) {
        List<Worker> workers() {
            List<Worker> all = new ArrayList<>(replaced);
            all.addFirst(current);
            return all;
        }
    }

    /** Empty when no proxy of this folder runs or answers. */
    Optional<Status> status() {
        long began = System.nanoTime();
        boolean woken = false;
        while (true) {
            try {
                Optional<Status> status = parse(CommandSocket.askMaster(settings.masterSocket(), "show proc"));
                if (status.isPresent()) {
                    return status;
                }
            } catch (IOException unreachable) {
                if (masterProcess().isEmpty()) {
                    return Optional.empty();
                }
            }
            // The master replaces itself at each reload, and answers again some milliseconds later.
            long waited = System.nanoTime() - began;
            if (waited >= START.toNanos()) {
                return Optional.empty();
            }
            if (!woken && waited >= SILENT.toNanos()) {
                woken = true;
                masterProcess().ifPresent(this::wake);
            }
            Pause.of(Duration.ofMillis(5));
        }
    }

    /**
     * A master of HAProxy 2.6 was seen to live and to answer nobody after a reload, all ten of its connections taken by
     * callers long gone. The signal has it replace itself, which leaves the worker and every client's connection alone.
     */
    private void wake(ProcessHandle master) {
        LOG.warn("The edge's master process {} does not answer; it is asked to replace itself", master.pid());
        try {
            // The JDK sends no other signals than those that end a process; every POSIX shell has kill built in.
            new ProcessBuilder("/bin/sh", "-c", "kill -USR2 \"$1\"", "kill", Long.toString(master.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        } catch (IOException failed) {
            LOG.warn("It could not be asked", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Status> parse(String answer) {
        Matcher first = null;
        List<Worker> workers = new ArrayList<>();
        for (String line : answer.lines().toList()) {
            Matcher masterLine = MASTER.matcher(line);
            Matcher worker = WORKER.matcher(line);
            if (masterLine.matches()) {
                first = masterLine;
            } else if (worker.matches()) {
                workers.add(new Worker(settings, Long.parseLong(worker.group(1)), !workers.isEmpty()));
            }
        }
        if (first == null || workers.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Status(
                Long.parseLong(first.group(1)),
                Integer.parseInt(first.group(2)),
                Integer.parseInt(first.group(3)),
                workers.getFirst(),
                List.copyOf(workers.subList(1, workers.size()))));
    }

    /** The process of the id file, if it is ours: another may have been given the number since. */
    private Optional<ProcessHandle> masterProcess() {
        try {
            String text = Files.readString(settings.processId()).strip();
            if (!text.matches("[0-9]{1,10}")) {
                return Optional.empty();
            }
            return ProcessHandle.of(Long.parseLong(text))
                    .filter(ProcessHandle::isAlive)
                    .filter(this::ours);
        } catch (IOException neverStarted) {
            return Optional.empty();
        }
    }

    /** While the master replaces itself it has no command line for a moment. */
    private boolean ours(ProcessHandle process) {
        String line = process.info().commandLine().orElse("");
        return line.isEmpty() || line.contains(settings.configuration().toString());
    }

    /** Writes the configuration, in one step: the master reads it at any reload. */
    void write(String configuration) throws IOException {
        Path next = settings.folder().resolve("haproxy.cfg.next");
        Files.writeString(next, configuration);
        Files.move(next, settings.configuration(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Nullable
    String written() throws IOException {
        return Files.exists(settings.configuration()) ? Files.readString(settings.configuration()) : null;
    }

    void prepareFolder() throws IOException {
        Files.createDirectories(settings.folder());
        Files.setPosixFilePermissions(settings.folder(), PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(settings.jail());
        Files.setPosixFilePermissions(settings.jail(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                settings.noServerPage(),
                String.join(
                        "\r\n",
                        "HTTP/1.1 503 Service Unavailable",
                        "Cache-Control: no-store",
                        "Retry-After: 5",
                        "Content-Type: text/plain; charset=utf-8",
                        "Content-Length: " + NO_SERVER.length(),
                        "",
                        NO_SERVER));
    }

    /**
     * Starts the proxy with what is written, as a daemon of its own session, and returns once it listens.
     *
     * @throws IOException with HAProxy's own words when it does not start; nothing is left running then
     */
    void start() throws IOException {
        masterProcess().ifPresent(this::end);
        Files.deleteIfExists(settings.processId());
        ProcessBuilder builder = new ProcessBuilder(
                        settings.executable(),
                        "-W",
                        "-D",
                        "-f",
                        settings.configuration().toString(),
                        "-p",
                        settings.processId().toString(),
                        "-S",
                        settings.masterSocket() + ",mode,600")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(settings.log().toFile()))
                .directory(settings.folder().toFile());
        // Binome's own environment holds secrets; the proxy needs none of it.
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().merge("PATH", "/usr/local/sbin:/usr/sbin:/sbin", (path, more) -> path + ":" + more);
        long logged = Files.exists(settings.log()) ? Files.size(settings.log()) : 0;
        Process process = builder.start();
        try {
            if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("HAProxy did not start within " + START.toSeconds() + " s");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Starting HAProxy was interrupted", interrupted);
        }
        if (process.exitValue() != 0) {
            throw new IOException("HAProxy did not start: " + logSince(logged));
        }
        for (int tries = 0; status().filter(HaproxyProcess::handedOver).isEmpty(); tries++) {
            if (tries < 200 && masterProcess().isPresent()) {
                Pause.of(Duration.ofMillis(5));
                continue;
            }
            throw new IOException("HAProxy started and does not answer: " + logSince(logged));
        }
    }

    /**
     * Replaces the worker by one with what is written. Listening sockets are handed over, so no client is refused.
     *
     * @throws IOException with HAProxy's own words when the new worker did not come up; the old one goes on then
     */
    void reload() throws IOException {
        Status before = status().orElseThrow(() -> new IOException("HAProxy does not run"));
        long logged = Files.exists(settings.log()) ? Files.size(settings.log()) : 0;
        for (int tries = 0; tries < START.toMillis() / 5; tries++) {
            if (tries % 400 == 0 && status().map(Status::reloads).equals(Optional.of(before.reloads()))) {
                CommandSocket.tellMaster(settings.masterSocket(), "reload");
            }
            Status now = status().orElseThrow(() -> new IOException("HAProxy ended while it was reloaded"));
            if (now.reloads() > before.reloads() && now.failedReloads() > before.failedReloads()) {
                throw new IOException("HAProxy did not take the new configuration: " + logSince(logged));
            }
            if (now.current().processId() != before.current().processId() && handedOver(now)) {
                return;
            }
            Pause.of(Duration.ofMillis(5));
        }
        throw new IOException("HAProxy was not reloaded within " + START.toSeconds() + " s");
    }

    /** Whether the replaced workers know that they are: until then they would take new requests to their own servers. */
    private static boolean handedOver(Status status) {
        try {
            if (!status.current().answersItself()) {
                return false;
            }
        } catch (IOException notYet) {
            return false;
        }
        for (Worker worker : status.replaced()) {
            try {
                if (!worker.stopping()) {
                    return false;
                }
            } catch (IOException ended) {
                // It had nothing left to finish.
            }
        }
        return true;
    }

    /** Ends the proxy with all its connections. */
    void stop() {
        masterProcess().ifPresent(this::end);
    }

    private void end(ProcessHandle process) {
        process.destroy();
        for (int tries = 0; tries < 500 && process.isAlive(); tries++) {
            if (tries == 400) {
                process.destroyForcibly();
            }
            Pause.of(Duration.ofMillis(10));
        }
    }

    private String logSince(long position) {
        try {
            byte[] all = Files.readAllBytes(settings.log());
            String text = new String(
                    all,
                    (int) Math.min(position, all.length),
                    (int) Math.max(0, all.length - position),
                    StandardCharsets.UTF_8);
            String alerts = text.lines()
                    .filter(line -> line.contains("ALERT"))
                    .reduce("", (lines, line) -> lines.isEmpty() ? line : lines + " / " + line);
            return alerts.isEmpty() ? text.strip() : alerts;
        } catch (IOException unreadable) {
            return "its log " + settings.log() + " cannot be read";
        }
    }

    /** Keeps the log small: HAProxy writes to it only when it starts and reloads. */
    void trimLog() throws IOException {
        if (Files.exists(settings.log()) && Files.size(settings.log()) > 10_000_000) {
            Files.write(settings.log(), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
        }
    }
}

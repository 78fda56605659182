package io.binome.drivers.docker;

import io.binome.drivers.docker.EngineHttp.Answer;
import io.binome.runs.Cancellation;
import io.binome.workloads.Runtime.LogLine;
import io.binome.workloads.Runtime.LogRequest;
import io.binome.workloads.Runtime.RuntimeRefused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The output of a container, line by line with its time. */
final class ContainerLog {
    /** Longer lines are handed over in parts. */
    private static final int LONGEST_LINE = 1 << 20;

    private final DockerHost host;

    ContainerLog(DockerHost host) {
        this.host = host;
    }

    void read(String id, LogRequest request, Consumer<LogLine> lines, Cancellation cancellation) {
        boolean terminal = new HostContainers(host)
                .find(id)
                .map(container -> Boolean.TRUE.equals(container.getConfig().getTty()))
                .orElseThrow(() -> new RuntimeRefused(
                        RuntimeRefused.Reason.NOT_FOUND, "No container " + id + " is on this host any more"));
        Map<String, String> query = new LinkedHashMap<>();
        query.put("stdout", "1");
        query.put("stderr", "1");
        query.put("timestamps", "1");
        query.put("follow", request.follow() ? "1" : "0");
        query.put("tail", request.tail() < 0 ? "all" : Integer.toString(request.tail()));
        if (request.since() != null) {
            query.put(
                    "since",
                    "%d.%09d"
                            .formatted(
                                    request.since().getEpochSecond(),
                                    request.since().getNano()));
        }
        String path = host.api() + "/containers/" + id + "/logs" + EngineHttp.query(query);
        if (cancellation.requested()) {
            return;
        }
        try (EngineSocket socket = host.http().open();
                AutoCloseable _ = cancellation.whenRequested(() -> JsonLines.close(socket));
                Answer answer = host.http().send(socket, "GET", path, Map.of(), null)) {
            if (!answer.ok()) {
                throw EngineFailures.refused("show a container's log", answer.status(), answer.text());
            }
            if (terminal) {
                Assembly assembly = new Assembly(false, lines);
                copy(answer.content(), assembly);
                assembly.end();
            } else {
                Assembly output = new Assembly(false, lines);
                Assembly errors = new Assembly(true, lines);
                LogFrames.read(answer.content(), (error, piece) -> (error ? errors : output).piece(piece));
                output.end();
                errors.end();
            }
        } catch (IOException cut) {
            if (!cancellation.requested()) {
                throw EngineFailures.unavailable(host.name(), "show a container's log", cut);
            }
        } catch (RuntimeException known) {
            throw known;
        } catch (Exception unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    private static void copy(InputStream input, Assembly assembly) throws IOException {
        byte[] buffer = new byte[16384];
        for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
            assembly.bytes(buffer, read);
        }
    }

    /**
     * Puts lines together. Docker cuts long lines into entries of 16 KiB, all with the time of the first; its
     * {@code local} log keeps no line end after the last of them, so the time alone says where the next line begins.
     */
    static final class Assembly {
        private final boolean error;
        private final Consumer<LogLine> lines;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private @Nullable Instant at;

        Assembly(boolean error, Consumer<LogLine> lines) {
            this.error = error;
            this.lines = lines;
        }

        /** One entry: its time, a space, its text. */
        void piece(byte[] piece) {
            int start = 0;
            if (at != null) {
                int text = textStart(piece);
                if (at.equals(time(new String(piece, 0, text, StandardCharsets.UTF_8).strip()))) {
                    start = text;
                } else {
                    hand();
                }
            }
            for (int i = start; i < piece.length; i++) {
                take(piece[i]);
            }
        }

        void bytes(byte[] bytes, int length) {
            for (int i = 0; i < length; i++) {
                take(bytes[i]);
            }
        }

        void end() {
            if (line.size() > 0) {
                hand();
            }
        }

        private void take(byte next) {
            if (next == '\n') {
                hand();
            } else {
                line.write(next);
                if (at == null && next == ' ') {
                    at = time(line.toString(StandardCharsets.UTF_8).strip());
                    line.reset();
                } else if (line.size() >= LONGEST_LINE) {
                    Instant same = at;
                    hand();
                    at = same;
                }
            }
        }

        private void hand() {
            String text = line.toString(StandardCharsets.UTF_8);
            if (at == null) {
                // A line of nothing but its time: Docker leaves out the space after it.
                at = time(text.strip());
                text = "";
            }
            line.reset();
            lines.accept(new LogLine(at, error, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text));
            at = null;
        }

        private static int textStart(byte[] piece) {
            for (int i = 0; i < Math.min(piece.length, 40); i++) {
                if (piece[i] == ' ') {
                    return i + 1;
                }
            }
            return 0;
        }

        private static Instant time(String text) {
            Instant read = ContainerReading.instant(text);
            return read == null ? Instant.EPOCH : read;
        }
    }
}

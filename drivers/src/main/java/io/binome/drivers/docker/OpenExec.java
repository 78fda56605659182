package io.binome.drivers.docker;

import io.binome.drivers.docker.EngineHttp.Answer;
import io.binome.workloads.Runtime.ExecSession;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A command that runs in a container. Closing {@link #input()} tells the command that no more comes, and no more than that. */
final class OpenExec implements ExecSession {
    private final DockerHost host;
    private final String id;
    private final Answer stream;
    private final InputStream output;
    private final OutputStream input;

    private OpenExec(DockerHost host, String id, Answer stream, boolean terminal) {
        this.host = host;
        this.id = id;
        this.stream = stream;
        this.output = terminal ? stream.content() : new PlainInput(stream.content());
        this.input = new HalfClosing(stream.socket());
    }

    static OpenExec in(DockerHost host, String containerId, List<String> command, boolean terminal) {
        JsonNode created = host.json(
                "prepare a command in a container",
                "POST",
                "/containers/" + containerId + "/exec",
                DockerHost.JSON.writeValueAsString(Map.of(
                        "AttachStdin", true,
                        "AttachStdout", true,
                        "AttachStderr", true,
                        "Tty", terminal,
                        "Cmd", command)));
        String id = created.path("Id").asString("");
        return host.ask("run a command in a container", () -> {
            Answer stream = host.http()
                    .upgrade(
                            host.api() + "/exec/" + id + "/start",
                            DockerHost.JSON.writeValueAsString(Map.of("Detach", false, "Tty", terminal)));
            if (!stream.ok()) {
                try (stream) {
                    throw EngineFailures.refused("run a command in a container", stream.status(), stream.text());
                }
            }
            return new OpenExec(host, id, stream, terminal);
        });
    }

    @Override
    public OutputStream input() {
        return input;
    }

    @Override
    public InputStream output() {
        return output;
    }

    @Override
    public void resize(int columns, int rows) {
        host.json("resize a terminal", "POST", "/exec/" + id + "/resize?h=" + rows + "&w=" + columns, null);
    }

    @Override
    public int exitCode() {
        while (true) {
            JsonNode state = host.json("say how a command ended", "GET", "/exec/" + id + "/json", null);
            if (!state.path("Running").asBoolean(false)) {
                return state.path("ExitCode").asInt(0);
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw EngineFailures.unavailable(host.name(), "say how a command ended", stopped);
            }
        }
    }

    @Override
    public void close() {
        JsonLines.close(stream.socket());
    }

    private static final class HalfClosing extends FilterOutputStream {
        private final EngineSocket socket;

        HalfClosing(EngineSocket socket) {
            super(socket.output());
            this.socket = socket;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            socket.shutdownOutput();
        }
    }

    /** Takes the frames off a stream, both outputs in the order in which they came. */
    private static final class PlainInput extends InputStream {
        private final InputStream framed;
        private int left;

        PlainInput(InputStream framed) {
            this.framed = framed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            while (left == 0) {
                byte[] head = framed.readNBytes(8);
                if (head.length < 8) {
                    return -1;
                }
                left = LogFrames.length(head);
            }
            int read = framed.read(bytes, offset, Math.min(left, length));
            left -= Math.max(read, 0);
            return read;
        }
    }
}

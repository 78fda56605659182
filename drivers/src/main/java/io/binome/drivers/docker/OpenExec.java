package io.binome.drivers.docker;

import io.binome.drivers.docker.EngineHttp.Answer;
import io.binome.workloads.Runtime;
import io.binome.workloads.Runtime.ExecSession;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** A command that runs in a container. Closing {@link #input()} tells the command that no more comes, and no more than that. */
final class OpenExec implements ExecSession {
    private static final Logger LOG = LoggerFactory.getLogger(OpenExec.class);

    private final DockerHost host;
    private final String id;
    private final Answer stream;
    private final InputStream output;
    private final OutputStream input;
    private final AbandonedCommand command;

    private OpenExec(DockerHost host, String id, Answer stream, boolean terminal, AbandonedCommand command) {
        this.host = host;
        this.id = id;
        this.command = command;
        this.stream = stream;
        this.output = terminal ? stream.content() : new PlainInput(stream.content());
        this.input = new HalfClosing(stream.socket());
    }

    static OpenExec in(DockerHost host, String containerId, List<String> command, boolean terminal) {
        AbandonedCommand abandoned = new AbandonedCommand(host, containerId);
        JsonNode created = host.json(
                "prepare a command in a container",
                "POST",
                "/containers/" + containerId + "/exec",
                DockerHost.JSON.writeValueAsString(Map.of(
                        "AttachStdin",
                        true,
                        "AttachStdout",
                        true,
                        "AttachStderr",
                        true,
                        "Tty",
                        terminal,
                        // Docker's own way out, Ctrl-P Ctrl-Q, would hold back each Ctrl-P of a shell's history.
                        "DetachKeys",
                        "ctrl-^,ctrl-@,ctrl-^,ctrl-@",
                        "Env",
                        List.of(abandoned.variable(), "TERM=xterm-256color"),
                        "Cmd",
                        command)));
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
            return new OpenExec(host, id, stream, terminal, abandoned);
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
            JsonNode state = state();
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

    /** A command that still runs is ended, so that nothing works on for somebody who may not any more. */
    @Override
    public void close() {
        JsonLines.close(stream.socket());
        try {
            if (running()) {
                command.end();
            }
        } catch (Runtime.RuntimeUnavailable | Runtime.RuntimeRefused gone) {
            LOG.debug("A command in a container could not be ended: {}", gone.getMessage());
        }
    }

    private boolean running() {
        return state().path("Running").asBoolean(false);
    }

    private JsonNode state() {
        return host.json("say how a command ended", "GET", "/exec/" + id + "/json", null);
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

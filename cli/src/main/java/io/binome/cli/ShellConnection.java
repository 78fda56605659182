package io.binome.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The client's end of a shell; docs/reference/shell-protocol.md describes the frames. The next frame is asked for when
 * the last was shown, so that a slow terminal holds back the command.
 */
final class ShellConnection implements WebSocket.Listener {
    private final JsonMapper mapper;
    private final OutputStream shown;
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final Object sending = new Object();
    private volatile @Nullable WebSocket socket;

    ShellConnection(JsonMapper mapper, OutputStream shown) {
        this.mapper = mapper;
        this.shown = shown;
    }

    void send(Map<String, ?> frame) {
        send(to -> to.sendText(mapper.writeValueAsString(frame), true));
    }

    void type(byte[] bytes) {
        send(to -> to.sendBinary(ByteBuffer.wrap(bytes), true));
    }

    /** A socket takes one frame at a time. One that has closed takes none, and has said why. */
    private void send(Function<WebSocket, CompletableFuture<WebSocket>> frame) {
        synchronized (sending) {
            try {
                frame.apply(open()).join();
            } catch (CompletionException closed) {
                if (!exitCode.isDone()) {
                    exitCode.completeExceptionally(broken());
                }
            }
        }
    }

    /** Waits for the command's end. */
    int exitCode() {
        try {
            return exitCode.join();
        } catch (CompletionException ended) {
            throw ended.getCause() instanceof CommandProblem problem ? problem : broken();
        }
    }

    boolean over() {
        return exitCode.isDone();
    }

    /** Goes away; the command is ended by the server. */
    void leave() {
        exitCode.completeExceptionally(new CommandProblem("You left the shell; what ran in it is ended."));
        open().abort();
    }

    private WebSocket open() {
        return Objects.requireNonNull(socket, "not open yet");
    }

    private static CommandProblem broken() {
        return new CommandProblem("The connection broke. What ran in the shell is ended by the server.");
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            read(mapper.readTree(text.toString()));
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void read(JsonNode frame) {
        switch (frame.path("type").asString("")) {
            case "exit" -> exitCode.complete(frame.path("code").asInt(0));
            case "problem" ->
                exitCode.completeExceptionally(new CommandProblem(
                        frame.path("problem").path("detail").asString("The shell was closed."), frame.path("problem")));
            default -> {
                // started, and what later servers may say.
            }
        }
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        try {
            shown.write(bytes);
            shown.flush();
            from.request(1);
        } catch (IOException nobodyReads) {
            leave();
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        exitCode.completeExceptionally(broken());
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable cause) {
        exitCode.completeExceptionally(broken());
    }
}

package io.binome.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A shell from this terminal, or a command between two pipes. */
final class ServiceShell {
    private static final int CHUNK = 16 * 1024;

    private final Context context;
    private final InputStream typed;
    private final OutputStream shown;

    ServiceShell(Context context, InputStream typed, OutputStream shown) {
        this.context = context;
        this.typed = typed;
        this.shown = shown;
    }

    /** @return the command's exit code */
    int run(String path, List<String> command, @Nullable Integer replica) {
        ShellConnection connection = new ShellConnection(context.mapper(), shown);
        context.api().webSocket(path, connection);
        Optional<RawTerminal> terminal = context.terminal() ? RawTerminal.open() : Optional.empty();
        try {
            connection.send(start(command, replica, terminal));
            terminal.ifPresent(raw -> raw.whenResized(() -> raw.size()
                    .ifPresent(size -> connection.send(size(size, new LinkedHashMap<>(Map.of("type", "resize")))))));
            Thread.ofPlatform()
                    .daemon()
                    .name("typed")
                    .start(() -> handOn(connection, terminal.isPresent() ? new EscapeKeys() : null));
            return connection.exitCode();
        } finally {
            terminal.ifPresent(RawTerminal::close);
        }
    }

    private static Map<String, Object> start(
            List<String> command, @Nullable Integer replica, Optional<RawTerminal> terminal) {
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("type", "start");
        frame.put("command", command);
        if (replica != null) {
            frame.put("replica", replica);
        }
        frame.put("terminal", terminal.isPresent());
        terminal.flatMap(RawTerminal::size).ifPresent(size -> size(size, frame));
        return frame;
    }

    private static Map<String, Object> size(RawTerminal.Size size, Map<String, Object> frame) {
        frame.put("columns", size.columns());
        frame.put("rows", size.rows());
        return frame;
    }

    private void handOn(ShellConnection connection, @Nullable EscapeKeys escape) {
        byte[] buffer = new byte[CHUNK];
        try {
            for (int read = typed.read(buffer); read >= 0 && !connection.over(); read = typed.read(buffer)) {
                byte[] keys = escape == null ? Arrays.copyOf(buffer, read) : escape.pass(buffer, read);
                if (keys.length > 0) {
                    connection.type(keys);
                }
                if (escape != null && escape.left()) {
                    connection.leave();
                    return;
                }
            }
        } catch (IOException unreadable) {
            // As the end of the input.
        }
        if (!connection.over()) {
            connection.send(Map.of("type", "end-of-input"));
        }
    }
}

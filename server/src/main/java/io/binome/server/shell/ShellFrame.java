package io.binome.server.shell;

import io.binome.kernel.ProblemException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Text frames of a client; docs/reference/shell-protocol.md describes them. What is typed comes in binary frames. */
sealed interface ShellFrame {
    /**
     * The first one.
     *
     * @param command what to run; none for a shell of the container's
     * @param replica null for the first that runs
     * @param terminal whether the command gets one, with this size
     */
    record Start(List<String> command, @Nullable Integer replica, boolean terminal, Optional<Resize> size)
            implements ShellFrame {}

    record Resize(int columns, int rows) implements ShellFrame {
        public Resize {
            if (columns < 1 || columns > 1_000 || rows < 1 || rows > 1_000) {
                throw bad("columns and rows must be between 1 and 1000.");
            }
        }
    }

    /** Nothing more will be typed; the command goes on. */
    record EndOfInput() implements ShellFrame {}

    /** @throws ProblemException with {@link ShellProblem.BadFrame} */
    static ShellFrame parse(JsonMapper json, String text) {
        JsonNode frame;
        try {
            frame = json.readTree(text);
        } catch (JacksonException malformed) {
            throw bad("a text frame is not JSON.");
        }
        return switch (frame.path("type").asString("")) {
            case "start" -> start(frame);
            case "resize" -> size(frame).orElseThrow(() -> bad("resize needs columns and rows."));
            case "end-of-input" -> new EndOfInput();
            default -> throw bad("a text frame has the type start, resize or end-of-input.");
        };
    }

    private static Start start(JsonNode frame) {
        JsonNode command = frame.path("command");
        if (!command.isMissingNode() && !command.isNull() && !command.isArray()) {
            throw bad("command must be an array of texts.");
        }
        List<String> words = command.values().stream()
                .map(word -> {
                    if (!word.isString() || word.asString().indexOf('\0') >= 0) {
                        throw bad("command must be an array of texts.");
                    }
                    return word.asString();
                })
                .toList();
        JsonNode replica = frame.path("replica");
        if (!replica.isMissingNode() && !replica.isNull() && !replica.isInt()) {
            throw bad("replica must be a number.");
        }
        return new Start(
                words,
                replica.isInt() ? replica.asInt() : null,
                frame.path("terminal").asBoolean(false),
                size(frame));
    }

    private static Optional<Resize> size(JsonNode frame) {
        JsonNode columns = frame.path("columns");
        JsonNode rows = frame.path("rows");
        if (columns.isMissingNode() && rows.isMissingNode()) {
            return Optional.empty();
        }
        if (!columns.isInt() || !rows.isInt()) {
            throw bad("columns and rows must be numbers.");
        }
        return Optional.of(new Resize(columns.asInt(), rows.asInt()));
    }

    private static ProblemException bad(String what) {
        return new ProblemException(new ShellProblem.BadFrame(what));
    }
}

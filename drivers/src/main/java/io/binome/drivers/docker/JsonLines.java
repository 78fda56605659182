package io.binome.drivers.docker;

import io.binome.drivers.docker.EngineHttp.Answer;
import io.binome.runs.Cancellation;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An answer that comes as one JSON document per line for as long as the work takes. */
final class JsonLines {
    private JsonLines() {}

    static void read(
            DockerHost host,
            String operation,
            String path,
            Map<String, String> headers,
            EngineHttp.@Nullable Body body,
            Cancellation cancellation,
            Consumer<JsonNode> lines) {
        cancellation.check();
        try (EngineSocket socket = host.http().open();
                AutoCloseable _ = cancellation.whenRequested(() -> close(socket));
                Answer answer = host.http().send(socket, "POST", path, headers, body)) {
            if (!answer.ok()) {
                throw EngineFailures.refused(operation, answer.status(), answer.text());
            }
            try (var documents = DockerHost.JSON.readerFor(JsonNode.class).<JsonNode>readValues(answer.content())) {
                while (documents.hasNextValue()) {
                    JsonNode line = documents.nextValue();
                    String error = line.path("error").asString("");
                    if (!error.isEmpty()) {
                        throw EngineFailures.refused(operation, 500, error);
                    }
                    lines.accept(line);
                }
            }
            cancellation.check();
        } catch (IOException | tools.jackson.core.JacksonException cut) {
            cancellation.check();
            throw EngineFailures.unavailable(host.name(), operation, cut);
        } catch (RuntimeException known) {
            throw known;
        } catch (Exception unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    static void close(EngineSocket socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // It was to end anyway.
        }
    }
}

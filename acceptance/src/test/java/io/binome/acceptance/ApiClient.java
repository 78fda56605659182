package io.binome.acceptance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP API as a program that knows nothing of Binome's code sees it. */
final class ApiClient {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String server;
    private final @Nullable String token;

    ApiClient(String server, @Nullable String token) {
        this.server = server;
        this.token = token;
    }

    /** No whole answer came. */
    static final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unanswered(IOException cause) {
            super(cause);
        }
    }

    /** An answer with its status, whatever that is. */
    record Answer(int status, JsonNode body) {
        boolean ok() {
            return status < 300;
        }

        /** The problem's code; empty when there is none. */
        String code() {
            return body.path("code").asString("");
        }

        JsonNode orFail() {
            if (!ok()) {
                throw new AssertionError("HTTP status " + status + ": " + body);
            }
            return body;
        }
    }

    JsonNode get(String path) {
        return send("GET", path, null).orFail();
    }

    JsonNode post(String path, Map<String, ?> body) {
        return tryPost(path, body).orFail();
    }

    Answer tryPost(String path, Map<String, ?> body) {
        return send("POST", path, JSON.writeValueAsString(body));
    }

    Answer send(String method, String path, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + "/api/v1" + path))
                .timeout(Duration.ofSeconds(70))
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            String text = response.body();
            return new Answer(response.statusCode(), text.isEmpty() ? JSON.createObjectNode() : read(text));
        } catch (IOException broken) {
            throw new Unanswered(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException notJson) {
            return JSON.createObjectNode().put("text", text);
        }
    }
}

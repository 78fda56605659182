package io.binome.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The HTTP API as commands use it. A POST carries an idempotency key, so that sending it twice does it once. */
public final class ApiClient {
    private static final String API = "/api/v1";
    private static final int LARGEST_PAGE = 200;

    private final HttpClient http;
    private final String server;
    private final @Nullable String token;
    private final JsonMapper mapper;
    private final Watch watch;

    public ApiClient(String server, @Nullable String token, JsonMapper mapper) {
        this(server, token, mapper, (_, _) -> {});
    }

    ApiClient(String server, @Nullable String token, JsonMapper mapper, Watch watch) {
        this(server, token, mapper, watch, null);
    }

    /** @param authorities who vouches for the server; whom Java knows when null */
    ApiClient(String server, @Nullable String token, JsonMapper mapper, Watch watch, @Nullable SSLContext authorities) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10));
        if (authorities != null) {
            builder.sslContext(authorities);
        }
        this.http = builder.build();
        this.server = server;
        this.token = token;
        this.mapper = mapper;
        this.watch = watch;
    }

    /** Segments of a path, each after a slash and escaped. */
    public static String path(String... segments) {
        return Arrays.stream(segments).map(segment -> "/" + escape(segment)).collect(Collectors.joining());
    }

    /** {@code name=value}, escaped, for a query. */
    public static String parameter(String name, Object value) {
        return name + "=" + escape(value.toString());
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public JsonNode get(String path) {
        return json(send(request(path).GET()));
    }

    /** The path with one more parameter. */
    public static String with(String path, String name, Object value) {
        return path + (path.indexOf('?') < 0 ? '?' : '&') + parameter(name, value);
    }

    /** All pages of a list as one. */
    public JsonNode all(String path) {
        return all(path, null);
    }

    /** All pages of a list behind this cursor as one, from the first when it is null. */
    public JsonNode all(String path, @Nullable String after) {
        String pages = with(path, "limit", LARGEST_PAGE);
        ObjectNode answer = mapper.createObjectNode();
        ArrayNode items = answer.putArray("items");
        for (String next = after; ; ) {
            JsonNode page = get(next == null ? pages : with(pages, "after", next));
            page.path("items").forEach(items::add);
            if (!page.path("next").isString()) {
                return answer.putNull("next");
            }
            next = page.path("next").asString();
        }
    }

    public JsonNode post(String path, @Nullable JsonNode body) {
        return json(send(request(path)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(body(body))));
    }

    public JsonNode put(String path, JsonNode body) {
        return json(send(request(path).PUT(body(body))));
    }

    public JsonNode patch(String path, JsonNode body) {
        return json(send(request(path).method("PATCH", body(body))));
    }

    public JsonNode delete(String path) {
        return json(send(request(path).DELETE()));
    }

    /** Hands on lines of text as they come. */
    public void lines(String path, LineReader reader) {
        HttpResponse<InputStream> response = send(request(path).GET());
        try (BufferedReader in = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                reader.read(line);
            }
        } catch (IOException broken) {
            throw new CommandProblem("The connection broke in the middle of the answer. Try again.");
        }
    }

    /** Reads server-sent events until one is answered with false; after a break goes on behind the last id. */
    public void events(String path, EventReader reader) {
        String lastId = null;
        for (int failures = 0; failures < 10; ) {
            HttpRequest.Builder request = request(path).header("Accept", "text/event-stream");
            if (lastId != null) {
                request.header("Last-Event-ID", lastId);
            }
            HttpResponse<InputStream> response = send(request.GET());
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                Event event = Event.read(in);
                while (event != null) {
                    failures = 0;
                    lastId = event.id() == null ? lastId : event.id();
                    if (!reader.read(event)) {
                        return;
                    }
                    event = Event.read(in);
                }
            } catch (IOException broken) {
                failures++;
                pause();
            }
        }
        throw new CommandProblem("The connection broke again and again. Try later.");
    }

    /** Hands a file on as it comes. */
    public void download(String path, OutputStream to) {
        try (InputStream in = send(request(path).GET()).body()) {
            in.transferTo(to);
        } catch (IOException broken) {
            throw new CommandProblem("The download broke off: " + broken.getMessage() + ". Try again.");
        }
    }

    /**
     * Sends a file to the state backend.
     *
     * @param path beside the API, such as {@code /state/acme/shop/network}
     */
    void upload(String path, Path file, String md5) throws IOException {
        HttpRequest.Builder request = at(server + path)
                .header("Content-MD5", md5)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofFile(file));
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new CommandProblem(
                        answer.statusCode() == 423
                                ? "The state is locked. Nothing was stored. `binome state lock-info` says by whom."
                                : answer.body().strip());
            }
        } catch (IOException unreachable) {
            throw new ServerUnreachable(server, unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandProblem("Interrupted.");
        }
    }

    /** Makes a WebSocket of an address. */
    public void webSocket(String path, WebSocket.Listener listener) {
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
        if (token != null) {
            builder.header("Authorization", "Bearer " + token);
        }
        try {
            builder.buildAsync(URI.create((server + "/api/v1" + path).replaceFirst("^http", "ws")), listener)
                    .join();
        } catch (IllegalArgumentException malformed) {
            throw new CommandProblem("The address " + server + " is none: " + malformed.getMessage());
        } catch (CompletionException failed) {
            throw switch (failed.getCause()) {
                case WebSocketHandshakeException refused -> refusal(refused);
                case IOException unreachable -> new ServerUnreachable(server, unreachable);
                case null, default -> failed;
            };
        }
    }

    /** Why no WebSocket was made; a proxy on the way may have answered instead of the server. */
    private RuntimeException refusal(WebSocketHandshakeException refused) {
        HttpResponse<?> response = refused.getResponse();
        if (response != null && response.body() instanceof String body) {
            try {
                JsonNode document = mapper.readTree(body);
                if (document.path("detail").isString()) {
                    return new CommandProblem(document.path("detail").asString(), document);
                }
            } catch (JacksonException notOurs) {
                // Falls through: some other server, or a proxy, has answered.
            }
        }
        return new CommandProblem("No shell was opened: something between here and " + server
                + " answered with HTTP status " + (response == null ? "?" : response.statusCode())
                + ". A proxy on the way must let WebSockets through.");
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandProblem("Interrupted.");
        }
    }

    private HttpRequest.Builder request(String path) {
        return at(server + API + path);
    }

    private HttpRequest.Builder at(String address) {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(URI.create(address));
        } catch (IllegalArgumentException malformed) {
            throw new CommandProblem("The address " + server + " is none: " + malformed.getMessage());
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.header("User-Agent", "binome-cli");
    }

    private BodyPublisher body(@Nullable JsonNode body) {
        return BodyPublishers.ofString(body == null ? "{}" : mapper.writeValueAsString(body));
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) {
        try {
            HttpResponse<InputStream> response =
                    http.send(request.header("Content-Type", "application/json").build(), BodyHandlers.ofInputStream());
            watch.answered(
                    response.request().uri().toString().substring((server + API).length()),
                    response.headers().firstValue("Binome-Checkpoint"));
            if (response.statusCode() >= 300) {
                throw problem(response);
            }
            return response;
        } catch (IOException unreachable) {
            throw new ServerUnreachable(server, unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandProblem("Interrupted.");
        }
    }

    private CommandProblem problem(HttpResponse<InputStream> response) {
        String body;
        try (InputStream in = response.body()) {
            body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            JsonNode document = mapper.readTree(body);
            if (document.path("detail").isString()) {
                return new CommandProblem(document.path("detail").asString(), document);
            }
        } catch (IOException | JacksonException notOurs) {
            // Falls through: some other server, or a proxy, has answered.
        }
        return new CommandProblem("The server at " + server + " answered with HTTP status " + response.statusCode()
                + " and no explanation. Is it a Binome?");
    }

    private JsonNode json(HttpResponse<InputStream> response) {
        try (InputStream in = response.body()) {
            byte[] body = in.readAllBytes();
            return body.length == 0 ? mapper.createObjectNode() : mapper.readTree(body);
        } catch (IOException broken) {
            throw new ServerUnreachable(server, broken);
        } catch (JacksonException notJson) {
            throw new CommandProblem("The server at " + server + " answered with something that is no JSON.");
        }
    }

    /** Hears of each answer before anything of it is used. */
    @FunctionalInterface
    interface Watch {
        /**
         * @param path as it was asked for
         * @param checkpoint the header with the ledger's checkpoint
         */
        void answered(String path, Optional<String> checkpoint);
    }

    @FunctionalInterface
    public interface LineReader {
        void read(String line) throws IOException;
    }

    @FunctionalInterface
    public interface EventReader {
        /** @return whether to go on */
        boolean read(Event event);
    }

    /** A server-sent event. */
    public record Event(@Nullable String id, String name, String data) {
        static @Nullable Event read(BufferedReader in) throws IOException {
            String id = null;
            String name = "message";
            StringBuilder data = null;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty() && data != null) {
                    return new Event(id, name, data.toString());
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data:")) {
                    String text = line.startsWith("data: ") ? line.substring(6) : line.substring(5);
                    data = data == null
                            ? new StringBuilder(text)
                            : data.append('\n').append(text);
                }
            }
            return null;
        }
    }
}

package io.binome.drivers.vault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Vault as its API documentation describes it ({@code secret/kv/kv-v2}, {@code auth/approle}, {@code auth/jwt},
 * {@code auth/token}, {@code secret/databases}, {@code secret/transit}, {@code system/leases}, {@code system/seal-status}, and "HTTP status
 * codes"): paths, bodies and error documents. Tokens end in real time; leases end with them. Not the real thing: none
 * is to be had where the tests run.
 */
public final class FakeVault implements AutoCloseable {
    public static final String ROLE_ID = "59d6d1ca-47bb-4e7e-a40b-8be3bc5a0ba8";
    public static final String SECRET_ID = "84896a0c-1347-aa90-a4f6-aca8b7558780";
    public static final String JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJiaW5vbWUifQ.c2ln";

    private static final JsonMapper JSON = JsonMapper.shared();

    record Seen(String method, String path, @Nullable String namespace) {}

    private record Token(Instant ends, Instant last) {}

    private final HttpServer server;
    private final Map<String, List<@Nullable Map<String, ?>>> entries = new ConcurrentHashMap<>();
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();
    private final Map<String, String> leases = new ConcurrentHashMap<>();
    private final AtomicInteger failures = new AtomicInteger();
    final List<Seen> seen = new CopyOnWriteArrayList<>();

    /** A key named {@code binome} is there. */
    public final FakeTransit transit = new FakeTransit();

    public volatile boolean sealed;
    volatile boolean mayUseTransit = true;
    volatile int failWith = 500;
    volatile boolean mayRevokeLeases = true;
    volatile @Nullable String namespace;
    public volatile Duration tokenLife = Duration.ofMinutes(20);
    volatile Duration tokenLast = Duration.ofHours(1);
    volatile Duration leaseLife = Duration.ofHours(1);
    public volatile boolean silent;

    public FakeVault() {
        this(0);
    }

    public FakeVault(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        transit.rotate("binome");
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Adds a version. */
    public void put(String path, Map<String, ?> data) {
        entries.computeIfAbsent(path, _ -> new CopyOnWriteArrayList<>()).add(data);
    }

    void delete(String path, int version) {
        entries.getOrDefault(path, List.of()).set(version - 1, null);
    }

    void failNext(int times, int status) {
        failWith = status;
        failures.set(times);
    }

    /** The database users that are there. */
    List<String> users() {
        return List.copyOf(leases.values());
    }

    int tokens() {
        Instant now = Instant.now();
        tokens.values().removeIf(token -> !now.isBefore(token.ends()));
        return tokens.size();
    }

    void revokeAllTokens() {
        tokens.clear();
    }

    long count(String method, String path) {
        return seen.stream()
                .filter(one -> one.method().equals(method) && one.path().equals(path))
                .count();
    }

    record Reply(int status, @Nullable Object body) {}

    static Reply error(int status, String... sentences) {
        return new Reply(status, Map.of("errors", List.of(sentences)));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring("/v1/".length());
            String given = exchange.getRequestHeaders().getFirst("X-Vault-Namespace");
            seen.add(new Seen(exchange.getRequestMethod(), path, given));
            byte[] sent = exchange.getRequestBody().readAllBytes();
            if (silent) {
                return;
            }
            Reply reply =
                    reply(exchange, path, sent.length == 0 ? JSON.createObjectNode() : JSON.readTree(sent), given);
            byte[] body = reply.body() == null ? new byte[0] : JSON.writeValueAsBytes(reply.body());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Reply reply(HttpExchange exchange, String path, JsonNode body, @Nullable String given) {
        if (path.equals("sys/seal-status")) {
            return new Reply(200, Map.of("type", "shamir", "initialized", true, "sealed", sealed, "t", 3, "n", 5));
        }
        if (path.equals("sys/health")) {
            return new Reply(sealed ? 503 : 200, Map.of("initialized", true, "sealed", sealed, "standby", false));
        }
        if (sealed) {
            return error(503, "Vault is sealed");
        }
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return error(failWith, "1 error occurred:\n\t* dial postgres://root:hunter2@db: refused\n\n");
        }
        if (namespace != null && !namespace.equals(given)) {
            return error(404, "no handler for route");
        }
        if (path.equals("auth/approle/login")) {
            return body.path("role_id").asString("").equals(ROLE_ID)
                            && body.path("secret_id").asString("").equals(SECRET_ID)
                    ? signedIn()
                    : error(400, "invalid role or secret ID");
        }
        if (path.equals("auth/jwt/login")) {
            return body.path("role").asString("").equals("binome")
                            && body.path("jwt").asString("").equals(JWT)
                    ? signedIn()
                    : error(400, "error validating token: invalid signature");
        }
        String text = exchange.getRequestHeaders().getFirst("X-Vault-Token");
        Token token = text == null ? null : tokens.get(text);
        if (text == null || token == null || !Instant.now().isBefore(token.ends())) {
            return error(403, "permission denied");
        }
        return switch (path) {
            case "auth/token/lookup-self" ->
                new Reply(
                        200,
                        Map.of(
                                "data",
                                Map.of(
                                        "type",
                                        "service",
                                        "renewable",
                                        true,
                                        "ttl",
                                        Duration.between(Instant.now(), token.ends())
                                                .toSeconds())));
            case "auth/token/renew-self" -> renewed(text, token);
            case "auth/token/revoke-self" -> {
                tokens.remove(text);
                leases.keySet().removeIf(lease -> lease.endsWith(text.substring(4)));
                yield new Reply(204, null);
            }
            case "sys/leases/renew" ->
                leases.containsKey(body.path("lease_id").asString(""))
                        ? new Reply(
                                200,
                                Map.of(
                                        "lease_id", body.path("lease_id").asString(""),
                                        "renewable", true,
                                        "lease_duration", leaseLife.toSeconds()))
                        : error(400, "lease not found");
            case "sys/leases/revoke" -> {
                if (!mayRevokeLeases) {
                    yield error(403, "1 error occurred:\n\t* permission denied\n\n");
                }
                leases.remove(body.path("lease_id").asString(""));
                yield new Reply(204, null);
            }
            case "database/creds/shop" -> made(text);
            case "database/creds/unknown" -> error(400, "unknown role: unknown");
            default -> other(exchange, path, body);
        };
    }

    private Reply other(HttpExchange exchange, String path, JsonNode body) {
        String[] parts = path.split("/");
        if (parts.length == 3 && parts[0].equals("transit") && mayUseTransit) {
            return transit.reply(parts[1], parts[2], body);
        }
        return path.startsWith("kv/data/")
                ? read(exchange, path)
                : error(403, "1 error occurred:\n\t* permission denied\n\n");
    }

    /** Made by somebody else, as Vault's agent does. */
    public String makeToken() {
        String text = "hvs." + UUID.randomUUID();
        Instant now = Instant.now();
        tokens.put(text, new Token(now.plus(tokenLife), now.plus(tokenLast)));
        return text;
    }

    private Reply signedIn() {
        return auth(makeToken(), tokenLife);
    }

    private Reply renewed(String text, Token token) {
        Instant ends = Instant.now().plus(tokenLife);
        Token longer = new Token(ends.isBefore(token.last()) ? ends : token.last(), token.last());
        tokens.put(text, longer);
        return auth(text, Duration.between(Instant.now(), longer.ends()).plusMillis(999));
    }

    private static Reply auth(String text, Duration life) {
        return new Reply(
                200,
                Map.of(
                        "auth",
                        Map.of("client_token", text, "renewable", true, "lease_duration", life.toSeconds()),
                        "lease_duration",
                        0));
    }

    private Reply made(String token) {
        String user = "v-approle-shop-" + UUID.randomUUID();
        String lease = "database/creds/shop/" + UUID.randomUUID() + token.substring(4);
        leases.put(lease, user);
        return new Reply(
                200,
                Map.of(
                        "lease_id",
                        lease,
                        "renewable",
                        true,
                        "lease_duration",
                        leaseLife.toSeconds(),
                        "data",
                        Map.of("username", user, "password", "pw-" + UUID.randomUUID())));
    }

    private Reply read(HttpExchange exchange, String path) {
        List<@Nullable Map<String, ?>> versions = entries.get(path.substring("kv/data/".length()));
        if (versions == null) {
            return error(404);
        }
        String query = exchange.getRequestURI().getQuery();
        int version = query == null ? versions.size() : Integer.parseInt(query.substring("version=".length()));
        if (version > versions.size()) {
            return error(404);
        }
        Map<String, ?> data = versions.get(version - 1);
        Map<String, Object> body = new HashMap<>();
        body.put("data", data);
        body.put(
                "metadata",
                Map.of(
                        "version",
                        version,
                        "created_time",
                        "2026-03-22T02:24:06.945319214Z",
                        "deletion_time",
                        data == null ? "2026-03-23T02:24:06.945319214Z" : "",
                        "destroyed",
                        false));
        return new Reply(data == null ? 404 : 200, Map.of("data", body));
    }

    List<String> paths() {
        return new ArrayList<>(seen.stream().map(Seen::path).toList());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package io.binome.drivers.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.binome.kernel.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A registry with as much of the OCI distribution API as pulling takes. With logins it is private as a whole.
 */
final class TestRegistry implements AutoCloseable {
    private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

    private final HttpServer server;
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, String> tags = new ConcurrentHashMap<>();
    private final Map<String, String> logins;

    /** @param logins passwords by user, none for a registry that is open to all */
    TestRegistry(String address, Map<String, String> logins) throws IOException {
        this.logins = logins;
        // The engine tries TLS first; without this the server would wait long for that to become a request. It is read
        // once
        // in a JVM, so pom.xml sets it too, for when another test has a server before this one.
        System.setProperty("sun.net.httpserver.maxReqTime", "1");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** {@code address:port}, the first part of every reference. */
    String name() {
        return server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
    }

    /** Puts an image there; its manifest's digest. */
    String publish(String repository, String tag, byte[] fileSystem) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(fileSystem);
        }
        String config =
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"sh\"]},\"rootfs\":{\"type\":"
                        + "\"layers\",\"diff_ids\":[\"sha256:" + Sha256.hex(fileSystem) + "\"]},\"history\":[{}]}";
        byte[] configBytes = config.getBytes(StandardCharsets.UTF_8);
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST
                + "\",\"config\":{\"mediaType\":\"application/vnd.docker.container.image.v1+json\",\"size\":"
                + configBytes.length + ",\"digest\":\"" + keep(configBytes)
                + "\"},\"layers\":[{\"mediaType\":\"application/vnd.docker.image.rootfs.diff.tar.gzip\",\"size\":"
                + zipped.size() + ",\"digest\":\"" + keep(zipped.toByteArray()) + "\"}]}";
        String digest = keep(manifest.getBytes(StandardCharsets.UTF_8));
        tags.put(repository + ":" + tag, digest);
        return digest;
    }

    private String keep(byte[] blob) {
        String digest = "sha256:" + Sha256.hex(blob);
        blobs.put(digest, blob);
        return digest;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (!logins.isEmpty() && !known(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"test\"");
            send(
                    exchange,
                    401,
                    "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication required\"}]}"
                            .getBytes(StandardCharsets.UTF_8));
            return;
        }
        if (path.equals("/v2/")) {
            send(exchange, 200, "{}".getBytes(StandardCharsets.UTF_8));
            return;
        }
        int manifests = path.indexOf("/manifests/");
        byte[] found;
        if (manifests > 0) {
            String reference = path.substring(manifests + "/manifests/".length());
            String digest = reference.startsWith("sha256:")
                    ? reference
                    : tags.get(path.substring("/v2/".length(), manifests) + ":" + reference);
            found = digest == null ? null : blobs.get(digest);
            exchange.getResponseHeaders().set("Content-Type", MANIFEST);
            if (digest != null) {
                exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
            }
        } else {
            found = blobs.get(path.substring(path.lastIndexOf('/') + 1));
            exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        }
        if (found == null) {
            send(
                    exchange,
                    404,
                    "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\"}]}"
                            .getBytes(StandardCharsets.UTF_8));
        } else {
            send(exchange, 200, found);
        }
    }

    private boolean known(@Nullable String header) {
        if (header == null || !header.startsWith("Basic ")) {
            return false;
        }
        String[] login =
                new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8).split(":", 2);
        return login.length == 2 && login[1].equals(logins.get(login[0]));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (head) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            }
            exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
            if (!head && body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package io.binome.repositories.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.binome.kernel.Actor;
import io.binome.kernel.MemberId;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.GitTransport;
import io.binome.repositories.GitTransport.Service;
import io.binome.repositories.GitTransport.Visit;
import io.binome.repositories.PushGuard;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/** Serves {@link GitTransport} to a real git over the JDK's HTTP server: {@code /<repository id>.git/…}. */
final class GitServer implements AutoCloseable {
    static final Actor PERSON = new Actor.Person(
            new MemberId(UUID.fromString("00000000-0000-7000-8000-000000000001")),
            new io.binome.kernel.TenantId(UUID.fromString("00000000-0000-7000-8000-000000000002")));

    private final HttpServer http;
    private final GitTransport transport;
    private final TenantScope scope;
    private volatile PushGuard guard = () -> true;

    GitServer(GitTransport transport, TenantScope scope) {
        this.transport = transport;
        this.scope = scope;
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::answer);
        http.start();
    }

    String url(RepositoryId repository) {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/" + repository + ".git";
    }

    void guard(PushGuard next) {
        guard = next;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            RepositoryId repository = RepositoryId.parse(path.substring(1, path.indexOf(".git")));
            String action = path.substring(path.indexOf(".git") + 5);
            Visit visit =
                    new Visit(scope, repository, exchange.getRequestHeaders().getFirst("Git-Protocol"));
            if (action.equals("info/refs")) {
                String query = exchange.getRequestURI().getQuery();
                Service service = query.endsWith("receive-pack") ? Service.RECEIVE_PACK : Service.UPLOAD_PACK;
                transport.advertise(visit, service, begin(exchange, service, "advertisement"));
            } else if (action.equals("git-upload-pack")) {
                transport.uploadPack(visit, body(exchange), begin(exchange, Service.UPLOAD_PACK, "result"));
            } else {
                transport.receivePack(
                        visit, PERSON, guard, body(exchange), begin(exchange, Service.RECEIVE_PACK, "result"));
            }
        } catch (RuntimeException failed) {
            failed.printStackTrace();
        }
    }

    private static InputStream body(HttpExchange exchange) throws IOException {
        InputStream body = exchange.getRequestBody();
        return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new GZIPInputStream(body)
                : new BufferedInputStream(body);
    }

    private static OutputStream begin(HttpExchange exchange, Service service, String kind) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-" + service.command() + "-" + kind);
        exchange.sendResponseHeaders(200, 0);
        return new java.io.BufferedOutputStream(exchange.getResponseBody(), 32 * 1024);
    }

    @Override
    public void close() {
        http.stop(0);
    }
}

package io.binome.drivers.haproxy;

import com.sun.net.httpserver.HttpServer;
import io.binome.edge.Edge;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A small HTTP server that answers its own name; {@code /slow} answers when it is released. */
final class Replica implements AutoCloseable {
    final String name;
    final CountDownLatch slowArrived = new CountDownLatch(1);
    final CountDownLatch slowReleased = new CountDownLatch(1);
    private final HttpServer server;

    Replica(String name) throws IOException {
        this.name = name;
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1_000);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            String said = name;
            if (exchange.getRequestURI().getPath().equals("/slow")) {
                slowArrived.countDown();
                try {
                    slowReleased.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            } else if (exchange.getRequestURI().getPath().equals("/from")) {
                said = String.valueOf(exchange.getRequestHeaders().get("X-Forwarded-For"));
            }
            byte[] body = said.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
    }

    Edge.Server server() {
        return new Edge.Server(name, "127.0.0.1", server.getAddress().getPort());
    }

    /** At once, like a container that is killed. */
    @Override
    public void close() {
        slowReleased.countDown();
        server.stop(0);
    }
}

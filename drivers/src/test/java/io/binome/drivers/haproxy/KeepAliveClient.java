package io.binome.drivers.haproxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 client that keeps its connection and never tries again, so that each dropped request is seen. It opens a
 * new connection only after it was told that the old one ends.
 */
final class KeepAliveClient implements AutoCloseable {
    private final int port;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    KeepAliveClient(int port) {
        this.port = port;
    }

    /** The body of a 200, or an exception. */
    String request(String method, String path) throws IOException {
        if (socket == null) {
            socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
            socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
            in = new BufferedInputStream(socket.getInputStream());
        }
        String body = method.equals("POST") ? "hello" : "";
        socket.getOutputStream()
                .write((method + " " + path + " HTTP/1.1\r\nHost: test\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                + body)
                        .getBytes(StandardCharsets.US_ASCII));
        String status = line();
        int length = 0;
        boolean closes = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(java.util.Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            }
            closes |= lower.equals("connection: close");
        }
        String answer = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        if (closes) {
            close();
        }
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException(status + " " + answer);
        }
        return answer;
    }

    String get(String path) throws IOException {
        return request("GET", path);
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The connection ended in the middle of an answer, after '" + text + "'");
            }
            if (next == '\n') {
                return text.toString().stripTrailing();
            }
            text.append((char) next);
        }
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}

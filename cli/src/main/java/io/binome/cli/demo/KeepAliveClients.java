package io.binome.cli.demo;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Clients that ask again and again over connections that they keep, and count every request that was not answered with
 * 200. Plain sockets, because the JDK's client quietly asks twice when a kept connection breaks. A connection that the
 * server announced to close ({@code Connection: close}) is opened anew, which is no failure.
 */
public final class KeepAliveClients implements AutoCloseable {
    private final String host;
    private final int port;
    private final String path;
    private final List<Thread> threads = new ArrayList<>();
    private final LongAdder requests = new LongAdder();
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean ending;

    private KeepAliveClients(String host, int port, String path) {
        this.host = host;
        this.port = port;
        this.path = path;
    }

    /** @param address {@code host:port} */
    public static KeepAliveClients start(int count, String address, String path) {
        int colon = address.lastIndexOf(':');
        KeepAliveClients clients =
                new KeepAliveClients(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)), path);
        for (int i = 0; i < count; i++) {
            clients.threads.add(Thread.ofVirtual().start(clients::ask));
        }
        return clients;
    }

    public long requests() {
        return requests.sum();
    }

    /** Why requests failed. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** How often each first line of an answer was seen. */
    public Map<String, Long> answers() {
        Map<String, Long> counted = new TreeMap<>();
        answers.forEach((answer, count) -> counted.put(answer, count.sum()));
        return counted;
    }

    private void ask() {
        while (!ending) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host, port), 5_000);
                socket.setSoTimeout(10_000);
                socket.setTcpNoDelay(true);
                InputStream in = new BufferedInputStream(socket.getInputStream());
                boolean kept = true;
                while (kept && !ending) {
                    requests.increment();
                    socket.getOutputStream()
                            .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
                    kept = read(in);
                }
            } catch (IOException | NumberFormatException broken) {
                failures.add(broken.toString());
            }
        }
    }

    /** @return whether the connection stays */
    private boolean read(InputStream in) throws IOException {
        String status = line(in);
        long length = -1;
        boolean kept = true;
        boolean chunked = false;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(java.util.Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            }
            kept &= !lower.equals("connection: close");
            chunked |= lower.startsWith("transfer-encoding: chunked");
        }
        byte[] body = chunked ? chunks(in) : length >= 0 ? in.readNBytes((int) length) : in.readAllBytes();
        if (length >= 0 && body.length < length) {
            throw new EOFException("The answer broke off after " + body.length + " of " + length + " bytes");
        }
        if (status.startsWith("HTTP/1.1 200") || status.startsWith("HTTP/1.0 200")) {
            String first =
                    new String(body, StandardCharsets.UTF_8).lines().findFirst().orElse("");
            answers.computeIfAbsent(first, _ -> new LongAdder()).increment();
        } else {
            failures.add(status);
        }
        return kept && (chunked || length >= 0);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var body = new java.io.ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            body.write(in.readNBytes(size));
            line(in);
        }
        line(in);
        return body.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The connection was closed in the middle of an answer");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** Lets the requests under way end. */
    @Override
    public void close() throws InterruptedException {
        ending = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}

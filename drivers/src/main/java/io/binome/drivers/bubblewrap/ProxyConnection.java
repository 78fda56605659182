package io.binome.drivers.bubblewrap;

import io.binome.drivers.bubblewrap.ProxyRequest.Body;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One connection of a run to its proxy, and what it was led to. Carries one request, or one tunnel. */
final class ProxyConnection implements AutoCloseable {
    private static final int LONGEST_HEAD = 64 << 10;
    private static final int LONGEST_LINE = 4_096;
    private static final int AT_ONCE = 32 << 10;
    private final SocketChannel client;
    private final InputStream fromClient;
    private final OutputStream toClient;
    private final LongConsumer passed;
    private @Nullable SocketChannel server;
    private volatile long lastMove = System.nanoTime();

    /** @param passed hears of bytes before they go on; throws when they may not */
    ProxyConnection(SocketChannel client, LongConsumer passed) {
        this.client = client;
        this.fromClient = new BufferedInputStream(Channels.newInputStream(client));
        this.toClient = Channels.newOutputStream(client);
        this.passed = passed;
    }

    long idleNanos() {
        return System.nanoTime() - lastMove;
    }

    /** Up to the empty line, without it. */
    String head() throws IOException, ProxyRequest.Malformed {
        StringBuilder head = new StringBuilder();
        while (true) {
            int value = fromClient.read();
            if (value < 0) {
                throw new EOFException("The run ended the connection");
            }
            head.append((char) value);
            int length = head.length();
            if (value == '\n' && length >= 4 && head.substring(length - 4).equals("\r\n\r\n")) {
                return head.substring(0, length - 4);
            }
            if (length > LONGEST_HEAD) {
                throw new ProxyRequest.Malformed("The head of the request is too long");
            }
        }
    }

    void answer(int status, String reason, String sentence) throws IOException {
        byte[] body = (sentence + "\n").getBytes(StandardCharsets.UTF_8);
        toClient.write(("HTTP/1.1 " + status + " " + reason + "\r\nContent-Type: text/plain; charset=utf-8\r\n"
                        + "Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        toClient.write(body);
    }

    /** Both ways until either side has ended and the other has said all it has to say. */
    void tunnel(SocketChannel to) throws IOException, InterruptedException {
        server = to;
        toClient.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        Thread back = Thread.ofVirtual().start(() -> answers(to));
        try {
            copy(fromClient, Channels.newOutputStream(to));
            to.shutdownOutput();
        } catch (IOException ended) {
            close();
        }
        back.join();
    }

    /** Exactly one request; the server's answer goes back as it is. */
    void forward(ProxyRequest request, SocketChannel to) throws IOException, InterruptedException {
        server = to;
        Thread back = Thread.ofVirtual().start(() -> answers(to));
        OutputStream out = Channels.newOutputStream(to);
        try {
            out.write(request.forwarded());
            switch (request.body()) {
                case Body.Sized(long bytes) -> exactly(bytes, out);
                case Body.Chunked _ -> chunks(out);
            }
        } catch (IOException ended) {
            // The server may have answered before it had read all, as it does with a body that is too large.
            if (!to.isConnected()) {
                close();
            }
        }
        back.join();
    }

    private void answers(SocketChannel from) {
        try {
            copy(Channels.newInputStream(from), toClient);
            client.shutdownOutput();
        } catch (IOException | UncheckedIOException ended) {
            try {
                close();
            } catch (IOException closing) {
                ended.addSuppressed(closing);
            }
        }
    }

    private void copy(InputStream from, OutputStream to) throws IOException {
        byte[] bytes = new byte[AT_ONCE];
        for (int read = from.read(bytes); read >= 0; read = from.read(bytes)) {
            moved(read);
            to.write(bytes, 0, read);
        }
    }

    private void exactly(long length, OutputStream to) throws IOException {
        byte[] bytes = new byte[AT_ONCE];
        long left = length;
        while (left > 0) {
            int read = fromClient.read(bytes, 0, (int) Math.min(bytes.length, left));
            if (read < 0) {
                throw new EOFException("The run ended in the middle of a request");
            }
            left -= read;
            moved(read);
            to.write(bytes, 0, read);
        }
    }

    /** Passes on what it has understood, so that nothing but this body is passed on. */
    private void chunks(OutputStream to) throws IOException {
        while (true) {
            String line = line();
            if (!line.matches("[0-9a-fA-F]{1,15}")) {
                throw new IOException("A chunk's size is not clear");
            }
            long size = Long.parseLong(line, 16);
            to.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            if (size == 0) {
                break;
            }
            exactly(size, to);
            if (!line().isEmpty()) {
                throw new IOException("A chunk is longer than it said");
            }
            to.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {
            moved(trailer.length());
        }
        to.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int value = fromClient.read(); value != '\n'; value = fromClient.read()) {
            if (value < 0 || line.length() > LONGEST_LINE) {
                throw new IOException("A line of a chunked body does not end");
            }
            line.append((char) value);
        }
        if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
            throw new IOException("A line of a chunked body does not end with CR LF");
        }
        return line.substring(0, line.length() - 1);
    }

    private void moved(int bytes) {
        lastMove = System.nanoTime();
        passed.accept(bytes);
    }

    @Override
    public void close() throws IOException {
        SocketChannel behind = server;
        try (client) {
            if (behind != null) {
                behind.close();
            }
        }
    }
}

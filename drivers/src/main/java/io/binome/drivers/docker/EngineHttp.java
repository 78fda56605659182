package io.binome.drivers.docker;

import io.binome.sites.HostEndpoint;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 with a Docker Engine, one connection per request, for what docker-java does not do: streams that are cut by
 * closing them, hijacked connections with half-close, one-shot statistics, registry look-ups.
 */
final class EngineHttp {
    private final HostEndpoint endpoint;
    private final @Nullable MutualTlsContext tls;

    EngineHttp(HostEndpoint endpoint, @Nullable MutualTlsContext tls) {
        this.endpoint = endpoint;
        this.tls = tls;
    }

    /** Writes a request body; may take as long as it likes. */
    interface Body {
        void writeTo(OutputStream output) throws IOException;
    }

    static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    }

    Answer get(String path) throws IOException {
        return send("GET", path, Map.of(), null);
    }

    Answer post(String path, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return send("POST", path, Map.of("Content-Type", "application/json"), output -> output.write(body));
    }

    /** Sends a request and reads the head of the answer. The answer must be closed. */
    Answer send(String method, String path, Map<String, String> headers, @Nullable Body body) throws IOException {
        return send(open(), method, path, headers, body);
    }

    /** A connection to hand to {@link #send(EngineSocket, String, String, Map, Body)} when it must be cut from outside. */
    EngineSocket open() throws IOException {
        return EngineSocket.connect(endpoint, tls);
    }

    Answer send(EngineSocket socket, String method, String path, Map<String, String> headers, @Nullable Body body)
            throws IOException {
        try {
            StringBuilder head = head(method, path, headers);
            head.append("Connection: close\r\n");
            head.append(body == null ? "Content-Length: 0\r\n\r\n" : "Transfer-Encoding: chunked\r\n\r\n");
            socket.output().write(head.toString().getBytes(StandardCharsets.US_ASCII));
            if (body != null) {
                writeBody(socket, body);
            }
            return answer(socket);
        } catch (IOException | RuntimeException failure) {
            socket.close();
            throw failure;
        }
    }

    /** Turns the connection into a raw stream in both directions, as attach and exec do. */
    Answer upgrade(String path, String json) throws IOException {
        EngineSocket socket = EngineSocket.connect(endpoint, tls);
        try {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            StringBuilder head = head("POST", path, Map.of("Content-Type", "application/json"));
            head.append("Connection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: ")
                    .append(body.length)
                    .append("\r\n\r\n");
            socket.output().write(head.toString().getBytes(StandardCharsets.US_ASCII));
            socket.output().write(body);
            return answer(socket);
        } catch (IOException | RuntimeException failure) {
            socket.close();
            throw failure;
        }
    }

    private static StringBuilder head(String method, String path, Map<String, String> headers) {
        StringBuilder head = new StringBuilder(256);
        head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: docker\r\nUser-Agent: binome\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head;
    }

    private static void writeBody(EngineSocket socket, Body body) throws IOException {
        OutputStream chunks = new ChunkedOutput(socket.output());
        try {
            body.writeTo(chunks);
            chunks.close();
        } catch (IOException broken) {
            // An engine that refuses early closes its side; what it said is worth more than the broken pipe.
            if (!EngineFailures.brokenPipe(broken)) {
                throw broken;
            }
        }
    }

    private static Answer answer(EngineSocket socket) throws IOException {
        String status = line(socket.input());
        if (!status.startsWith("HTTP/1.") || status.length() < 12) {
            throw new EOFException("The engine closed the connection without an answer");
        }
        int code = Integer.parseInt(status.substring(9, 12));
        Map<String, String> headers = new HashMap<>();
        for (String line = line(socket.input()); !line.isEmpty(); line = line(socket.input())) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        InputStream content = socket.input();
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            content = new ChunkedInput(content);
        } else if (headers.containsKey("content-length") && code != 101) {
            content = new BoundedInput(content, Long.parseLong(headers.get("content-length")));
        } else if (code == 204 || code == 304) {
            content = InputStream.nullInputStream();
        }
        return new Answer(code, headers, content, socket);
    }

    private static String line(InputStream input) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        for (int next = input.read(); next >= 0 && next != '\n'; next = input.read()) {
            if (next != '\r') {
                line.write(next);
            }
            if (line.size() > 65536) {
                throw new IOException("The engine sent a header line that is too long");
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** The answer to one request; closing it closes the connection. */
    record Answer(int status, Map<String, String> headers, InputStream content, EngineSocket socket)
            implements Closeable {
        boolean ok() {
            return status < 400;
        }

        /** The whole content; bounded, since control answers are small. */
        String text() throws IOException {
            return new String(content.readNBytes(64 << 20), StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static final class ChunkedOutput extends FilterOutputStream {
        ChunkedOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > 0) {
                byte[] head = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
                byte[] chunk = new byte[head.length + length + 2];
                System.arraycopy(head, 0, chunk, 0, head.length);
                System.arraycopy(bytes, offset, chunk, head.length, length);
                chunk[chunk.length - 2] = '\r';
                chunk[chunk.length - 1] = '\n';
                out.write(chunk);
            }
        }

        @Override
        public void close() throws IOException {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }

    private static final class BoundedInput extends InputStream {
        private final InputStream in;
        private long left;

        BoundedInput(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            if (left <= 0) {
                return -1;
            }
            left--;
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int read = in.read(bytes, offset, (int) Math.min(left, length));
            left -= Math.max(read, 0);
            return read;
        }
    }

    private static final class ChunkedInput extends InputStream {
        private final InputStream in;
        private long left;
        private boolean first = true;
        private boolean ended;

        ChunkedInput(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (ended || length == 0) {
                return ended ? -1 : 0;
            }
            if (left == 0 && !nextChunk()) {
                return -1;
            }
            int read = in.read(bytes, offset, (int) Math.min(left, length));
            if (read < 0) {
                throw new EOFException("The engine cut its answer short");
            }
            left -= read;
            return read;
        }

        private boolean nextChunk() throws IOException {
            if (!first) {
                line(in);
            }
            first = false;
            String size = line(in);
            if (size.isEmpty()) {
                throw new EOFException("The engine cut its answer short");
            }
            int extension = size.indexOf(';');
            left = Long.parseLong(extension < 0 ? size : size.substring(0, extension), 16);
            ended = left == 0;
            return !ended;
        }
    }
}

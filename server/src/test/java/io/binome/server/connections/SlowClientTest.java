package io.binome.server.connections;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets that say next to nothing, against the web server with short limits. */
class SlowClientTest {
    private static final Duration FIRST = Duration.ofMillis(600);
    private static final Duration GENEROUS = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final Tomcat tomcat = new Tomcat();

    @BeforeEach
    void start() throws Exception {
        tomcat.setBaseDir(folder.toString());
        Connector connector = new Connector(WatchedProtocol.class.getName());
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        ((WatchedProtocol) connector.getProtocolHandler()).setHeadWithin(FIRST);
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "door", new Door());
        context.addServletMappingDecoded("/*", "door");
        tomcat.getEngine().getPipeline().addValve(new PacedBodies(new Pace.Limits(FIRST, FIRST.multipliedBy(4), 1024)));
        tomcat.start();
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
    }

    /** Reads bodies as git's door does, forms as the web server does, and leaves what is posted elsewhere. */
    private static final class Door extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String said =
                    switch (request.getPathInfo()) {
                        case "/body" -> String.valueOf(request.getInputStream().readAllBytes().length);
                        case "/form" -> String.valueOf(request.getParameter("name"));
                        default -> "unread";
                    };
            response.getOutputStream().write(said.getBytes(StandardCharsets.UTF_8));
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), tomcat.getConnector().getLocalPort());
        socket.setSoTimeout(20);
        return socket;
    }

    private static String head(String path, int length, String type) {
        return "POST " + path + " HTTP/1.1\r\nHost: here\r\nContent-Type: " + type + "\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends a byte every 20 ms until the server closes; what it said by then. */
    private static String trickle(Socket socket) throws IOException {
        long end = System.nanoTime() + GENEROUS.toNanos();
        StringBuilder said = new StringBuilder();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[4096];
        while (System.nanoTime() < end) {
            try {
                socket.getOutputStream().write('a');
                int read = in.read(buffer);
                if (read < 0) {
                    return said.toString();
                }
                said.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
            } catch (SocketTimeoutException nothingYet) {
                // The pause between two bytes.
            } catch (SocketException reset) {
                return said.toString();
            }
        }
        throw new AssertionError("The server held the connection for " + GENEROUS);
    }

    @Test
    void aHeadByteByByteIsClosed() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "GET /body HTTP/1.1\r\nHost: here\r\nX-Slow: ");
            assertThat(trickle(socket)).doesNotContain("200");
        }
    }

    @Test
    void aBodyByteByByteIsRefusedAndClosed() throws Exception {
        try (Socket socket = connect()) {
            send(socket, head("/body", 1_000_000, "application/octet-stream"));
            assertThat(trickle(socket)).startsWith("HTTP/1.1 4");
        }
    }

    @Test
    void aFormByteByByteIsClosed() throws Exception {
        try (Socket socket = connect()) {
            send(socket, head("/form", 60_000, "application/x-www-form-urlencoded") + "name=");
            assertThat(trickle(socket)).doesNotContain("200");
        }
    }

    @Test
    void aBodyThatNobodyReadsIsAnsweredAtOnceAndNotWaitedForWithoutEnd() throws Exception {
        try (Socket socket = connect()) {
            send(socket, head("/elsewhere", 1_000_000, "application/octet-stream"));
            assertThat(trickle(socket)).startsWith("HTTP/1.1 200").contains("unread");
        }
    }

    @Test
    void aBodyInManyPiecesIsServedAndItsConnectionKept() throws Exception {
        int pieces = 100;
        byte[] piece = new byte[1024];
        try (Socket socket = connect()) {
            socket.setSoTimeout((int) GENEROUS.toMillis());
            for (int request = 0; request < 2; request++) {
                send(socket, head("/body", pieces * piece.length, "application/octet-stream"));
                for (int i = 0; i < pieces; i++) {
                    socket.getOutputStream().write(piece);
                    socket.getOutputStream().flush();
                }
                byte[] buffer = new byte[4096];
                StringBuilder said = new StringBuilder();
                while (!said.toString().endsWith("102400")) {
                    int read = socket.getInputStream().read(buffer);
                    assertThat(read).as(said.toString()).isPositive();
                    said.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
                }
                assertThat(said.toString()).startsWith("HTTP/1.1 200");
            }
        }
    }
}

package io.binome.drivers.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Takes mails by SMTP as RFC 5321 says, with STARTTLS (RFC 3207) and AUTH PLAIN and LOGIN (RFC 4954). */
final class FakeMailServer implements AutoCloseable {
    private final ServerSocket listening;
    private final @Nullable SSLContext tls;
    private final boolean tlsAtOnce;
    final List<Taken> taken = new CopyOnWriteArrayList<>();
    final List<String> commands = new CopyOnWriteArrayList<>();
    volatile @Nullable String user;
    volatile @Nullable String password;
    /** What RCPT TO is answered. */
    volatile String toReceiver = "250 2.1.5 Ok";
    /** Says nothing at all. */
    volatile boolean silent;

    record Taken(
            String from,
            List<String> to,
            String data,
            boolean encrypted,
            @Nullable String user) {}

    FakeMailServer(@Nullable SSLContext tls, boolean tlsAtOnce) {
        this.tls = tls;
        this.tlsAtOnce = tlsAtOnce;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.ofVirtual().name("fake-mail-server").start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket plain) {
        try (plain) {
            Socket socket = tlsAtOnce ? encrypted(plain) : plain;
            new Conversation(socket, tlsAtOnce).talk();
        } catch (IOException ended) {
            // The other end may hang up whenever it likes.
        }
    }

    private Socket encrypted(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory()
                .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
        socket.setUseClientMode(false);
        socket.startHandshake();
        return socket;
    }

    private final class Conversation {
        private Socket socket;
        private boolean encrypted;
        private BufferedReader in;
        private OutputStream out;
        private String from = "";
        private final List<String> to = new CopyOnWriteArrayList<>();
        private @Nullable String signedIn;

        Conversation(Socket socket, boolean encrypted) throws IOException {
            use(socket, encrypted);
        }

        private void use(Socket next, boolean isEncrypted) throws IOException {
            socket = next;
            encrypted = isEncrypted;
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            out = socket.getOutputStream();
        }

        private void say(String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void talk() throws IOException {
            if (silent) {
                in.readLine();
                return;
            }
            say("220 mail.example.org ESMTP");
            String line;
            while ((line = in.readLine()) != null) {
                String verb = line.split("[ :]")[0].toUpperCase(Locale.ROOT);
                commands.add(verb);
                switch (verb) {
                    case "EHLO" -> {
                        say("250-mail.example.org");
                        if (tls != null && !encrypted) {
                            say("250-STARTTLS");
                        }
                        if (user != null) {
                            say("250-AUTH PLAIN LOGIN");
                        }
                        say("250 8BITMIME");
                    }
                    case "STARTTLS" -> {
                        say("220 Go ahead");
                        use(encrypted(socket), true);
                    }
                    case "AUTH" -> authenticate(line);
                    case "MAIL" -> {
                        from = line;
                        say("250 Ok");
                    }
                    case "RCPT" -> {
                        if (toReceiver.startsWith("250")) {
                            to.add(line);
                        }
                        say(toReceiver);
                    }
                    case "DATA" -> data();
                    case "QUIT" -> {
                        say("221 Bye");
                        return;
                    }
                    default -> say("250 Ok");
                }
            }
        }

        private void authenticate(String line) throws IOException {
            String given;
            if (line.startsWith("AUTH LOGIN")) {
                say("334 VXNlcm5hbWU6");
                String name = decoded(in.readLine());
                say("334 UGFzc3dvcmQ6");
                given = name + "\0" + decoded(in.readLine());
            } else {
                String all = decoded(line.substring("AUTH PLAIN ".length()));
                given = all.substring(all.indexOf('\0') + 1);
            }
            if (given.equals(user + "\0" + password)) {
                signedIn = user;
                say("235 Ok");
            } else {
                say("535 5.7.8 Authentication credentials invalid");
            }
        }

        private static String decoded(String text) {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        }

        private void data() throws IOException {
            say("354 End with a dot");
            StringBuilder data = new StringBuilder();
            String line;
            while ((line = in.readLine()) != null && !line.equals(".")) {
                data.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            }
            taken.add(new Taken(from, List.copyOf(to), data.toString(), encrypted, signedIn));
            say("250 2.0.0 Ok: queued");
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

package io.binome.drivers.haproxy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One command and one answer on a socket of HAProxy. See "Unix Socket commands" and "Master CLI" in its management guide.
 */
final class CommandSocket {
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final String PROMPT = "master(?:\\[ReloadFailed])?> ";
    private static final Pattern PROMPTS = Pattern.compile(PROMPT + "(.*)" + PROMPT, Pattern.DOTALL);

    private CommandSocket() {}

    /** Asks a worker on the socket of its own, which is closed after one answer; an answer is at least an empty line. */
    static String ask(Path socket, String command) throws IOException {
        try (SocketChannel channel = send(socket, line(command))) {
            String answer = new String(within(channel, InputStream::readAllBytes), StandardCharsets.UTF_8);
            if (!answer.endsWith("\n")) {
                throw new EOFException("HAProxy ended in the middle of an answer: " + answer);
            }
            return answer;
        }
    }

    /**
     * Asks the master, which passes a command that begins with {@code @!PID} to that worker.
     *
     * @throws IOException also while the master replaces itself, which takes some milliseconds at each reload
     */
    static String askMaster(Path socket, String command) throws IOException {
        try (SocketChannel channel = send(socket, "prompt\n" + line(command))) {
            return within(channel, CommandSocket::readAnswer);
        }
    }

    /** For the one command that is not answered: the master replaces itself instead. */
    static void tellMaster(Path socket, String command) throws IOException {
        try (SocketChannel channel = send(socket, line(command))) {
            channel.shutdownOutput();
            within(channel, InputStream::readAllBytes);
        }
    }

    private static String line(String command) {
        if (command.indexOf('\n') >= 0 || command.indexOf(';') >= 0) {
            throw new IllegalArgumentException("One command at a time: " + command);
        }
        return command + "\n";
    }

    private static SocketChannel send(Path socket, String text) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return channel;
        } catch (IOException unreachable) {
            channel.close();
            throw unreachable;
        }
    }

    private interface Reader<T> {
        T read(InputStream in) throws IOException;
    }

    /** A unix channel knows no timeout: a watching thread closes it instead, so that a stopped proxy holds up nobody. */
    private static <T> T within(SocketChannel channel, Reader<T> reader) throws IOException {
        Thread watch = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(ANSWER);
                channel.close();
            } catch (InterruptedException answered) {
                Thread.currentThread().interrupt();
            } catch (IOException alreadyClosed) {
                // Nobody waits on it any more.
            }
        });
        try {
            return reader.read(Channels.newInputStream(channel));
        } finally {
            watch.interrupt();
        }
    }

    /**
     * An answer stands between two prompts. To close our side early and read to the end would be simpler, but a busy
     * master then gives up the command that it still has to pass on, and an empty answer means success.
     */
    private static String readAnswer(InputStream in) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] buffer = new byte[16_384];
        while (true) {
            int length = in.read(buffer);
            if (length < 0) {
                throw new EOFException("HAProxy ended in the middle of an answer: " + answer);
            }
            answer.write(buffer, 0, length);
            Matcher between = PROMPTS.matcher(answer.toString(StandardCharsets.UTF_8));
            if (between.matches()) {
                return between.group(1);
            }
        }
    }
}

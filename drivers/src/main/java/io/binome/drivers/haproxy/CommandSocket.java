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

    /** Longer than any worker that it passes commands on to needs; the master itself answers within milliseconds. */
    private static final Duration MASTER_ANSWER = Duration.ofSeconds(5);

    private static final String PROMPT = "master(?:\\[ReloadFailed])?> ";
    private static final Pattern PROMPTS = Pattern.compile(PROMPT + "(.*)" + PROMPT, Pattern.DOTALL);

    private CommandSocket() {}

    /** Asks a worker on the socket of its own, which is closed after one answer; an answer is at least an empty line. */
    static String ask(Path socket, String command) throws IOException {
        return exchange(socket, line(command), ANSWER, channel -> {
            byte[] all = Channels.newInputStream(channel).readAllBytes();
            String answer = new String(all, StandardCharsets.UTF_8);
            if (!answer.endsWith("\n")) {
                throw new EOFException("HAProxy ended in the middle of an answer: " + answer);
            }
            return answer;
        });
    }

    /**
     * Asks the master, which passes a command that begins with {@code @!PID} to that worker.
     *
     * @throws IOException also while the master replaces itself, which takes some milliseconds at each reload
     */
    static String askMaster(Path socket, String command) throws IOException {
        return exchange(
                socket,
                "prompt\n" + line(command),
                MASTER_ANSWER,
                channel -> readAnswer(Channels.newInputStream(channel)));
    }

    /** For the one command that is not answered: the master replaces itself instead. */
    static void tellMaster(Path socket, String command) throws IOException {
        exchange(socket, line(command), MASTER_ANSWER, channel -> {
            channel.shutdownOutput();
            return Channels.newInputStream(channel).readAllBytes();
        });
    }

    private static String line(String command) {
        if (command.indexOf('\n') >= 0 || command.indexOf(';') >= 0) {
            throw new IllegalArgumentException("One command at a time: " + command);
        }
        return command + "\n";
    }

    private interface Reader<T> {
        T read(SocketChannel channel) throws IOException;
    }

    /**
     * A unix channel knows no timeout: a watching thread closes it instead, so that a stopped proxy holds up nobody. That
     * goes for connecting as well: a master that takes no more connections lets callers wait for ever.
     */
    private static <T> T exchange(Path socket, String text, Duration atMost, Reader<T> reader) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            Thread watch = Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(atMost);
                    channel.close();
                } catch (InterruptedException answered) {
                    Thread.currentThread().interrupt();
                } catch (IOException alreadyClosed) {
                    // Nobody waits on it any more.
                }
            });
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                return reader.read(channel);
            } finally {
                watch.interrupt();
            }
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

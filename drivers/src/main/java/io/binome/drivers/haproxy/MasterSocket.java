package io.binome.drivers.haproxy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One command and one answer on the socket of HAProxy's master process, which passes commands that begin with
 * {@code @!PID} to that worker. See "Master CLI" in HAProxy's management guide.
 */
final class MasterSocket {
    private final UnixDomainSocketAddress address;

    MasterSocket(Path path) {
        this.address = UnixDomainSocketAddress.of(path);
    }

    /** @throws IOException also while the master replaces itself, which takes some milliseconds at each reload */
    String ask(String command) throws IOException {
        if (command.indexOf('\n') >= 0 || command.indexOf(';') >= 0) {
            throw new IllegalArgumentException("One command at a time: " + command);
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(address);
            ByteBuffer line = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            // The master closes its side only after we have closed ours.
            channel.shutdownOutput();
            return readWithin(channel, Duration.ofSeconds(15));
        }
    }

    /** A unix channel knows no timeout: a watching thread closes it instead, so that a stopped proxy holds up nobody. */
    private static String readWithin(SocketChannel channel, Duration limit) throws IOException {
        Thread watch = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(limit);
                channel.close();
            } catch (InterruptedException answered) {
                Thread.currentThread().interrupt();
            } catch (IOException alreadyClosed) {
                // Nobody waits on it any more.
            }
        });
        try {
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            watch.interrupt();
        }
    }
}

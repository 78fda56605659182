package io.binome.server.console;

import io.binome.workloads.Runtime;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A command in no container: {@code flood} writes without end, {@code deaf} never reads, any other gives back what it is
 * given and ends with 7 when its input does, or with 0 after the word {@code exit}.
 */
final class FakeShell implements Runtime.ExecSession {
    final int replica;
    final List<String> command;
    final boolean terminal;
    volatile String size = "";
    private final CountDownLatch closed = new CountDownLatch(1);
    /** At most so many chunks; an empty one is the end. The pipes of the JDK break when a thread that wrote ends. */
    private final BlockingQueue<byte[]> typed = new ArrayBlockingQueue<>(16);

    private volatile int exitCode = 7;

    FakeShell(int replica, List<String> command, boolean terminal) {
        this.replica = replica;
        this.command = command;
        this.terminal = terminal;
    }

    boolean closedWithin(Duration time) throws InterruptedException {
        return closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    boolean closedWithin(long seconds) throws InterruptedException {
        return closed.await(seconds, TimeUnit.SECONDS);
    }

    @Override
    public OutputStream input() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    while (!typed.offer(
                            Arrays.copyOfRange(bytes, offset, offset + length), 20, TimeUnit.MILLISECONDS)) {
                        if (closed.getCount() == 0) {
                            throw new IOException("The command has gone");
                        }
                    }
                } catch (InterruptedException stopped) {
                    throw new IOException(stopped);
                }
            }

            @Override
            public void close() throws IOException {
                write(new byte[0], 0, 0);
            }
        };
    }

    @Override
    public InputStream output() {
        return new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (closed.getCount() == 0) {
                    return -1;
                }
                return switch (command.getFirst()) {
                    case "flood" -> length;
                    case "deaf" -> {
                        awaitClose();
                        yield -1;
                    }
                    default -> echo(bytes, offset, length);
                };
            }
        };
    }

    private int echo(byte[] bytes, int offset, int length) {
        try {
            byte[] chunk = null;
            while (chunk == null && closed.getCount() > 0) {
                chunk = typed.poll(20, TimeUnit.MILLISECONDS);
            }
            if (chunk == null || chunk.length == 0) {
                return -1;
            }
            if (new String(chunk, StandardCharsets.UTF_8).startsWith("exit")) {
                exitCode = 0;
                return -1;
            }
            System.arraycopy(chunk, 0, bytes, offset, Math.min(chunk.length, length));
            return Math.min(chunk.length, length);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void resize(int columns, int rows) {
        size = columns + "x" + rows;
    }

    @Override
    public int exitCode() {
        return exitCode;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}

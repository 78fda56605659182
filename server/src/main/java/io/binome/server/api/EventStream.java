package io.binome.server.api;

import io.binome.runs.Cancellation;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events (WHATWG HTML, section 9.2) written by a blocking thread. A comment every 15 seconds finds out
 * whether the reader is still there. It is a {@link Cancellation} for whoever produces the events: requested when the
 * reader has gone, the server stops, or after 10 minutes, when the reader must come again by {@code Last-Event-ID} and
 * show again that it may.
 */
public final class EventStream implements Cancellation, AutoCloseable {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final OutputStream out;
    private final Consumer<EventStream> onClose;
    private final ReentrantLock writing = new ReentrantLock();
    private final List<Runnable> actions = new CopyOnWriteArrayList<>();
    private final Thread heart;
    private volatile boolean ended;

    EventStream(HttpServletResponse response, Consumer<EventStream> onClose) throws IOException {
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        // Says nginx and its kind that they must not hold back what is written.
        response.setHeader("X-Accel-Buffering", "no");
        this.out = response.getOutputStream();
        this.onClose = onClose;
        response.flushBuffer();
        this.heart = Thread.ofVirtual().name("event-stream").start(this::beat);
    }

    /** Writes an event; nothing once the stream has ended. Each line of {@code data} becomes one. */
    public void send(@Nullable String id, String event, String data) {
        StringBuilder text = new StringBuilder();
        if (id != null) {
            text.append("id: ").append(id).append('\n');
        }
        text.append("event: ").append(event).append('\n');
        data.lines().forEach(line -> text.append("data: ").append(line).append('\n'));
        if (data.isEmpty()) {
            text.append("data:\n");
        }
        write(text.append('\n').toString());
    }

    private void write(String text) {
        writing.lock();
        try {
            if (!ended) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException readerHasGone) {
            end();
        } finally {
            writing.unlock();
        }
    }

    private void beat() {
        try {
            for (Duration open = Duration.ZERO; open.compareTo(LONGEST) < 0 && !ended; open = open.plus(HEARTBEAT)) {
                Thread.sleep(HEARTBEAT);
                write(":\n\n");
            }
            end();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    void end() {
        ended = true;
        actions.forEach(Runnable::run);
        actions.clear();
    }

    @Override
    public boolean requested() {
        return ended;
    }

    @Override
    public AutoCloseable whenRequested(Runnable action) {
        actions.add(action);
        if (ended && actions.remove(action)) {
            action.run();
        }
        return () -> actions.remove(action);
    }

    /** After this nothing touches the response any more. */
    @Override
    public void close() {
        writing.lock();
        try {
            ended = true;
        } finally {
            writing.unlock();
        }
        heart.interrupt();
        onClose.accept(this);
    }
}

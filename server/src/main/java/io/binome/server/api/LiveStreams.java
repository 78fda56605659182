package io.binome.server.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;

/** The event streams that are open, so that a server that stops ends them instead of waiting for their readers. */
public final class LiveStreams implements SmartLifecycle {
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    public EventStream open(HttpServletResponse response) throws IOException {
        EventStream stream = new EventStream(response, open::remove);
        open.add(stream);
        if (!running) {
            stream.end();
        }
        return stream;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        open.forEach(EventStream::end);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The last to start and the first to stop: before the web server begins to wait for its requests. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}

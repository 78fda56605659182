package io.binome.drivers.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ports that are asked for while a reload is under way share the next one. */
final class PublishQueue {
    private final ReentrantLock lock;
    private final Consumer<List<Proxy>> load;
    private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();

    /** @param load called with {@code lock} held */
    PublishQueue(ReentrantLock lock, Consumer<List<Proxy>> load) {
        this.lock = lock;
        this.load = load;
    }

    private static final class Request {
        private final Proxy proxy;
        private boolean done;
        private @Nullable RuntimeException failure;

        private Request(Proxy proxy) {
            this.proxy = proxy;
        }
    }

    /** Returns once the proxy listens, or throws why it does not. */
    void publish(Proxy proxy) {
        Request own = new Request(proxy);
        requests.add(own);
        lock.lock();
        try {
            if (!own.done) {
                serveAll();
            }
        } finally {
            lock.unlock();
        }
        if (own.failure != null) {
            throw own.failure;
        }
    }

    private void serveAll() {
        List<Request> batch = new ArrayList<>();
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            batch.add(request);
        }
        try {
            load.accept(batch.stream().map(request -> request.proxy).toList());
            batch.forEach(request -> request.done = true);
        } catch (RuntimeException someone) {
            // One bad port must not be the others' failure.
            batch.forEach(this::serveAlone);
        }
    }

    private void serveAlone(Request request) {
        try {
            load.accept(List.of(request.proxy));
        } catch (RuntimeException failure) {
            request.failure = failure;
        }
        request.done = true;
    }
}

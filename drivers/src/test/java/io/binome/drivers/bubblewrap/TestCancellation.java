package io.binome.drivers.bubblewrap;

import io.binome.runs.Cancellation;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Requested by a test. */
final class TestCancellation implements Cancellation {
    private final List<Runnable> actions = new CopyOnWriteArrayList<>();
    private volatile boolean requested;

    void request() {
        requested = true;
        actions.forEach(Runnable::run);
    }

    @Override
    public boolean requested() {
        return requested;
    }

    @Override
    public AutoCloseable whenRequested(Runnable action) {
        actions.add(action);
        if (requested) {
            action.run();
        }
        return () -> actions.remove(action);
    }
}

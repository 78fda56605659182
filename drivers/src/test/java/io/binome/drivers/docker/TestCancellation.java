package io.binome.drivers.docker;

import io.binome.runs.Cancellation;
import java.util.ArrayList;
import java.util.List;

/** A cancellation that a test requests. */
public final class TestCancellation implements Cancellation {
    private final List<Runnable> actions = new ArrayList<>();
    private boolean requested;

    public void request() {
        List<Runnable> todo;
        synchronized (this) {
            requested = true;
            todo = List.copyOf(actions);
            actions.clear();
        }
        todo.forEach(Runnable::run);
    }

    @Override
    public synchronized boolean requested() {
        return requested;
    }

    @Override
    public AutoCloseable whenRequested(Runnable action) {
        boolean now;
        synchronized (this) {
            now = requested;
            if (!now) {
                actions.add(action);
            }
        }
        if (now) {
            action.run();
        }
        return () -> forget(action);
    }

    private synchronized void forget(Runnable action) {
        actions.remove(action);
    }
}

package io.binome.workloads.internal;

import io.binome.runs.Cancellation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A cancellation of work's own parts: requested with the one that the caller gave, or when the work itself is over. */
final class Ending implements Cancellation, AutoCloseable {
    private final Set<Runnable> actions = new LinkedHashSet<>();
    private final AutoCloseable caller;
    private boolean ended;

    Ending(Cancellation caller) {
        this.caller = caller.whenRequested(this::end);
    }

    void end() {
        List<Runnable> due;
        synchronized (this) {
            ended = true;
            due = new ArrayList<>(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }

    @Override
    public synchronized boolean requested() {
        return ended;
    }

    @Override
    public AutoCloseable whenRequested(Runnable action) {
        // One of its own, so that the same action given twice is two.
        Runnable own = action::run;
        boolean now;
        synchronized (this) {
            now = ended;
            if (!now) {
                actions.add(own);
            }
        }
        if (now) {
            own.run();
        }
        return () -> {
            synchronized (this) {
                actions.remove(own);
            }
        };
    }

    @Override
    public void close() {
        end();
        try {
            caller.close();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}

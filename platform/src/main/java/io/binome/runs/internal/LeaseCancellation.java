package io.binome.runs.internal;

import io.binome.runs.Cancellation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cancellation of one held job. The first reason stands. */
final class LeaseCancellation implements Cancellation {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseCancellation.class);

    enum Reason {
        /** Somebody asked for it: the job is over. */
        ASKED,
        /** This replica stops: another one goes on with the job. */
        STOPPING,
        /** The job may be in other hands: whatever comes of it here does not count. */
        LEASE_LOST
    }

    private final List<Runnable> actions = new ArrayList<>();
    private volatile @Nullable Reason reason;

    void request(Reason why) {
        List<Runnable> due;
        synchronized (actions) {
            if (reason != null) {
                return;
            }
            reason = why;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(LeaseCancellation::runSafely);
    }

    @Nullable
    Reason reason() {
        return reason;
    }

    @Override
    public boolean requested() {
        return reason != null;
    }

    @Override
    public AutoCloseable whenRequested(Runnable action) {
        // Wrapped, so that the same action registered twice is two.
        Runnable registered = action::run;
        synchronized (actions) {
            if (reason == null) {
                actions.add(registered);
                return () -> {
                    synchronized (actions) {
                        actions.remove(registered);
                    }
                };
            }
        }
        action.run();
        return () -> {};
    }

    private static void runSafely(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failed) {
            LOG.error("What should have happened on a cancellation failed", failed);
        }
    }
}

package io.binome.runs.internal;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A doorbell: raised any number of times, it wakes one wait, the present or the next one. */
final class Signal {
    private final Semaphore raised = new Semaphore(0);

    void raise() {
        raised.release();
    }

    void await(Duration atMost) {
        try {
            if (raised.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                raised.drainPermits();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

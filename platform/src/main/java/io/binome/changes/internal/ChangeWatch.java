package io.binome.changes.internal;

import io.binome.database.Notifications;
import io.binome.kernel.ChangeId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Wakes whoever waits for a change to move, on whichever replica it does. Hints may be lost, so they also look by themselves. */
final class ChangeWatch {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Duration lookAgain;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

    /** A class and not a record: two are never the same. */
    private static final class Waiting {
        private final ChangeId change;
        private final Semaphore moved = new Semaphore(0);

        Waiting(ChangeId change) {
            this.change = change;
        }
    }

    ChangeWatch(Notifications notifications) {
        this(notifications, LOOK_AGAIN);
    }

    ChangeWatch(Notifications notifications, Duration lookAgain) {
        this.lookAgain = lookAgain;
        notifications.listen(ChangeStore.TOPIC, change -> {
            for (Waiting one : waiting) {
                if (change.isEmpty() || one.change.toString().equals(change)) {
                    one.moved.release();
                }
            }
        });
    }

    /** The present revision, as soon as it is another than this one; the same after that time or when interrupted. */
    long await(ChangeId change, long revision, Duration atMost, LongSupplier look) {
        long end = System.nanoTime() + atMost.toNanos();
        Waiting mine = new Waiting(change);
        // Before the first look: what moves after it wakes this one.
        waiting.add(mine);
        long present = revision;
        try {
            while (true) {
                present = look.getAsLong();
                long left = end - System.nanoTime();
                if (present != revision || left <= 0) {
                    return present;
                }
                if (mine.moved.tryAcquire(Math.min(left, lookAgain.toNanos()), TimeUnit.NANOSECONDS)) {
                    mine.moved.drainPermits();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return present;
        } finally {
            waiting.remove(mine);
        }
    }
}

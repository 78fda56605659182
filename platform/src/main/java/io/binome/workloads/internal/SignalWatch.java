package io.binome.workloads.internal;

import io.binome.database.Database;
import io.binome.kernel.TenantScope;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Waits for a tenant's signal; all who wait for the same tenant share one question to the database every 200 ms. */
final class SignalWatch {
    private static final Duration EVERY = Duration.ofMillis(200);

    private final Database database;
    private final StackStore stacks;
    private final Map<TenantScope, Signal> signals = new ConcurrentHashMap<>();

    SignalWatch(Database database, StackStore stacks) {
        this.database = database;
        this.stacks = stacks;
    }

    /** The signal as soon as it is another than {@code since}, else after that time. */
    long await(TenantScope scope, long since, Duration atMost) {
        long begun = System.nanoTime();
        // The first one is asked for anew: what the caller has just seen may be newer than what others were told.
        long now = signals.computeIfAbsent(scope, _ -> new Signal()).read(scope, Duration.ZERO);
        while (now == since) {
            Duration left = atMost.minusNanos(System.nanoTime() - begun);
            if (left.isNegative() || left.isZero()) {
                break;
            }
            Readiness.pause(left.compareTo(EVERY) < 0 ? left : EVERY);
            now = signals.computeIfAbsent(scope, _ -> new Signal()).read(scope, EVERY);
        }
        return now;
    }

    private final class Signal {
        private long readAt;
        private long value = -1;

        synchronized long read(TenantScope scope, Duration oldest) {
            if (value < 0 || System.nanoTime() - readAt >= oldest.toNanos()) {
                value = database.inTenant(scope, stacks::signalled);
                readAt = System.nanoTime();
            }
            return value;
        }
    }
}

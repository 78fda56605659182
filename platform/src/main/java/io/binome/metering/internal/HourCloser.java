package io.binome.metering.internal;

import io.binome.database.Database;
import io.binome.metering.Metering;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Makes hours final some minutes after their end. What is written for them later becomes a correction, never an edit. */
final class HourCloser {
    /** Longer than a year, so that a month can be compared with the same one of the year before. */
    private static final Duration READINGS_KEPT = Duration.ofDays(400);

    private final ReadingStore readings = new ReadingStore();
    private final PeakStore peaks = new PeakStore();
    private final Database database;
    private final UsageStore usage;
    private final Duration grace;
    private final InstantSource clock;

    HourCloser(Database database, UsageStore usage, Duration grace, InstantSource clock) {
        this.database = database;
        this.usage = usage;
        this.grace = grace;
        this.clock = clock;
    }

    /** Closes what is due, each hour in a transaction of its own; several servers may do so at once. */
    int close() {
        Instant now = clock.instant();
        Instant open = now.minus(grace).truncatedTo(ChronoUnit.HOURS);
        List<Instant> due = database.asDispatcher(transaction -> usage.openBefore(transaction, open));
        int closed = 0;
        for (Instant hour : due) {
            closed += database.asDispatcher(transaction -> usage.close(transaction, hour, now));
        }
        if (closed > 0) {
            database.asDispatcher(transaction -> {
                readings.forget(transaction, now.minus(READINGS_KEPT));
                peaks.forget(transaction, now.minus(Metering.PEAKS_KEPT).truncatedTo(ChronoUnit.DAYS));
                return now;
            });
        }
        return closed;
    }
}

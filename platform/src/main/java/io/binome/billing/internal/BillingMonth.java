package io.binome.billing.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A month of a zone in its parts: its days, with the one of 23 and the one of 25 hours, and where the price book changes
 * within a day that day in pieces.
 */
public final class BillingMonth {
    private final YearMonth month;
    private final ZoneId zone;
    private final long[] starts;
    private final LocalDate[] dates;
    private final long until;

    /** In whole days. */
    public BillingMonth(YearMonth month, ZoneId zone, Instant until) {
        this(month, zone, until, List.of());
    }

    /**
     * @param until where what is rated ends, if that is before the month does
     * @param cuts where a part ends and another one begins besides midnight; those out of the month are let be
     */
    public BillingMonth(YearMonth month, ZoneId zone, Instant until, Collection<Instant> cuts) {
        this.month = month;
        this.zone = zone;
        TreeMap<Long, LocalDate> parts = new TreeMap<>();
        LocalDate next = month.plusMonths(1).atDay(1);
        for (LocalDate date = month.atDay(1); date.isBefore(next); date = date.plusDays(1)) {
            parts.put(date.atStartOfDay(zone).toEpochSecond(), date);
        }
        long end = next.atStartOfDay(zone).toEpochSecond();
        for (Instant cut : cuts) {
            if (cut.getEpochSecond() > parts.firstKey() && cut.getEpochSecond() < end) {
                parts.putIfAbsent(cut.getEpochSecond(), LocalDate.ofInstant(cut, zone));
            }
        }
        parts.put(end, next);
        this.starts = parts.keySet().stream().mapToLong(Long::longValue).toArray();
        this.dates = parts.values().toArray(LocalDate[]::new);
        this.until = Math.max(starts[0], Math.min(end, until.getEpochSecond()));
    }

    public YearMonth month() {
        return month;
    }

    ZoneId zone() {
        return zone;
    }

    public Instant start() {
        return Instant.ofEpochSecond(starts[0]);
    }

    /** Where the month ends, whatever is rated. */
    public Instant end() {
        return Instant.ofEpochSecond(starts[parts()]);
    }

    public Instant until() {
        return Instant.ofEpochSecond(until);
    }

    public boolean complete() {
        return until == starts[parts()];
    }

    int parts() {
        return starts.length - 1;
    }

    /** The day of a part, or behind the last one the first day after the month. */
    LocalDate date(int part) {
        return dates[part];
    }

    /** Whether a part is less than its day. */
    boolean isPiece(int part) {
        return dates[part].equals(dates[part + 1]) || part > 0 && dates[part].equals(dates[part - 1]);
    }

    Instant start(int part) {
        return Instant.ofEpochSecond(starts[part]);
    }

    /** The part, from 0, in which something begins; negative when that does not count. */
    int part(long second) {
        if (second < starts[0] || second >= until) {
            return -1;
        }
        int at = Arrays.binarySearch(starts, second);
        return at >= 0 ? at : -at - 2;
    }

    long seconds() {
        return starts[parts()] - starts[0];
    }

    /** The seconds that a part shares with {@code [from, to)}, of those that are rated, or of all. */
    long seconds(int part, Instant from, @Nullable Instant to, boolean rated) {
        long end = rated ? Math.min(until, starts[part + 1]) : starts[part + 1];
        long begin = Math.max(starts[part], from.getEpochSecond());
        return Math.max(0, Math.min(end, to == null ? end : to.getEpochSecond()) - begin);
    }
}

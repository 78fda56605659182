package io.binome.billing.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A month of a zone: where its days begin, with the one of 23 and the one of 25 hours. */
public final class BillingMonth {
    private final YearMonth month;
    private final long[] starts;
    private final long until;

    /** @param until where what is rated ends, if that is before the month does */
    public BillingMonth(YearMonth month, ZoneId zone, Instant until) {
        this.month = month;
        int days = month.lengthOfMonth();
        this.starts = new long[days + 1];
        for (int day = 0; day <= days; day++) {
            starts[day] = month.atDay(1).plusDays(day).atStartOfDay(zone).toEpochSecond();
        }
        this.until = Math.max(starts[0], Math.min(starts[days], until.getEpochSecond()));
    }

    public YearMonth month() {
        return month;
    }

    public Instant start() {
        return Instant.ofEpochSecond(starts[0]);
    }

    public Instant until() {
        return Instant.ofEpochSecond(until);
    }

    public boolean complete() {
        return until == starts[days()];
    }

    int days() {
        return starts.length - 1;
    }

    LocalDate date(int day) {
        return month.atDay(1).plusDays(day);
    }

    /** The day, from 0, in which something begins; negative when that does not count. */
    int day(long second) {
        if (second < starts[0] || second >= until) {
            return -1;
        }
        int at = Arrays.binarySearch(starts, second);
        return at >= 0 ? at : -at - 2;
    }

    /** The day, from 0; negative when it is not of this month. */
    int day(LocalDate date) {
        return YearMonth.from(date).equals(month) ? date.getDayOfMonth() - 1 : -1;
    }

    long seconds() {
        return starts[days()] - starts[0];
    }

    /** The seconds that a day shares with {@code [from, to)}, of those that are rated, or of all. */
    long seconds(int day, Instant from, @Nullable Instant to, boolean rated) {
        long end = rated ? Math.min(until, starts[day + 1]) : starts[day + 1];
        long begin = Math.max(starts[day], from.getEpochSecond());
        return Math.max(0, Math.min(end, to == null ? end : to.getEpochSecond()) - begin);
    }
}

package io.binome.metering;

import io.binome.kernel.Sha256;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What was used, hour by hour. */
public interface Metering {
    /** For how long {@link #peaks} are kept: a week longer than whoever reads them looks back. */
    Duration PEAKS_KEPT = Duration.ofDays(35);

    /**
     * All hours of a tenant that begin in {@code [from, to)}, corrections included, by hour, stack, service and host; one
     * at a time, as a year of them need not fit in memory.
     */
    void hours(TenantScope scope, Instant from, Instant to, Consumer<UsageHour> each);

    /** What {@link #hours} adds up to by service and day of UTC, {@code hour} being the beginning of the day; quicker. */
    List<UsageHour> days(TenantScope scope, Instant from, Instant to);

    /**
     * What each service has used since the year of UTC began that {@code now} lies in, up to what was read last; quick,
     * however much of the year is over.
     */
    default List<YearTotal> yearTotals(TenantScope scope, Instant now) {
        Map<WorkloadId, YearTotal> totals = new HashMap<>();
        for (UsageHour day : days(scope, yearOf(now), now.plus(Duration.ofDays(1)))) {
            WorkloadId service = day.service();
            if (service != null) {
                totals.merge(service, new YearTotal(day, service), YearTotal::plus);
            }
        }
        return List.copyOf(totals.values());
    }

    /** Where the year of UTC begins that a time lies in. */
    static Instant yearOf(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC)
                .withDayOfYear(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    /** The most memory at once, by day of UTC that begins in {@code [from, to)}, service and host; of services alone. Kept for
     * {@link #PEAKS_KEPT}. */
    default List<MemoryPeak> peaks(TenantScope scope, Instant from, Instant to) {
        return List.of();
    }

    /** How far raw counters had come in hours that begin in {@code [from, to)}; kept for 400 days. */
    default List<UsageReading> readings(TenantScope scope, Instant from, Instant to) {
        return List.of();
    }

    /**
     * All that was counted, by piece of UTC, stack and service.
     *
     * @param by {@code HOURS}, {@code DAYS} or {@code MONTHS}; {@code from} and {@code to} are beginnings of these
     */
    default List<UsageSum> sums(TenantScope scope, Instant from, Instant to, ChronoUnit by) {
        return List.of();
    }

    /**
     * A mark that is another one as soon as {@link #hours} says anything else for the same time: whoever keeps what he made
     * of the hours asks for it before he relies on that. Days of UTC that {@code from} or {@code to} lie in count whole.
     * Empty where nothing was used.
     */
    default String mark(TenantScope scope, Instant from, Instant to) {
        Duration day = Duration.ofDays(1);
        Instant begin = from.truncatedTo(ChronoUnit.DAYS);
        Instant end = to.minusNanos(1).truncatedTo(ChronoUnit.DAYS).plus(day);
        List<UsageHour> days = days(scope, begin, end);
        return days.isEmpty() ? "" : Sha256.hex(days.toString());
    }

    /**
     * {@link #mark} of several times at once, in their order.
     *
     * @param times each {@code [from, to)}
     */
    default List<String> marks(TenantScope scope, List<Times> times) {
        return times.stream().map(one -> mark(scope, one.from(), one.to())).toList();
    }

    /** The time {@code [from, to)}. */
    record Times(Instant from, Instant to) {}
}

package io.binome.metering.internal;

import io.binome.database.Database;
import io.binome.kernel.TenantScope;
import io.binome.metering.MemoryPeak;
import io.binome.metering.Metering;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageReading;
import io.binome.metering.UsageSum;
import io.binome.metering.YearTotal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What was used, as it is kept. */
final class DatabaseMetering implements Metering {
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Duration A_DAY = Duration.ofDays(1);

    /** Rows of which more are read at once the next time. */
    private static final int FEW = 5_000;

    private final ReadingStore readings = new ReadingStore();
    private final Database database;
    private final UsageStore usage;
    private final PeakStore peaks = new PeakStore();
    private final YearStore years = new YearStore();
    private final InstantSource clock;

    DatabaseMetering(Database database, UsageStore usage, InstantSource clock) {
        this.database = database;
        this.usage = usage;
        this.clock = clock;
    }

    /** Some at a time, and none within a transaction: whoever takes them may be slow. */
    @Override
    public void hours(TenantScope scope, Instant from, Instant to, Consumer<UsageHour> each) {
        Duration piece = AN_HOUR;
        for (Instant begin = from; begin.isBefore(to); ) {
            Instant since = begin;
            Instant until = to.minus(piece).isAfter(begin) ? begin.plus(piece) : to;
            List<UsageHour> rows = new ArrayList<>();
            database.inTenant(scope, transaction -> {
                usage.hours(transaction, since, until, rows::add);
                return scope;
            });
            rows.forEach(each);
            if (rows.size() < FEW) {
                piece = piece.compareTo(A_DAY) < 0 ? piece.multipliedBy(2) : piece;
            } else {
                piece = AN_HOUR;
            }
            begin = until;
        }
    }

    @Override
    public List<UsageHour> days(TenantScope scope, Instant from, Instant to) {
        Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
        return database.inTenant(
                scope, transaction -> usage.days(transaction, beginningOfDay(from), beginningOfDay(to), today));
    }

    @Override
    public List<YearTotal> yearTotals(TenantScope scope, Instant now) {
        return database.inTenant(scope, transaction -> years.of(transaction, now));
    }

    @Override
    public List<MemoryPeak> peaks(TenantScope scope, Instant from, Instant to) {
        return database.inTenant(scope, transaction -> peaks.of(transaction, beginningOfDay(from), beginningOfDay(to)));
    }

    @Override
    public List<UsageReading> readings(TenantScope scope, Instant from, Instant to) {
        return database.inTenant(scope, transaction -> readings.of(transaction, from, to));
    }

    @Override
    public List<UsageSum> sums(TenantScope scope, Instant from, Instant to, ChronoUnit by) {
        return database.inTenant(scope, transaction -> usage.sums(transaction, from, to, by));
    }

    @Override
    public String mark(TenantScope scope, Instant from, Instant to) {
        return marks(scope, List.of(new Times(from, to))).getFirst();
    }

    @Override
    public List<String> marks(TenantScope scope, List<Times> times) {
        List<Times> days = times.stream()
                .map(one -> new Times(one.from().truncatedTo(ChronoUnit.DAYS), beginningOfDay(one.to())))
                .toList();
        return database.inTenant(scope, transaction -> usage.marks(transaction, days));
    }

    /** The first day of UTC that begins then or later. */
    private static Instant beginningOfDay(Instant time) {
        Instant day = time.truncatedTo(ChronoUnit.DAYS);
        return day.equals(time) ? day : day.plus(1, ChronoUnit.DAYS);
    }
}

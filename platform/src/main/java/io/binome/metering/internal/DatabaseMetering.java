package io.binome.metering.internal;

import io.binome.database.Database;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metering;
import io.binome.metering.UsageHour;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;

/** What was used, as it is kept. */
final class DatabaseMetering implements Metering {
    private final Database database;
    private final UsageStore usage;
    private final InstantSource clock;

    DatabaseMetering(Database database, UsageStore usage, InstantSource clock) {
        this.database = database;
        this.usage = usage;
        this.clock = clock;
    }

    @Override
    public void hours(TenantScope scope, Instant from, Instant to, Consumer<UsageHour> each) {
        database.inTenant(scope, transaction -> {
            usage.hours(transaction, from, to, each);
            return scope;
        });
    }

    @Override
    public List<UsageHour> days(TenantScope scope, Instant from, Instant to) {
        Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
        return database.inTenant(
                scope, transaction -> usage.days(transaction, beginningOfDay(from), beginningOfDay(to), today));
    }

    @Override
    public String mark(TenantScope scope, Instant from, Instant to) {
        Instant begin = from.truncatedTo(ChronoUnit.DAYS);
        return database.inTenant(scope, transaction -> usage.mark(transaction, begin, beginningOfDay(to)));
    }

    /** The first day of UTC that begins then or later. */
    private static Instant beginningOfDay(Instant time) {
        Instant day = time.truncatedTo(ChronoUnit.DAYS);
        return day.equals(time) ? day : day.plus(1, ChronoUnit.DAYS);
    }
}

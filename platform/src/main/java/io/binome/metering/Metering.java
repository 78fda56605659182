package io.binome.metering;

import io.binome.kernel.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** What was used, hour by hour. */
public interface Metering {
    /**
     * All hours of a tenant that begin in {@code [from, to)}, corrections included, by hour, stack, service and host; one
     * at a time, as a year of them need not fit in memory.
     */
    void hours(TenantScope scope, Instant from, Instant to, Consumer<UsageHour> each);

    /** What {@link #hours} adds up to by service and day of UTC, {@code hour} being the beginning of the day; quicker. */
    List<UsageHour> days(TenantScope scope, Instant from, Instant to);
}

package io.binome.billing;

import io.binome.kernel.TenantScope;
import io.binome.metering.UsageHour;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.SortedMap;

/** What tenants really used, in prices: rated whenever somebody asks, from what is measured by then. */
public interface Bills {
    /** The month that goes on now, in the zone of the tenant's price book. */
    YearMonth current(TenantScope scope);

    /** A month; as far as it is over, while it goes on. A month in which nothing was there has no lines. */
    Bill month(TenantScope scope, YearMonth month);

    /** Each month of a year that has begun by now, the first one first; without {@link Bill#days}. */
    SortedMap<YearMonth, Bill> year(TenantScope scope, int year);

    /** What each day of {@code [from, until)} costs, by day, origin and what is measured; today as far as it is over. */
    List<DayCost> days(TenantScope scope, LocalDate from, LocalDate until);

    /** What a line was made of: the hours of its origin in its days, by hour, host and revision. */
    List<UsageHour> hours(TenantScope scope, YearMonth month, Origin origin);

    /** What a month was or is rated from, all of it: whoever has this can rate it again without a server. */
    Basis basis(TenantScope scope, YearMonth month);

    /**
     * @param book by whose prices; a book without any when the contract names none that is in force
     * @param version number of the price books in force; 0 when there are none
     * @param holdings what fees are asked for
     * @param names of all origins that the month has
     */
    record Basis(PriceBook book, int version, List<Holding> holdings, Place.Names names) {
        public Basis {
            holdings = List.copyOf(holdings);
        }
    }
}

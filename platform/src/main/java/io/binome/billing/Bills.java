package io.binome.billing;

import io.binome.billing.internal.CostForecaster;
import io.binome.kernel.TenantScope;
import io.binome.metering.UsageHour;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What tenants really used, in prices: rated whenever somebody asks, from what is measured by then. */
public interface Bills {
    /** The month that goes on now, in the zone of the tenant's first price book. */
    YearMonth current(TenantScope scope);

    /** A month; as far as it is over, while it goes on. A month in which nothing was there has no lines. */
    Bill month(TenantScope scope, YearMonth month);

    /** Each month from {@code first} to {@code last} that has begun by now; without {@link Bill#days}. */
    SortedMap<YearMonth, Bill> months(TenantScope scope, YearMonth first, YearMonth last);

    /** {@link #months} of a year. */
    default SortedMap<YearMonth, Bill> year(TenantScope scope, int year) {
        return months(scope, YearMonth.of(year, Month.JANUARY), YearMonth.of(year, Month.DECEMBER));
    }

    /** What each day of {@code [from, until)} costs, by day, origin and what is measured; today as far as it is over. */
    List<DayCost> days(TenantScope scope, LocalDate from, LocalDate until);

    /** When the tenant's stay has ended: nothing costs anything after that. Empty while it goes on. */
    default Optional<Instant> ended(TenantScope scope) {
        return Optional.empty();
    }

    /**
     * What the end of a month that goes on will have cost; empty for one that is over, and once the stay has ended.
     *
     * @param bill of that month
     */
    default Optional<Forecasts.Outlook> end(TenantScope scope, Bill bill, Instant now) {
        return new CostForecaster(this).end(scope, bill, now);
    }

    /** What the month that goes on and the twelve after it will cost, as far as it can be told. */
    default CostForecast forecast(TenantScope scope, Instant now) {
        return new CostForecaster(this).of(scope, now);
    }

    /** What a line was made of: the hours of its origin in its days, by hour, host and revision. */
    List<UsageHour> hours(TenantScope scope, YearMonth month, Origin origin);

    /** What a month was or is rated from, all of it: whoever has this can rate it again without a server. */
    Basis basis(TenantScope scope, YearMonth month);

    /**
     * @param books by whose prices, in which part of the month
     * @param version number of the price books in force; 0 when there are none
     * @param holdings what fees are asked for
     * @param names of all origins that the month has
     */
    record Basis(AgreedBooks books, int version, List<Holding> holdings, Place.Names names) {
        public Basis {
            holdings = List.copyOf(holdings);
        }

        /** Whose days and months count. */
        public ZoneId zone() {
            return books.zone();
        }
    }
}

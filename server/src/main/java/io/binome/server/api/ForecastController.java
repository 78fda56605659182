package io.binome.server.api;

import io.binome.billing.Bills;
import io.binome.billing.CostForecast;
import io.binome.billing.Forecasts;
import io.binome.billing.Forecasts.Outlook;
import io.binome.billing.Forecasts.Range;
import io.binome.kernel.TenantScope;
import io.binome.server.console.ForecastCsv;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a tenant's use will have cost. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/bill/forecast")
final class ForecastController {
    private final Bills bills;
    private final InstantSource clock;
    private final Entrance entrance;

    ForecastController(Bills bills, Entrance entrance, InstantSource clock) {
        this.bills = bills;
        this.clock = clock;
        this.entrance = entrance;
    }

    /** The month that goes on and the twelve after it, without tax, each with an interval. */
    @GetMapping
    ForecastView forecast(Principal principal, @PathVariable String tenant) {
        return ForecastView.of(read(principal, tenant));
    }

    /** The same as CSV. */
    @GetMapping(value = "/csv", produces = "text/csv")
    void csv(Principal principal, @PathVariable String tenant, HttpServletResponse response) throws IOException {
        ForecastCsv.write(response, tenant, read(principal, tenant));
    }

    private CostForecast read(Principal principal, String tenant) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        return bills.forecast(scope, clock.instant());
    }

    /**
     * As decimal texts of whole cents.
     *
     * @param spent of the month so far
     * @param intervalPercent in so many of 100 cases what is paid lies within an interval
     * @param end of the month; null while nobody can tell, and once the stay has ended
     * @param days how many were measured, when too few to tell
     * @param months the twelve that come; none while nobody can tell
     * @param total of these
     * @param wholeMonths how many were measured, when too few to tell
     */
    record ForecastView(
            String month,
            String currency,
            String spent,
            int intervalPercent,
            @Nullable RangeView end,
            @Nullable Scarce days,
            List<MonthView> months,
            @Nullable RangeView total,
            @Nullable Scarce wholeMonths) {
        static ForecastView of(CostForecast forecast) {
            Outlook.Known year = forecast.year() instanceof Outlook.Known known ? known : null;
            Range end = forecast.atEnd();
            return new ForecastView(
                    forecast.month().toString(),
                    forecast.spent().currency(),
                    ForecastCsv.words(forecast.spent()),
                    Forecasts.INTERVAL_PERCENT,
                    end == null ? null : RangeView.of(forecast, end),
                    tooShort(forecast.end()),
                    year == null
                            ? List.of()
                            : IntStream.range(0, year.each().size())
                                    .mapToObj(i -> MonthView.of(
                                            forecast, i, year.each().get(i)))
                                    .toList(),
                    year == null ? null : RangeView.of(forecast, year.total()),
                    tooShort(forecast.year()));
        }

        private static @Nullable Scarce tooShort(@Nullable Outlook outlook) {
            return outlook instanceof Outlook.TooShort(int seen, int needed) ? new Scarce(seen, needed) : null;
        }
    }

    /** There are {@code seen}, and it takes {@code needed}. */
    record Scarce(int seen, int needed) {}

    record RangeView(String expected, String low, String high) {
        static RangeView of(CostForecast forecast, Range range) {
            return new RangeView(
                    ForecastCsv.words(forecast.money(range.expected())),
                    ForecastCsv.words(forecast.money(range.low())),
                    ForecastCsv.words(forecast.money(range.high())));
        }
    }

    record MonthView(String month, String expected, String low, String high) {
        static MonthView of(CostForecast forecast, int ahead, Range range) {
            RangeView amounts = RangeView.of(forecast, range);
            return new MonthView(
                    forecast.first().plusMonths(ahead).toString(), amounts.expected(), amounts.low(), amounts.high());
        }
    }
}

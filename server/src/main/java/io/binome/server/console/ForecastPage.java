package io.binome.server.console;

import io.binome.billing.Bill;
import io.binome.billing.CostForecast;
import io.binome.billing.Forecasts.Outlook;
import io.binome.billing.Forecasts.Range;
import io.binome.kernel.Money;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What comes, behind what was.
 *
 * @param before the twelve months before the one that goes on
 */
public record ForecastPage(CostForecast forecast, SortedMap<YearMonth, Bill> before) {
    private static final long HEIGHT = 1_000;

    /**
     * A bar of the chart.
     *
     * @param spent what it has cost; null for a month that comes
     * @param range what it will have cost; null for a month that is over
     */
    public record Bar(
            YearMonth month,
            @Nullable Money spent,
            @Nullable Range range) {
        private long highest() {
            return Math.max(spent == null ? 0 : spent.micros(), range == null ? 0 : range.high());
        }
    }

    public Outlook.@Nullable Known year() {
        return forecast.year() instanceof Outlook.Known known ? known : null;
    }

    public Outlook.@Nullable TooShort days() {
        return forecast.end() instanceof Outlook.TooShort tooShort ? tooShort : null;
    }

    public Outlook.@Nullable TooShort months() {
        return forecast.year() instanceof Outlook.TooShort tooShort ? tooShort : null;
    }

    public boolean ended() {
        return forecast.end() == null;
    }

    /** The months that come. */
    public List<Bar> coming() {
        List<Bar> coming = new ArrayList<>();
        Outlook.Known year = year();
        if (year != null) {
            for (int i = 0; i < year.each().size(); i++) {
                coming.add(new Bar(
                        forecast.first().plusMonths(i), null, year.each().get(i)));
            }
        }
        return coming;
    }

    /** The months that were, the one that goes on, and those that come. */
    public List<Bar> bars() {
        List<Bar> bars = new ArrayList<>();
        before.forEach((month, bill) -> {
            boolean same = bill.currency().equals(forecast.spent().currency());
            bars.add(new Bar(month, same ? bill.total() : forecast.money(0), null));
        });
        bars.add(new Bar(forecast.month(), forecast.spent(), forecast.atEnd()));
        bars.addAll(coming());
        return bars;
    }

    public Money highest() {
        return forecast.money(bars().stream().mapToLong(Bar::highest).max().orElse(0));
    }

    /** In thousandths of the highest bar. */
    public long height(long micros) {
        long highest = Math.max(1, highest().micros());
        return Math.round((double) Math.max(0, micros) * HEIGHT / highest);
    }

    public YearMonth last() {
        return forecast.first().plusMonths(CostForecast.MONTHS - 1L);
    }
}

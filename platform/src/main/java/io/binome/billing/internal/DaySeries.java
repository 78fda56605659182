package io.binome.billing.internal;

import io.binome.billing.DayCost;
import io.binome.billing.Forecasts;
import io.binome.kernel.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What each day cost, in millionths, as far as it has a price in one currency. Pure. */
final class DaySeries {
    /** Enough for a trend, and little enough to be read whenever somebody looks. */
    private static final int DAYS = 120;

    private final LocalDate today;
    private final SortedMap<LocalDate, Long> byDay = new TreeMap<>();

    private DaySeries(LocalDate today) {
        this.today = today;
    }

    /** From when on days are looked at. */
    static LocalDate from(LocalDate today) {
        return today.minusDays(DAYS);
    }

    /** @param days from {@link #from} to today, as far as it is over; those in another currency are left out */
    static DaySeries of(List<DayCost> days, LocalDate today, String currency) {
        DaySeries series = new DaySeries(today);
        for (DayCost day : days) {
            Money amount = day.amount();
            if (amount != null && amount.currency().equals(currency)) {
                series.byDay.merge(day.day(), amount.micros(), Math::addExact);
            }
        }
        return series;
    }

    /** Of the month that goes on. */
    long soFar() {
        return byDay.tailMap(today.withDayOfMonth(1)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** What the month's end will have cost. */
    Forecasts.Outlook endOfMonth() {
        List<Long> whole = new ArrayList<>();
        // What began lately has no days before that, which is not the same as days that cost nothing.
        LocalDate begin = byDay.isEmpty() ? today : byDay.firstKey();
        for (LocalDate day = begin; day.isBefore(today); day = day.plusDays(1)) {
            whole.add(Math.max(0, byDay.getOrDefault(day, 0L)));
        }
        return Forecasts.endOfMonth(whole, today, Math.max(0, soFar()), Math.max(0, byDay.getOrDefault(today, 0L)));
    }
}

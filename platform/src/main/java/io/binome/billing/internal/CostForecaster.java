package io.binome.billing.internal;

import io.binome.billing.Bill;
import io.binome.billing.Bills;
import io.binome.billing.CostForecast;
import io.binome.billing.Forecasts;
import io.binome.billing.Forecasts.Outlook;
import io.binome.billing.Forecasts.Range;
import io.binome.kernel.TenantScope;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Draws a tenant's bills into the future. */
public final class CostForecaster {
    /** Three years: a season shows in two. */
    private static final int MONTHS_BACK = 36;

    private final Bills bills;

    public CostForecaster(Bills bills) {
        this.bills = bills;
    }

    public CostForecast of(TenantScope scope, Instant now) {
        YearMonth month = bills.current(scope);
        Bill bill = bills.month(scope, month);
        Optional<Outlook> end = end(scope, bill, now);
        if (end.isEmpty()) {
            return new CostForecast(month, bill.total(), null, month.plusMonths(1), null);
        }
        List<Long> whole = whole(scope, month, bill.currency());
        YearMonth first = month;
        if (end.get() instanceof Outlook.Known known) {
            // What is known of this month is more than nothing: it counts as it is expected to end.
            whole.add(known.total().expected());
            first = month.plusMonths(1);
        }
        return new CostForecast(
                month, bill.total(), end.get(), first, Forecasts.months(whole, first, CostForecast.MONTHS));
    }

    /** Empty when nothing comes: the stay has ended, or the month is over. */
    public Optional<Outlook> end(TenantScope scope, Bill bill, Instant now) {
        if (bill.complete() || bills.ended(scope).isPresent()) {
            return Optional.empty();
        }
        LocalDate today = LocalDate.ofInstant(now, bill.zone());
        DaySeries days =
                DaySeries.of(bills.days(scope, DaySeries.from(today), today.plusDays(1)), today, bill.currency());
        long least = Math.max(bill.minimum().micros(), bill.total().micros());
        return Optional.of(atLeast(days.endOfMonth(), least));
    }

    private static Outlook atLeast(Outlook outlook, long least) {
        return switch (outlook) {
            case Outlook.TooShort tooShort -> tooShort;
            case Outlook.Known(List<Range> each, Range total, Forecasts.Method method) ->
                new Outlook.Known(
                        each,
                        new Range(
                                Math.max(total.expected(), least),
                                Math.max(total.low(), least),
                                Math.max(total.high(), least)),
                        method);
        };
    }

    /** The whole months before, oldest first: from the first one on that cost something from its first day. */
    private List<Long> whole(TenantScope scope, YearMonth month, String currency) {
        SortedMap<YearMonth, Bill> before = bills.months(scope, month.minusMonths(MONTHS_BACK), month.minusMonths(1));
        List<Long> whole = new ArrayList<>();
        for (Bill bill : before.values()) {
            boolean cost = bill.lines().stream().anyMatch(line -> line.amount() != null);
            if (!bill.currency().equals(currency)) {
                whole.clear();
            } else if (!whole.isEmpty() || cost && beganBefore(scope, bill.month())) {
                whole.add(Math.max(0, bill.total().micros()));
            }
        }
        return whole;
    }

    private boolean beganBefore(TenantScope scope, YearMonth month) {
        LocalDate day = month.atDay(1);
        return !bills.days(scope, day, day.plusDays(1)).isEmpty();
    }
}

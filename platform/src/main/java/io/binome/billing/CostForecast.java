package io.binome.billing;

import io.binome.billing.Forecasts.Outlook;
import io.binome.billing.Forecasts.Range;
import io.binome.kernel.Money;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant will have paid for at the end of the month that goes on, and in the twelve months after it. Without tax, in
 * the currency of that month; by what was measured, at the prices of then: what is agreed for later is not known to it.
 *
 * @param spent of the month so far, as its bill has it; what has no price counts as nothing
 * @param end of that month, in millionths, not less than its minimum; null once the tenant's stay has ended
 * @param first of the months ahead
 * @param year each of {@link #MONTHS}, or how many whole months there are and how many it takes; null once the stay has ended
 */
public record CostForecast(
        YearMonth month,
        Money spent,
        @Nullable Outlook end,
        YearMonth first,
        @Nullable Outlook year) {
    /** How many months are looked ahead. */
    public static final int MONTHS = 12;

    /** Of the forecast's currency. */
    public Money money(long micros) {
        return new Money(micros, spent.currency());
    }

    /** The whole of the month that goes on; null while nobody can tell. */
    public @Nullable Range atEnd() {
        return end instanceof Outlook.Known known ? known.total() : null;
    }
}

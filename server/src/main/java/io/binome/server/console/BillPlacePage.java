package io.binome.server.console;

import io.binome.billing.Bill;
import io.binome.billing.BillLine;
import io.binome.billing.DayCost;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.kernel.Money;
import io.binome.metering.UsageHour;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One service's month, or what belongs to its stack as a whole: the lines, the days, and the hours of one day.
 *
 * @param day whose hours are shown
 * @param hours of that day, as they were metered
 */
public record BillPlacePage(Bill bill, Origin origin, Place place, LocalDate day, List<UsageHour> hours) {
    public List<BillLine> lines() {
        return bill.lines().stream()
                .filter(line -> line.origin().equals(origin))
                .toList();
    }

    /** What each day of it costs; what has no price is left out. */
    public Map<LocalDate, Money> days() {
        Map<LocalDate, Money> days = new TreeMap<>();
        for (DayCost cost : bill.days()) {
            Money amount = cost.amount();
            if (cost.origin().equals(origin)) {
                days.merge(cost.day(), amount == null ? Money.zero(bill.currency()) : amount, Money::plus);
            }
        }
        return days;
    }

    public Money total() {
        Money total = Money.zero(bill.currency());
        for (BillLine line : lines()) {
            Money amount = line.amount();
            total = amount == null ? total : total.plus(amount);
        }
        return total;
    }
}

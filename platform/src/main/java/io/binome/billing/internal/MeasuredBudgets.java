package io.binome.billing.internal;

import io.binome.billing.DayCost;
import io.binome.billing.Place;
import io.binome.billing.Spending.MeasuredBudget;
import io.binome.contracts.Contract.Budget;
import io.binome.kernel.Money;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Compares what a month has cost so far, and will have cost, with what the contract allows. Pure. */
final class MeasuredBudgets {
    private MeasuredBudgets() {}

    /**
     * @param days from {@link DaySeries#from} to today, as far as it is over; those in another currency are left out
     * @param environments those to which the contract counts what costs it, besides the one that it declares
     */
    static List<MeasuredBudget> of(
            List<Budget> budgets,
            List<DayCost> days,
            LocalDate today,
            Function<DayCost, ? extends Collection<String>> environments) {
        return budgets.stream()
                .map(budget -> one(budget, days, today, environments))
                .toList();
    }

    private static boolean counts(Budget budget, DayCost day, Collection<String> environments) {
        Place place = day.place();
        return Stream.concat(Stream.of(place.environment()), environments.stream())
                .anyMatch(environment -> budget.counts(environment, place.repository(), place.stack()));
    }

    private static MeasuredBudget one(
            Budget budget,
            List<DayCost> days,
            LocalDate today,
            Function<DayCost, ? extends Collection<String>> environments) {
        String currency = budget.month().currency();
        DaySeries series = DaySeries.of(
                days.stream()
                        .filter(day -> counts(budget, day, environments.apply(day)))
                        .toList(),
                today,
                currency);
        return new MeasuredBudget(
                budget, YearMonth.from(today), new Money(series.soFar(), currency), series.endOfMonth());
    }
}

package io.binome.billing.internal;

import io.binome.billing.DayCost;
import io.binome.billing.Forecasts;
import io.binome.billing.Place;
import io.binome.billing.Spending.MeasuredBudget;
import io.binome.contracts.Contract.Budget;
import io.binome.kernel.Money;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Compares what a month has cost so far, and will have cost, with what the contract allows. Pure. */
final class MeasuredBudgets {
    /** Enough for a trend, and little enough to be read whenever somebody looks. */
    private static final int DAYS = 120;

    private MeasuredBudgets() {}

    /** From when on days are looked at. */
    static LocalDate from(LocalDate today) {
        return today.minusDays(DAYS);
    }

    /**
     * @param days from {@link #from} to today, as far as it is over; those in another currency are left out
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
        SortedMap<LocalDate, Long> byDay = new TreeMap<>();
        for (DayCost day : days) {
            Money amount = day.amount();
            if (amount != null
                    && amount.currency().equals(budget.month().currency())
                    && counts(budget, day, environments.apply(day))) {
                byDay.merge(day.day(), amount.micros(), Math::addExact);
            }
        }
        LocalDate first = today.withDayOfMonth(1);
        long soFar = byDay.tailMap(first).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        long soFarToday = byDay.getOrDefault(today, 0L);
        List<Long> whole = new ArrayList<>();
        // What began lately has no days before that, which is not the same as days that cost nothing.
        LocalDate begin = byDay.isEmpty() ? today : byDay.firstKey();
        for (LocalDate day = begin; day.isBefore(today); day = day.plusDays(1)) {
            whole.add(Math.max(0, byDay.getOrDefault(day, 0L)));
        }
        return new MeasuredBudget(
                budget,
                YearMonth.from(today),
                new Money(soFar, budget.month().currency()),
                Forecasts.endOfMonth(whole, today, Math.max(0, soFar), Math.max(0, soFarToday)));
    }
}

package io.binome.billing.internal;

import io.binome.billing.Estimates.Broken;
import io.binome.billing.Estimates.Planned;
import io.binome.billing.Spending.BudgetState;
import io.binome.billing.Spending.StackMonth;
import io.binome.contracts.Contract;
import io.binome.kernel.Money;
import io.binome.kernel.StackId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares what stacks cost a month with what the contract allows. Pure. */
final class BudgetRules {
    private BudgetRules() {}

    /**
     * @param fees of the tenant as a whole, which count for budgets of the whole tenant
     * @param after what the planned stacks would cost, by stack
     */
    static List<Broken> broken(
            Contract contract, List<StackMonth> present, Money fees, List<Planned> plans, Map<StackId, Money> after) {
        Map<StackId, StackMonth> then = new LinkedHashMap<>();
        present.forEach(month -> then.put(month.stack(), month));
        for (Planned planned : plans) {
            Money high = after.getOrDefault(planned.stack(), Money.zero(contract.currency()));
            StackMonth before = then.get(planned.stack());
            then.put(
                    planned.stack(),
                    new StackMonth(
                            planned.stack(),
                            planned.repository(),
                            planned.declaration().name(),
                            planned.declaration().environment(),
                            high,
                            high,
                            0,
                            null,
                            before == null ? java.time.Instant.EPOCH : before.workedOut()));
        }
        List<Broken> broken = new ArrayList<>();
        for (Contract.Budget budget : contract.budgets()) {
            Money was = high(budget, present, fees);
            Money becomes = high(budget, List.copyOf(then.values()), fees);
            if (becomes.micros() > budget.month().micros() && becomes.micros() > was.micros()) {
                broken.add(new Broken(budget, was, becomes));
            }
        }
        return broken;
    }

    static List<BudgetState> states(Contract contract, List<StackMonth> present, Money fees) {
        return contract.budgets().stream()
                .map(budget -> {
                    List<StackMonth> counted = counted(budget, present);
                    Money low = sum(
                            counted.stream().map(StackMonth::low).toList(),
                            budget.month().currency());
                    return new BudgetState(
                            budget,
                            wholeTenant(budget) && fees.currency().equals(low.currency()) ? low.plus(fees) : low,
                            high(budget, present, fees),
                            counted.stream().mapToInt(StackMonth::unknown).sum());
                })
                .toList();
    }

    private static Money high(Contract.Budget budget, List<StackMonth> months, Money fees) {
        Money sum = sum(
                counted(budget, months).stream().map(StackMonth::high).toList(),
                budget.month().currency());
        return wholeTenant(budget) && fees.currency().equals(sum.currency()) ? sum.plus(fees) : sum;
    }

    private static boolean wholeTenant(Contract.Budget budget) {
        return budget.environment() == null && budget.stack() == null;
    }

    /** Those in another currency are left out: nobody can add them. */
    private static List<StackMonth> counted(Contract.Budget budget, List<StackMonth> months) {
        return months.stream()
                .filter(month ->
                        budget.environment() == null || budget.environment().equals(month.environment()))
                .filter(month ->
                        budget.stack() == null || budget.stack().equals(month.repository() + "/" + month.name()))
                .filter(month -> month.high().currency().equals(budget.month().currency()))
                .toList();
    }

    static Money sum(List<Money> amounts, String currency) {
        return amounts.stream().reduce(Money.zero(currency), Money::plus);
    }
}

package io.binome.billing.internal;

import io.binome.billing.Estimates.Broken;
import io.binome.billing.Estimates.Planned;
import io.binome.billing.Spending.BudgetState;
import io.binome.billing.Spending.StackMonth;
import io.binome.contracts.Contract;
import io.binome.contracts.Contract.Budget;
import io.binome.contracts.Terms;
import io.binome.kernel.Money;
import io.binome.kernel.StackId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what stacks cost a month with what the contract allows. Pure. */
final class BudgetRules {
    private BudgetRules() {}

    /** A plan, and what its stack costs once it is applied. */
    record Then(Planned planned, StackMonth month) {}

    /**
     * @param fees of the tenant as a whole, which count for budgets of the whole tenant
     * @param present what is applied, and what others hold
     * @param usedUp names of budgets whose month is used up and which hold then
     */
    static List<Broken> broken(
            Contract contract, List<StackMonth> present, Money fees, List<Then> plans, Set<String> usedUp) {
        Map<StackId, StackMonth> then = byStack(present);
        plans.forEach(plan -> then.put(plan.month().stack(), plan.month()));
        List<Broken> broken = new ArrayList<>();
        for (Budget budget : contract.budgets()) {
            Broken found = new Broken(
                    budget,
                    high(contract, budget, present, fees),
                    high(contract, budget, List.copyOf(then.values()), fees),
                    untold(contract, budget, plans),
                    usedUp.contains(budget.name()));
            if (found.over() || !found.untold().isEmpty()) {
                broken.add(found);
            }
        }
        return broken;
    }

    private static List<String> untold(Contract contract, Budget budget, List<Then> plans) {
        if (budget.unknown() == Contract.Unknown.ALLOW) {
            return List.of();
        }
        return plans.stream()
                .filter(plan -> counts(contract, budget, plan.month()))
                .flatMap(plan -> plan.planned().delta().untold().stream())
                .toList();
    }

    /** What is applied, or what it becomes where a change that has begun makes that more. */
    static List<StackMonth> withHeld(List<StackMonth> applied, List<StackMonth> held) {
        Map<StackId, StackMonth> months = byStack(applied);
        held.forEach(month -> months.merge(
                month.stack(),
                month,
                (present, coming) -> present.environment().equals(coming.environment())
                                && present.high().micros() > coming.high().micros()
                        ? present
                        : coming));
        return List.copyOf(months.values());
    }

    private static Map<StackId, StackMonth> byStack(List<StackMonth> months) {
        Map<StackId, StackMonth> byStack = new LinkedHashMap<>();
        months.forEach(month -> byStack.put(month.stack(), month));
        return byStack;
    }

    static List<BudgetState> states(Contract contract, List<StackMonth> present, Money fees) {
        return contract.budgets().stream()
                .map(budget -> {
                    List<StackMonth> counted = counted(contract, budget, present);
                    Money low = sum(
                            counted.stream().map(StackMonth::low).toList(),
                            budget.month().currency());
                    return new BudgetState(
                            budget,
                            wholeTenant(budget) && fees.currency().equals(low.currency()) ? low.plus(fees) : low,
                            high(contract, budget, present, fees),
                            counted.stream().mapToInt(StackMonth::unknown).sum());
                })
                .toList();
    }

    private static Money high(Contract contract, Budget budget, List<StackMonth> months, Money fees) {
        Money sum = sum(
                counted(contract, budget, months).stream().map(StackMonth::high).toList(),
                budget.month().currency());
        return wholeTenant(budget) && fees.currency().equals(sum.currency()) ? sum.plus(fees) : sum;
    }

    private static boolean wholeTenant(Budget budget) {
        return budget.environment() == null && budget.stack() == null;
    }

    /** Those in another currency are left out: nobody can add them. */
    private static List<StackMonth> counted(Contract contract, Budget budget, List<StackMonth> months) {
        return months.stream()
                .filter(month -> counts(contract, budget, month))
                .filter(month -> month.high().currency().equals(budget.month().currency()))
                .toList();
    }

    /** As windows and approvals count it: where it says that it belongs, and where the contract puts its folder. */
    private static boolean counts(Contract contract, Budget budget, StackMonth month) {
        return Terms.environments(contract, month.repository(), month.path(), Set.of(month.environment())).stream()
                .anyMatch(environment -> budget.counts(environment, month.repository(), month.name()));
    }

    static Money sum(List<Money> amounts, String currency) {
        return amounts.stream().reduce(Money.zero(currency), Money::plus);
    }
}

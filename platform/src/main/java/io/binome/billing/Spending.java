package io.binome.billing;

import io.binome.contracts.Contract;
import io.binome.kernel.Money;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the applied stacks of a tenant are estimated to cost a month. */
public interface Spending {
    /** By environment, repository and name. */
    List<StackMonth> months(TenantScope scope);

    /** What a stack's month is made of, the largest first; empty when nothing is known of it. */
    List<CostDelta.Line> lines(TenantScope scope, StackId stack);

    /** How each budget of the contract stands, in the contract's order. */
    List<BudgetState> budgets(TenantScope scope, Contract contract);

    /**
     * How each budget of the contract stands by what is measured this month, in the contract's order; empty while no price
     * book holds. A stack counts for the environment that it declares and for those to which the contract puts its folder; one
     * that is gone for the one that it declared.
     */
    List<MeasuredBudget> measured(TenantScope scope, Contract contract);

    /** Fees of the tenant as a whole, whatever it runs. */
    List<CostDelta.Line> tenantFees(Contract contract, Instant at);

    /**
     * @param repository its name
     * @param path its folder in the repository, "" for the root; the contract may count it to an environment for that
     * @param environment which it declares
     * @param unknown how many resources of it nobody could price: it costs that much more
     * @param priceBook by whose prices it was worked out; null when there were none
     * @param workedOut when it was applied last
     */
    record StackMonth(
            StackId stack,
            String repository,
            String name,
            String path,
            String environment,
            Money low,
            Money high,
            int unknown,
            @Nullable String priceBook,
            Instant workedOut) {}

    /**
     * @param month which goes on now
     * @param spent of it so far; what has no price counts as nothing
     * @param outlook what its end will have cost, or that nobody can tell yet
     */
    record MeasuredBudget(Contract.Budget budget, YearMonth month, Money spent, Forecasts.Outlook outlook) {
        /** In percent, rounded down: a threshold is reached when it is reached. */
        public long percent() {
            long all = budget.month().micros();
            if (all <= 0) {
                return spent.micros() > 0 ? 999 : 0;
            }
            return java.math.BigInteger.valueOf(Math.max(0, spent.micros()))
                    .multiply(java.math.BigInteger.valueOf(100))
                    .divide(java.math.BigInteger.valueOf(all))
                    .min(java.math.BigInteger.valueOf(999))
                    .longValue();
        }

        /** The highest one that is reached. */
        public Optional<Integer> threshold() {
            return budget.thresholds().reversed().stream()
                    .filter(threshold -> percent() >= threshold)
                    .findFirst();
        }
    }

    /**
     * @param low what the stacks it counts cost a month at least, {@code high} at most
     * @param unknown how many resources of them nobody could price
     */
    record BudgetState(Contract.Budget budget, Money low, Money high, int unknown) {
        /** {@code high} as a share of the budget, in percent, rounded up; 100 or more for a budget of 0. */
        public long percent() {
            long month = budget.month().micros();
            if (month <= 0) {
                return high.micros() > 0 ? 999 : 0;
            }
            return java.math.BigInteger.valueOf(Math.max(0, high.micros()))
                    .multiply(java.math.BigInteger.valueOf(100))
                    .add(java.math.BigInteger.valueOf(month - 1))
                    .divide(java.math.BigInteger.valueOf(month))
                    .min(java.math.BigInteger.valueOf(999))
                    .longValue();
        }
    }
}

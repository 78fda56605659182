package io.binome.server.console;

import io.binome.billing.CostDelta;
import io.binome.billing.Forecasts;
import io.binome.billing.Spending.BudgetState;
import io.binome.billing.Spending.MeasuredBudget;
import io.binome.billing.Spending.StackMonth;
import io.binome.kernel.Money;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant's stacks are estimated to cost a month.
 *
 * @param fees of the tenant as a whole
 * @param priceBook which the contract names; null when it names none
 * @param version of the book in force, in words; null when there is none
 */
public record CostsPage(
        String currency,
        List<Row> rows,
        List<CostDelta.Line> fees,
        List<Budget> budgets,
        List<Measured> measured,
        @Nullable String priceBook,
        @Nullable String version) {

    /** A stack with the largest lines of its month. */
    public record Row(StackMonth month, List<CostDelta.Line> lines, int more) {
        public boolean known() {
            return CostsPage.known(month.high(), month.unknown());
        }
    }

    /** Whether there is an amount to show: nothing of a stack that has no price is not free. */
    private static boolean known(Money high, int unknown) {
        return high.micros() > 0 || unknown == 0;
    }

    /**
     * A budget by what is measured.
     *
     * @param end what the month's end will have cost; null while nobody can tell
     * @param seen days that were measured, of {@code needed}
     */
    public record Measured(MeasuredBudget state, Badge badge, Forecasts.@Nullable Range end, int seen, int needed) {
        public Money end(long micros) {
            return new Money(micros, state.spent().currency());
        }
    }

    /** A budget with its state in words. */
    public record Budget(BudgetState state, Badge badge) {}

    public List<Row> rows(Sorting sorting) {
        return sorting.of(
                rows,
                Map.of(
                        "stack",
                        Comparator.comparing(row -> row.month().name()),
                        "environment",
                        Comparator.comparing(row -> row.month().environment()),
                        "low",
                        Comparator.comparing(row -> row.month().low().micros()),
                        "high",
                        Comparator.comparing(row -> row.month().high().micros())));
    }

    /** Of one environment. */
    public record Environment(String name, Money low, Money high, int unknown) {
        public boolean known() {
            return CostsPage.known(high, unknown);
        }
    }

    public List<Environment> environments() {
        Map<String, Environment> sums = new TreeMap<>();
        for (Row row : rows) {
            StackMonth month = row.month();
            if (month.high().currency().equals(currency)) {
                sums.merge(
                        month.environment(),
                        new Environment(month.environment(), month.low(), month.high(), month.unknown()),
                        (one, other) -> new Environment(
                                one.name(),
                                one.low().plus(other.low()),
                                one.high().plus(other.high()),
                                one.unknown() + other.unknown()));
            }
        }
        return List.copyOf(sums.values());
    }

    public Money low() {
        return sum(Environment::low);
    }

    public Money high() {
        return sum(Environment::high);
    }

    public int unknown() {
        return environments().stream().mapToInt(Environment::unknown).sum();
    }

    private Money sum(Function<Environment, Money> part) {
        Money environments = environments().stream().map(part).reduce(Money.zero(currency), Money::plus);
        return fees.stream().map(CostDelta.Line::high).reduce(environments, Money::plus);
    }
}

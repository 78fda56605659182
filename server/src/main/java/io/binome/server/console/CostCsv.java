package io.binome.server.console;

import io.binome.billing.CostDelta;
import io.binome.billing.Forecasts;
import io.binome.billing.PriceBook;
import io.binome.billing.Spending.BudgetState;
import io.binome.billing.Spending.MeasuredBudget;
import io.binome.contracts.Contract.Budget;
import io.binome.kernel.Money;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What stacks are estimated to cost, and how budgets stand, as CSV. */
final class CostCsv {
    private CostCsv() {}

    /** @param rows with all their lines; a row that has none has one without an address */
    static void estimates(HttpServletResponse response, String tenant, List<CostsPage.Row> rows) throws IOException {
        Csv csv = new Csv(response, "costs-" + tenant);
        csv.row(
                "environment",
                "repository",
                "stack",
                "address",
                "of",
                "low",
                "high",
                "currency",
                "basis",
                "unknown_of_stack",
                "price_book",
                "worked_out");
        for (CostsPage.Row row : rows) {
            Money none = Money.zero(row.month().high().currency());
            List<CostDelta.Line> lines =
                    row.lines().isEmpty() ? List.of(new CostDelta.Line("", "", none, none, "")) : row.lines();
            for (CostDelta.Line line : lines) {
                csv.row(
                        row.month().environment(),
                        row.month().repository(),
                        row.month().name(),
                        line.address(),
                        line.unit(),
                        words(line.low()),
                        words(line.high()),
                        line.high().currency(),
                        line.basis(),
                        Integer.toString(row.month().unknown()),
                        row.month().priceBook() == null ? "" : row.month().priceBook(),
                        row.month().workedOut().toString());
            }
        }
        csv.end();
    }

    /** Each budget once, with what is estimated and, where there is a price book, what was measured and is expected. */
    static void budgets(
            HttpServletResponse response, String tenant, List<BudgetState> estimated, List<MeasuredBudget> measured)
            throws IOException {
        Map<String, MeasuredBudget> byName =
                measured.stream().collect(Collectors.toMap(one -> one.budget().name(), Function.identity()));
        Csv csv = new Csv(response, "budgets-" + tenant);
        csv.row(
                "budget",
                "environment",
                "stack",
                "month",
                "currency",
                "estimated_low",
                "estimated_high",
                "estimated_percent",
                "estimated_unknown",
                "measured_month",
                "measured",
                "measured_percent",
                "expected",
                "expected_low",
                "expected_high");
        for (BudgetState state : estimated) {
            Budget budget = state.budget();
            MeasuredBudget now = byName.get(budget.name());
            Forecasts.Range end =
                    now != null && now.outlook() instanceof Forecasts.Outlook.Known known ? known.total() : null;
            csv.row(
                    budget.name(),
                    budget.environment() == null ? "" : budget.environment(),
                    budget.stack() == null ? "" : budget.stack(),
                    words(budget.month()),
                    budget.month().currency(),
                    words(state.low()),
                    words(state.high()),
                    Long.toString(state.percent()),
                    Integer.toString(state.unknown()),
                    now == null ? "" : now.month().toString(),
                    now == null ? "" : words(now.spent()),
                    now == null ? "" : Long.toString(now.percent()),
                    end == null ? "" : words(budget, end.expected()),
                    end == null ? "" : words(budget, end.low()),
                    end == null ? "" : words(budget, end.high()));
        }
        csv.end();
    }

    private static String words(Budget budget, long micros) {
        return ForecastCsv.words(new Money(micros, budget.month().currency()));
    }

    private static String words(Money money) {
        return PriceBook.words(money.amount());
    }
}

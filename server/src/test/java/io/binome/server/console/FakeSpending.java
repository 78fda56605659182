package io.binome.server.console;

import io.binome.billing.CostDelta;
import io.binome.billing.CostDelta.Line;
import io.binome.billing.Prices;
import io.binome.billing.Spending;
import io.binome.contracts.Contract;
import io.binome.contracts.Need;
import io.binome.kernel.Money;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What stacks cost, in memory. */
final class FakeSpending implements Spending, Prices {
    final Map<TenantScope, List<StackMonth>> months = new ConcurrentHashMap<>();
    final Map<TenantScope, List<BudgetState>> budgets = new ConcurrentHashMap<>();
    final Map<TenantScope, List<MeasuredBudget>> measured = new ConcurrentHashMap<>();
    final Map<StackId, List<Line>> lines = new ConcurrentHashMap<>();

    /** An example: two stacks, three budgets, one of them over. */
    void fill(TenantScope scope, Instant now) {
        StackId production = new StackId(UUID.randomUUID());
        StackId network = new StackId(UUID.randomUUID());
        months.put(
                scope,
                List.of(
                        month(production, "shop", "shop-production", "production", "12.5", "1184.06", 0, now),
                        month(network, "infrastructure", "network", "production", "96.4", "96.4", 2, now),
                        month(
                                new StackId(UUID.randomUUID()),
                                "shop",
                                "shop-qualification",
                                "qualification",
                                "0",
                                "48.2",
                                0,
                                now)));
        measured.put(
                scope,
                List.of(
                        new MeasuredBudget(
                                state("everything", null, null, "1200", "0", "0", 0)
                                        .budget(),
                                java.time.YearMonth.from(now.atZone(java.time.ZoneOffset.UTC)),
                                euros("871.40"),
                                new io.binome.billing.Forecasts.Outlook.Known(
                                        List.of(),
                                        new io.binome.billing.Forecasts.Range(
                                                1_243_200_000, 1_190_000_000, 1_301_000_000),
                                        io.binome.billing.Forecasts.Method.DAMPED_TREND)),
                        new MeasuredBudget(
                                state("new shop", "production", "shop/next", "80", "0", "0", 0)
                                        .budget(),
                                java.time.YearMonth.from(now.atZone(java.time.ZoneOffset.UTC)),
                                euros("12.06"),
                                new io.binome.billing.Forecasts.Outlook.TooShort(5, 14))));
        lines.put(
                production,
                List.of(
                        new Line(
                                "service.web",
                                "cpu",
                                euros("0"),
                                euros("700.8"),
                                "4 × up to 20 CPU at 0.012 EUR per CPU-hour"),
                        new Line(
                                "service.web",
                                "memory",
                                euros("0"),
                                euros("467.2"),
                                "4 × up to 40 GiB at 0.004 EUR per GiB-hour"),
                        new Line("service.api", "fee watching", euros("12.5"), euros("12.5"), "5 × 2.5 EUR per month"),
                        new Line(
                                "volume.store",
                                "volume",
                                euros("0"),
                                euros("3.56"),
                                "assumed to hold up to 71.2 GiB at 0.05 EUR per GiB-month")));
        lines.put(
                network,
                List.of(new Line(
                        "aws_instance.gateway[0]", "", euros("68.91"), euros("68.91"), "0.0944 EUR per hour")));
        budgets.put(
                scope,
                List.of(
                        state("everything", null, null, "2000", "108.9", "1328.66", 2),
                        state("production", "production", null, "1300", "108.9", "1280.46", 2),
                        state("network", null, "infrastructure/network", "90", "96.4", "96.4", 2)));
    }

    private static StackMonth month(
            StackId stack,
            String repository,
            String name,
            String environment,
            String low,
            String high,
            int unknown,
            Instant now) {
        return new StackMonth(
                stack,
                repository,
                name,
                name,
                environment,
                euros(low),
                euros(high),
                unknown,
                "standard, version 3",
                now);
    }

    private static BudgetState state(
            String name,
            @org.jspecify.annotations.Nullable String environment,
            @org.jspecify.annotations.Nullable String stack,
            String month,
            String low,
            String high,
            int unknown) {
        return new BudgetState(
                new Contract.Budget(
                        name,
                        environment,
                        stack,
                        euros(month),
                        new Contract.Approvals("peer", List.of(Need.peer("budget")))),
                euros(low),
                euros(high),
                unknown);
    }

    static Money euros(String amount) {
        return Money.of(new BigDecimal(amount), "EUR");
    }

    @Override
    public List<StackMonth> months(TenantScope scope) {
        return months.getOrDefault(scope, List.of());
    }

    @Override
    public List<Line> lines(TenantScope scope, StackId stack) {
        return lines.getOrDefault(stack, List.of());
    }

    @Override
    public List<BudgetState> budgets(TenantScope scope, Contract contract) {
        return budgets.getOrDefault(scope, List.of());
    }

    @Override
    public List<MeasuredBudget> measured(TenantScope scope, Contract contract) {
        return measured.getOrDefault(scope, List.of());
    }

    @Override
    public List<CostDelta.Line> tenantFees(Contract contract, Instant at) {
        return List.of();
    }

    @Override
    public Optional<Version> inForce() {
        return Optional.empty();
    }

    @Override
    public List<Version> versions() {
        return List.of();
    }
}

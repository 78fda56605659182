package io.binome.server.console;

import io.binome.billing.CostDelta;
import io.binome.billing.Forecasts;
import io.binome.billing.Prices;
import io.binome.billing.Spending;
import io.binome.billing.Spending.BudgetState;
import io.binome.billing.Spending.MeasuredBudget;
import io.binome.billing.Spending.StackMonth;
import io.binome.contracts.Contract;
import io.binome.contracts.Contracts;
import io.binome.kernel.TenantScope;
import io.binome.server.api.Entrance;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.View;

/** What a tenant's stacks cost a month, and how its budgets stand. */
@Controller
final class CostConsole {
    private static final int LINES = 8;
    /** Percent of a budget from which on somebody should look. */
    private static final int NEARLY = 90;

    private static final int FULL = 100;

    private final Entrance entrance;
    private final Spending spending;
    private final Prices prices;
    private final Contracts contracts;
    private final InstantSource clock;
    private final Frames frames;
    private final Pages pages;

    CostConsole(
            Entrance entrance,
            Spending spending,
            Prices prices,
            Contracts contracts,
            InstantSource clock,
            Frames frames,
            Pages pages) {
        this.entrance = entrance;
        this.spending = spending;
        this.prices = prices;
        this.contracts = contracts;
        this.clock = clock;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/costs")
    View costs(Principal principal, HttpServletRequest request, @PathVariable String tenant) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        TenantScope scope = entry.scope();
        Frame frame = frames.inside(request, principal, entry, "costs", "nav.costs");
        Contract contract = contracts.inForce(scope).contract();
        List<CostsPage.Row> rows =
                spending.months(scope).stream().map(month -> row(scope, month)).toList();
        String book = contract.priceBook();
        return pages.page(
                "costs",
                frame,
                new CostsPage(
                        contract.currency(),
                        rows,
                        spending.tenantFees(contract, clock.instant()),
                        spending.budgets(scope, contract).stream()
                                .map(state -> new CostsPage.Budget(state, badge(frame, state)))
                                .toList(),
                        spending.measured(scope, contract).stream()
                                .map(state -> measured(frame, state))
                                .toList(),
                        book,
                        prices.inForce()
                                .flatMap(version ->
                                        version.book(book).map(found -> Prices.words(found.name(), version.number())))
                                .orElse(null)));
    }

    /** All lines of what the stacks are estimated to cost. */
    @GetMapping("/t/{tenant}/costs.csv")
    void estimates(Principal principal, @PathVariable String tenant, HttpServletResponse response) throws IOException {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        CostCsv.estimates(
                response,
                tenant,
                spending.months(scope).stream()
                        .map(month -> new CostsPage.Row(month, spending.lines(scope, month.stack()), 0))
                        .toList());
    }

    /** How the budgets stand, as estimated and as measured. */
    @GetMapping("/t/{tenant}/budgets.csv")
    void budgets(Principal principal, @PathVariable String tenant, HttpServletResponse response) throws IOException {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        Contract contract = contracts.inForce(scope).contract();
        CostCsv.budgets(response, tenant, spending.budgets(scope, contract), spending.measured(scope, contract));
    }

    private CostsPage.Row row(TenantScope scope, StackMonth month) {
        List<CostDelta.Line> lines = spending.lines(scope, month.stack()).stream()
                .filter(line -> line.high().micros() != 0)
                .toList();
        return new CostsPage.Row(month, lines.stream().limit(LINES).toList(), Math.max(0, lines.size() - LINES));
    }

    private static CostsPage.Measured measured(Frame frame, MeasuredBudget state) {
        return switch (state.outlook()) {
            case Forecasts.Outlook.Known(var _, Forecasts.Range total, var _) ->
                new CostsPage.Measured(state, badge(frame, state, total.expected()), total, 0, 0);
            case Forecasts.Outlook.TooShort(int seen, int needed) ->
                new CostsPage.Measured(state, badge(frame, state, state.spent().micros()), null, seen, needed);
        };
    }

    private static Badge badge(Frame frame, MeasuredBudget state, long end) {
        if (state.percent() >= FULL) {
            return new Badge("danger", "▲", frame.text("budget.used-up"));
        }
        return end > state.budget().month().micros()
                ? new Badge("warning", "!", frame.text("budget.will-pass"))
                : new Badge("ok", "✓", frame.text("budget.within"));
    }

    private static Badge badge(Frame frame, BudgetState state) {
        long percent = state.percent();
        if (percent > FULL) {
            return new Badge("danger", "▲", frame.text("budget.over"));
        }
        return percent >= NEARLY
                ? new Badge("warning", "!", frame.text("budget.nearly"))
                : new Badge("ok", "✓", frame.text("budget.within"));
    }
}

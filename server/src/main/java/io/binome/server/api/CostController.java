package io.binome.server.api;

import io.binome.billing.CostDelta;
import io.binome.billing.PriceBook;
import io.binome.billing.Prices;
import io.binome.billing.Spending;
import io.binome.billing.Spending.BudgetState;
import io.binome.billing.Spending.StackMonth;
import io.binome.contracts.Contract;
import io.binome.contracts.Contracts;
import io.binome.kernel.Money;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metered;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a tenant's stacks cost a month, how its budgets stand, and the prices that hold for it. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}")
final class CostController {
    private final Spending spending;
    private final Prices prices;
    private final Contracts contracts;
    private final Entrance entrance;
    private final InstantSource clock;

    CostController(Spending spending, Prices prices, Contracts contracts, Entrance entrance, InstantSource clock) {
        this.spending = spending;
        this.prices = prices;
        this.contracts = contracts;
        this.entrance = entrance;
        this.clock = clock;
    }

    /** The budgets of the contract, each with what the stacks that it counts are estimated to cost a month. */
    @GetMapping("/budgets")
    Listing<BudgetView> budgets(Principal principal, @PathVariable String tenant) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        Contract contract = contracts.inForce(scope).contract();
        return Listing.of(
                spending.budgets(scope, contract).stream().map(BudgetView::of).toList());
    }

    /** What each applied stack is estimated to cost a month, by the prices that held at its last apply. */
    @GetMapping("/costs")
    Listing<StackCostView> costs(Principal principal, @PathVariable String tenant) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        return Listing.of(spending.months(scope).stream()
                .map(month -> StackCostView.of(month, spending.lines(scope, month.stack())))
                .toList());
    }

    /** The price book that the contract names, as it is in force; without a version as long as there is none. */
    @GetMapping("/prices")
    PricesView prices(Principal principal, @PathVariable String tenant) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        Contract contract = contracts.inForce(scope).contract();
        String name = contract.priceBook();
        return prices.inForce()
                .flatMap(version -> version.book(name).map(book -> PricesView.of(book, version, clock.instant())))
                .orElseGet(() -> PricesView.none(name));
    }

    /**
     * A budget and what counts against it, as decimal texts a month.
     *
     * @param stack {@code repository/stack}; null with {@code environment} for all that the tenant runs
     * @param low what is estimated at least, {@code high} at most
     * @param percent {@code high} as a share of {@code month}, rounded up, at most 999
     * @param unknown how many resources of it have no price
     */
    record BudgetView(
            String budget,
            @Nullable String environment,
            @Nullable String stack,
            String currency,
            String month,
            String low,
            String high,
            long percent,
            int unknown) {
        static BudgetView of(BudgetState state) {
            Contract.Budget budget = state.budget();
            return new BudgetView(
                    budget.name(),
                    budget.environment(),
                    budget.stack(),
                    budget.month().currency(),
                    plain(budget.month()),
                    plain(state.low()),
                    plain(state.high()),
                    state.percent(),
                    state.unknown());
        }
    }

    /** A stack's month, as decimal texts. */
    record StackCostView(
            String repository,
            String stack,
            String environment,
            String currency,
            String low,
            String high,
            int unknown,
            @Nullable String priceBook,
            Instant workedOut,
            List<CostLine> lines) {
        static StackCostView of(StackMonth month, List<CostDelta.Line> lines) {
            return new StackCostView(
                    month.repository(),
                    month.name(),
                    month.environment(),
                    month.high().currency(),
                    plain(month.low()),
                    plain(month.high()),
                    month.unknown(),
                    month.priceBook(),
                    month.workedOut(),
                    lines.stream()
                            .map(line -> new CostLine(
                                    line.address(), line.unit(), plain(line.low()), plain(line.high()), line.basis()))
                            .toList());
        }
    }

    record CostLine(String address, String unit, String low, String high, String basis) {}

    /**
     * A price book.
     *
     * @param book as the contract names it; null when it names none
     * @param version of the book in force; null, with all that follows, when no such book is
     * @param prices of what is measured, those to come as well
     */
    record PricesView(
            @Nullable String book,
            @Nullable Integer version,
            @Nullable Instant since,
            @Nullable String title,
            @Nullable String currency,
            @Nullable String vatPercent,
            @Nullable Integer noticeDays,
            List<PriceView> prices) {
        static PricesView none(@Nullable String name) {
            return new PricesView(name, null, null, null, null, null, null, List.of());
        }

        static PricesView of(PriceBook book, Prices.Version version, Instant at) {
            LocalDate today = LocalDate.ofInstant(at, book.zone());
            List<PriceView> prices = new ArrayList<>();
            book.rates().forEach((measured, rates) -> {
                PriceBook.Rate now = book.rate(measured, today).orElse(null);
                for (PriceBook.Rate rate : rates) {
                    if (rate.equals(now) || rate.from().isAfter(today)) {
                        prices.add(PriceView.of(measured, rate, rate.equals(now)));
                    }
                }
            });
            return new PricesView(
                    book.name(),
                    version.number(),
                    version.since(),
                    book.title(),
                    book.currency(),
                    PriceBook.words(book.vatPercent()),
                    book.noticeDays(),
                    prices);
        }
    }

    /** @param holds whether it holds today; else it is to come */
    record PriceView(String of, LocalDate from, boolean holds, String price, String per, String included) {
        static PriceView of(Metered measured, PriceBook.Rate rate, boolean holds) {
            return new PriceView(
                    measured.word(),
                    rate.from(),
                    holds,
                    PriceBook.words(rate.price()),
                    rate.per(),
                    PriceBook.words(rate.included()));
        }
    }

    private static String plain(Money money) {
        return PriceBook.words(money.amount());
    }
}

package io.binome.billing.internal;

import io.binome.billing.Bills;
import io.binome.billing.CostDelta;
import io.binome.billing.CostDelta.Line;
import io.binome.billing.DayCost;
import io.binome.billing.Estimates;
import io.binome.billing.PriceBook;
import io.binome.billing.PriceBook.FeeFor;
import io.binome.billing.Prices;
import io.binome.billing.Spending;
import io.binome.billing.internal.BudgetRules.Then;
import io.binome.billing.internal.CostHoldStore.Hold;
import io.binome.billing.internal.StackCostStore.StackCost;
import io.binome.contracts.Contract;
import io.binome.contracts.Terms;
import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Money;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.stacks.Plan;
import io.binome.stacks.Stack;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Stacks;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Estimates and what they add up to, with the books that contracts name. */
final class DatabaseSpending implements Estimates, Spending {
    private final Database database;
    private final StackCostStore costs;
    private final CostHoldStore holds;
    private final Prices prices;
    private final Stacks stacks;
    private final Repositories repositories;
    private final InstantSource clock;
    private final Supplier<Optional<Bills>> bills;

    DatabaseSpending(
            Database database,
            StackCostStore costs,
            CostHoldStore holds,
            Prices prices,
            Stacks stacks,
            Repositories repositories,
            InstantSource clock,
            Supplier<Optional<Bills>> bills) {
        this.database = database;
        this.costs = costs;
        this.holds = holds;
        this.prices = prices;
        this.stacks = stacks;
        this.repositories = repositories;
        this.clock = clock;
        this.bills = bills;
    }

    /** The book of a contract, or why there is none. */
    private sealed interface Named {
        record Book(PriceBook book, String version) implements Named {}

        record None(String why) implements Named {}
    }

    private Named book(Contract contract) {
        String name = contract.priceBook();
        if (name == null) {
            return new Named.None("The contract names no price book, so nobody knows what this costs.");
        }
        Optional<Prices.Version> version = prices.inForce();
        PriceBook book = version.map(known -> known.books().get(name)).orElse(null);
        if (book == null) {
            return new Named.None("No price book " + name + " is in force, so nobody knows what this costs.");
        }
        if (!book.currency().equals(contract.currency())) {
            return new Named.None("The price book " + name + " is in " + book.currency() + " and the contract in "
                    + contract.currency() + ", so nobody knows what this costs.");
        }
        return new Named.Book(book, Prices.words(name, version.orElseThrow().number()));
    }

    @Override
    public CostDelta estimate(TenantScope scope, Contract contract, StackId stack, Plan plan, Instant at) {
        return switch (book(contract)) {
            case Named.Book(PriceBook book, String version) -> PlanPricer.price(book, version, plan, day(book, at));
            case Named.None(String why) -> PlanPricer.unknown(plan, contract.currency(), why);
        };
    }

    private static LocalDate day(PriceBook book, Instant at) {
        return LocalDate.ofInstant(at, book.zone());
    }

    @Override
    public void applied(
            Transaction transaction, StackId stack, StackDeclaration declaration, CostDelta delta, boolean removed) {
        if (removed) {
            costs.remove(transaction, stack);
        } else {
            costs.put(
                    transaction,
                    StackMonths.after(
                            costs.find(transaction, stack), stack, declaration.environment(), delta, clock.instant()));
        }
    }

    @Override
    public List<Broken> broken(TenantScope scope, Contract contract, List<Planned> plans) {
        if (contract.budgets().isEmpty()) {
            return List.of();
        }
        Set<StackId> own = plans.stream().map(Planned::stack).collect(Collectors.toSet());
        // What is held is read first: a change that is applied in between is then seen twice, and not missed.
        List<StackMonth> held = database.inTenant(scope, holds::all).stream()
                .map(Hold::month)
                .filter(month -> !own.contains(month.stack()))
                .toList();
        List<StackMonth> present = BudgetRules.withHeld(months(scope), held);
        List<Then> then = database.inTenant(scope, transaction -> plans.stream()
                .map(planned -> new Then(planned, month(planned, after(transaction, planned))))
                .toList());
        return BudgetRules.broken(contract, present, fees(contract, clock.instant()), then, usedUp(scope, contract));
    }

    private StackCost after(Transaction transaction, Planned planned) {
        return StackMonths.after(
                costs.find(transaction, planned.stack()),
                planned.stack(),
                planned.declaration().environment(),
                planned.delta(),
                clock.instant());
    }

    private static StackMonth month(Planned planned, StackCost cost) {
        return month(cost, planned.repository(), planned.declaration());
    }

    private static StackMonth month(StackCost cost, String repository, StackDeclaration declaration) {
        return new StackMonth(
                cost.stack(),
                repository,
                declaration.name(),
                declaration.path(),
                cost.environment(),
                cost.low(),
                cost.high(),
                cost.unknown().size(),
                cost.priceBook(),
                cost.workedOut());
    }

    @Override
    public String standing(TenantScope scope) {
        return database.inTenant(scope, holds::standing);
    }

    @Override
    public boolean stands(Transaction transaction, String standing) {
        holds.lock(transaction);
        return holds.standing(transaction).equals(standing);
    }

    @Override
    public void hold(Transaction transaction, ChangeId change, List<Planned> plans) {
        for (Planned planned : plans) {
            holds.put(transaction, change, planned, after(transaction, planned), clock.instant());
        }
    }

    @Override
    public void release(Transaction transaction, ChangeId change) {
        holds.release(transaction, change);
    }

    @Override
    public List<StackMonth> months(TenantScope scope) {
        Map<StackId, Stack> known =
                stacks.list(scope).stream().collect(Collectors.toMap(Stack::id, Function.identity()));
        Map<RepositoryId, String> names =
                repositories.list(scope).stream().collect(Collectors.toMap(Repository::id, Repository::name));
        List<StackMonth> months = new ArrayList<>();
        for (StackCost cost : database.inTenant(scope, costs::all)) {
            Stack stack = known.get(cost.stack());
            if (stack != null) {
                months.add(month(cost, names.getOrDefault(stack.repository(), ""), stack.declaration()));
            }
        }
        months.sort(Comparator.comparing(StackMonth::environment)
                .thenComparing(StackMonth::repository)
                .thenComparing(StackMonth::name));
        return months;
    }

    @Override
    public List<Line> lines(TenantScope scope, StackId stack) {
        return database
                .inTenant(scope, transaction -> costs.find(transaction, stack))
                .map(StackCost::lines)
                .orElse(List.of())
                .stream()
                .sorted(Comparator.comparingLong((Line line) -> -line.high().micros())
                        .thenComparing(Line::address)
                        .thenComparing(Line::unit))
                .toList();
    }

    @Override
    public List<BudgetState> budgets(TenantScope scope, Contract contract) {
        return ended(scope) ? List.of() : BudgetRules.states(contract, months(scope), fees(contract, clock.instant()));
    }

    /** Nothing is spent any more, and so there is nothing to be held to. */
    private boolean ended(TenantScope scope) {
        return bills.get().flatMap(measured -> measured.ended(scope)).isPresent();
    }

    @Override
    public List<MeasuredBudget> measured(TenantScope scope, Contract contract) {
        Bills measured = bills.get().orElse(null);
        if (measured == null
                || ended(scope)
                || contract.budgets().isEmpty()
                || !(book(contract) instanceof Named.Book(PriceBook book, String _))) {
            return List.of();
        }
        LocalDate today = day(book, clock.instant());
        return MeasuredBudgets.of(
                contract.budgets(),
                measured.days(scope, DaySeries.from(today), today.plusDays(1)),
                today,
                environments(scope, contract));
    }

    /** Of what a day's cost is for: none but the declared ones for what belongs to no stack, or to one that is gone. */
    private Function<DayCost, Set<String>> environments(TenantScope scope, Contract contract) {
        Map<StackId, Set<String>> environments = new HashMap<>();
        for (Stack stack : stacks.list(scope)) {
            String repository = repositories
                    .byId(scope, stack.repository())
                    .map(Repository::name)
                    .orElse("");
            environments.put(
                    stack.id(),
                    Terms.environments(contract, repository, stack.declaration().path(), Set.of()));
        }
        return day -> environments.getOrDefault(day.origin().stack(), Set.of());
    }

    /** Asked of what is measured only where the contract holds. */
    private Set<String> usedUp(TenantScope scope, Contract contract) {
        if (contract.budgets().stream().noneMatch(Contract.Budget::hold)) {
            return Set.of();
        }
        return measured(scope, contract).stream()
                .filter(one -> one.budget().hold() && one.percent() >= 100)
                .map(one -> one.budget().name())
                .collect(Collectors.toSet());
    }

    @Override
    public List<Line> tenantFees(Contract contract, Instant at) {
        return switch (book(contract)) {
            case Named.Book(PriceBook book, String version) ->
                book.fees().stream()
                        .filter(fee -> fee.each() == FeeFor.TENANT)
                        .flatMap(fee -> PriceBook.amount(fee.amounts(), day(book, at)).stream()
                                .map(amount -> Money.of(amount, book.currency()))
                                .map(month -> new Line("", "fee " + fee.name(), month, month, "")))
                        .toList();
            case Named.None none -> List.of();
        };
    }

    private Money fees(Contract contract, Instant at) {
        return BudgetRules.sum(tenantFees(contract, at).stream().map(Line::high).toList(), contract.currency());
    }
}

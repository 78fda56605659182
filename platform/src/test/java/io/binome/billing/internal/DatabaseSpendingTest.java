package io.binome.billing.internal;

import static io.binome.billing.internal.PlanPricerTest.change;
import static io.binome.billing.internal.PlanPricerTest.euros;
import static io.binome.billing.internal.PlanPricerTest.instance;
import static io.binome.billing.internal.PlanPricerTest.plan;
import static io.binome.billing.internal.PlanPricerTest.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.billing.Bill;
import io.binome.billing.Bills;
import io.binome.billing.CostDelta;
import io.binome.billing.DayCost;
import io.binome.billing.Estimates;
import io.binome.billing.Estimates.Broken;
import io.binome.billing.Estimates.Planned;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.billing.Spending;
import io.binome.billing.Spending.BudgetState;
import io.binome.billing.Spending.StackMonth;
import io.binome.billing.TestBooks;
import io.binome.billing.internal.PriceVersionStore.Stored;
import io.binome.changes.internal.ChangesFixture;
import io.binome.contracts.Contract;
import io.binome.contracts.Contract.Budget;
import io.binome.contracts.Need;
import io.binome.kernel.Money;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metered;
import io.binome.metering.UsageHour;
import io.binome.stacks.Action;
import io.binome.stacks.Plan;
import io.binome.stacks.Stack;
import io.binome.stacks.Value;
import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Estimates that are kept, and budgets, over real PostgreSQL and real repositories. */
class DatabaseSpendingTest {
    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
    private static final SortedMap<String, Value> NONE = new TreeMap<>();

    private final ChangesFixture room = new ChangesFixture(_ -> List.of());
    private final BillingRoom billing = new BillingRoom(new BillingRoom.Needs(
            room.database.database(), () -> room.scope, room.stacks, room.repositories, InstantSource.fixed(NOW)));
    private final Estimates estimates = billing.estimates();
    private final Spending spending = billing.spending();
    private Stack web;
    private Stack database;

    @BeforeEach
    void applied() {
        room.ship(
                "first",
                Map.of(
                        "binome.yaml",
                        ChangesFixture.manifest("web", "data"),
                        "web/things",
                        "size=1\n",
                        "data/things",
                        "size=1\n"));
        web = room.stack("web");
        database = room.stack("data");
    }

    @AfterEach
    void close() {
        room.close();
    }

    private void prices() {
        room.database.database().inTenant(room.scope, transaction -> {
            new PriceVersionStore()
                    .add(
                            transaction,
                            new Stored(
                                    1,
                                    "prices",
                                    "1".repeat(40),
                                    null,
                                    new TreeMap<>(
                                            Map.of("standard.yaml", TestBooks.STANDARD, "cloud.csv", TestBooks.CLOUD)),
                                    NOW));
            return true;
        });
    }

    @Test
    void withoutABookTheCostIsUnknownAndNeverNothing() {
        Plan plan = plan("compose", change("service", "web", Action.CREATE, NONE, service(1, "1", 1 << 30)));
        CostDelta delta = estimates.estimate(room.scope, contract("standard"), web.id(), plan, NOW);
        assertThat(delta.known()).isFalse();
        assertThat(delta.priceBook()).isNull();
        assertThat(delta.unknown()).containsExactly("service.web");
        assertThat(delta.notes())
                .containsExactly("No price book standard is in force, so nobody knows what this costs.");
        assertThat(estimates
                        .estimate(room.scope, contract(null), web.id(), plan, NOW)
                        .notes())
                .containsExactly("The contract names no price book, so nobody knows what this costs.");
        apply(web, plan, false);
        assertThat(spending.months(room.scope)).singleElement().satisfies(month -> {
            assertThat(month.unknown()).isEqualTo(1);
            assertThat(month.priceBook()).isNull();
        });
    }

    @Test
    void whatAStackCostsIsKeptFromApplyToApply() {
        prices();
        apply(web, plan("compose", change("service", "web", Action.CREATE, NONE, service(1, "1", 1 << 30))), false);
        assertThat(month(web).high()).isEqualTo(euros("14.18"));
        assertThat(month(web).low()).isEqualTo(euros("2.5"));
        assertThat(month(web).priceBook()).isEqualTo("standard, version 1");
        apply(
                web,
                plan(
                        "compose",
                        change("service", "web", Action.UPDATE, service(1, "1", 1 << 30), service(2, "1", 1 << 30))),
                false);
        assertThat(month(web).high()).isEqualTo(euros("25.86"));
        assertThat(spending.lines(room.scope, web.id()).getFirst().unit()).isEqualTo("cpu");
        apply(web, plan("compose", change("service", "web", Action.DELETE, service(2, "1", 1 << 30), NONE)), true);
        assertThat(spending.months(room.scope)).isEmpty();
    }

    @Test
    void resourcesThatStayAreStillCounted() {
        prices();
        apply(
                database,
                plan(
                        "opentofu",
                        change("aws_instance", "a", Action.CREATE, NONE, instance("t3.micro", "20")),
                        change("aws_instance", "b", Action.CREATE, NONE, instance("t3.micro", "20"))),
                false);
        assertThat(month(database).high()).isEqualTo(euros("21.228"));
        apply(
                database,
                plan(
                        "opentofu",
                        change("aws_instance", "a", Action.NO_OP, NONE, NONE),
                        change("aws_instance", "b", Action.DELETE, instance("t3.micro", "20"), NONE),
                        change("aws_instance", "old", Action.NO_OP, NONE, NONE)),
                false);
        assertThat(month(database).high()).isEqualTo(euros("10.614"));
        assertThat(month(database).unknown())
                .as("what was there before there were prices")
                .isEqualTo(1);
    }

    @Test
    void aBudgetIsBrokenByWhatComesOnTop() {
        prices();
        Plan first = plan("compose", change("service", "web", Action.CREATE, NONE, service(1, "1", 1 << 30)));
        apply(web, first, false);
        Plan second = plan("compose", change("service", "db", Action.CREATE, NONE, service(1, "1", 1 << 30)));
        Contract contract = contract(
                "standard",
                new Budget("all", null, null, euros("170"), peer()),
                new Budget("live", web.declaration().environment(), null, euros("30"), peer()),
                new Budget("one", null, "shop/data", euros("14"), peer()),
                new Budget("other", "dev", null, euros("0"), peer()));
        assertThat(spending.budgets(room.scope, contract))
                .extracting(BudgetState::high, BudgetState::percent)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(euros("164.18"), 97L),
                        org.assertj.core.groups.Tuple.tuple(euros("14.18"), 48L),
                        org.assertj.core.groups.Tuple.tuple(euros("0"), 0L),
                        org.assertj.core.groups.Tuple.tuple(euros("0"), 0L));
        assertThat(estimates.broken(room.scope, contract, List.of(planned(database, second, contract))))
                .containsExactly(
                        new Broken(contract.budgets().get(0), euros("164.18"), euros("178.36")),
                        new Broken(contract.budgets().get(2), euros("0"), euros("14.18")));
    }

    @Test
    void savingIsNeverABreach() {
        prices();
        apply(web, plan("compose", change("service", "web", Action.CREATE, NONE, service(4, "1", 1 << 30))), false);
        Contract contract = contract("standard", new Budget("all", null, null, euros("1"), peer()));
        Plan less = plan(
                "compose", change("service", "web", Action.UPDATE, service(4, "1", 1 << 30), service(2, "1", 1 << 30)));
        assertThat(estimates.broken(room.scope, contract, List.of(planned(web, less, contract))))
                .isEmpty();
        Plan same = plan(
                "compose", change("service", "web", Action.NO_OP, service(4, "1", 1 << 30), service(4, "1", 1 << 30)));
        assertThat(estimates.broken(room.scope, contract, List.of(planned(web, same, contract))))
                .isEmpty();
    }

    @Test
    void whatNobodyCanPriceAsksWhereTheBudgetDoesNotLetItPass() {
        prices();
        Contract contract = contract(
                "standard",
                new Budget("asks", "production", null, euros("1000"), peer()),
                new Budget("lets", "production", null, euros("1000"), peer(), Contract.Unknown.ALLOW),
                new Budget("elsewhere", "dev", null, euros("1000"), peer()));
        Plan adds = plan(
                "opentofu",
                change("aws_instance", "a", Action.CREATE, NONE, instance("t3.micro", "20")),
                change("aws_sns_topic", "t", Action.CREATE, NONE, PlanPricerTest.of("name", Value.text("t"))));
        assertThat(estimates.broken(room.scope, contract, List.of(planned(web, adds, contract))))
                .singleElement()
                .satisfies(broken -> {
                    assertThat(broken.budget().name()).isEqualTo("asks");
                    assertThat(broken.over()).isFalse();
                    assertThat(broken.untold()).containsExactly("aws_sns_topic.t");
                });
        apply(web, adds, false);
        Plan removes = plan(
                "opentofu",
                change("aws_instance", "a", Action.NO_OP, NONE, NONE),
                change("aws_sns_topic", "t", Action.DELETE, PlanPricerTest.of("name", Value.text("t")), NONE));
        assertThat(estimates.broken(room.scope, contract, List.of(planned(web, removes, contract))))
                .as("what goes away can only save")
                .isEmpty();
    }

    @Test
    void anUnpricedServiceThatTakesNoMoreThanBeforeAsksNobody() {
        Contract contract = contract(null, new Budget("all", null, null, euros("10"), peer()));
        SortedMap<String, Value> before = service(1, "1", 1 << 30);
        SortedMap<String, Value> newer = service(1, "1", 1 << 30);
        newer.put("image", Value.text("web:2"));
        Plan image = plan("compose", change("service", "web", Action.UPDATE, before, newer));
        Plan more = plan("compose", change("service", "web", Action.UPDATE, before, service(2, "1", 1 << 30)));
        assertThat(estimates.broken(room.scope, contract, List.of(planned(web, image, contract))))
                .isEmpty();
        assertThat(estimates.broken(room.scope, contract, List.of(planned(web, more, contract))))
                .singleElement()
                .satisfies(broken -> assertThat(broken.untold()).containsExactly("service.web"));
    }

    @Test
    void aStackCannotLeaveABudgetByNamingAnotherEnvironment() {
        prices();
        Budget budget = new Budget("precious", "precious", null, euros("1"), peer());
        Plan plan = plan("compose", change("service", "web", Action.CREATE, NONE, service(1, "1", 1 << 30)));
        Contract elsewhere = contract("standard", budget);
        assertThat(estimates.broken(room.scope, elsewhere, List.of(planned(web, plan, elsewhere))))
                .isEmpty();

        Contract here = contract("standard", List.of(new Contract.PathRule("shop/web/**", "precious")), budget);
        assertThat(estimates.broken(room.scope, here, List.of(planned(web, plan, here))))
                .singleElement()
                .satisfies(broken -> assertThat(broken.over()).isTrue());
        apply(web, plan, false);
        assertThat(spending.budgets(room.scope, here))
                .singleElement()
                .satisfies(state -> assertThat(state.high().micros()).isPositive());
        assertThat(billed(web, euros("1.5")).measured(room.scope, here))
                .as("what is measured of it")
                .singleElement()
                .satisfies(measured -> assertThat(measured.percent()).isEqualTo(150));
    }

    /** Where a stack has cost so much yesterday. */
    private Spending billed(Stack stack, Money amount) {
        DayCost day = new DayCost(
                LocalDate.of(2026, 11, 21),
                new Origin(stack.id(), null),
                new Place(stack.declaration().environment(), "shop", stack.name(), ""),
                Metered.CPU,
                BigInteger.ONE,
                amount);
        return new DatabaseSpending(
                room.database.database(),
                new StackCostStore(),
                new CostHoldStore(),
                new DatabasePrices(room.database.database(), new PriceVersionStore(), () -> room.scope),
                room.stacks,
                room.repositories,
                InstantSource.fixed(NOW),
                () -> Optional.of(new Days(List.of(day))));
    }

    private Planned planned(Stack stack, Plan plan, Contract contract) {
        return new Planned(
                stack.id(),
                "shop",
                stack.declaration(),
                estimates.estimate(room.scope, contract, stack.id(), plan, NOW));
    }

    private void apply(Stack stack, Plan plan, boolean removed) {
        CostDelta delta = estimates.estimate(room.scope, contract("standard"), stack.id(), plan, NOW);
        room.database.database().inTenant(room.scope, transaction -> {
            estimates.applied(transaction, stack.id(), stack.declaration(), delta, removed);
            return true;
        });
    }

    private StackMonth month(Stack stack) {
        return spending.months(room.scope).stream()
                .filter(month -> month.stack().equals(stack.id()))
                .findFirst()
                .orElseThrow();
    }

    private static Contract.Approvals peer() {
        return new Contract.Approvals("peer", List.of(Need.peer("budget")));
    }

    static Contract contract(@Nullable String priceBook, Budget... budgets) {
        return contract(priceBook, List.of(), budgets);
    }

    static Contract contract(@Nullable String priceBook, List<Contract.PathRule> paths, Budget... budgets) {
        return new Contract(
                "EUR",
                new TreeMap<>(),
                paths,
                List.of(),
                List.of(budgets),
                priceBook,
                new Contract.Limits(null, null, null, null, null),
                List.of(),
                List.of(),
                new Contract.Growth(10, 90, 90, 2));
    }

    private record Days(List<DayCost> all) implements Bills {
        @Override
        public List<DayCost> days(TenantScope scope, LocalDate from, LocalDate until) {
            return all;
        }

        @Override
        public YearMonth current(TenantScope scope) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Bill month(TenantScope scope, YearMonth month) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SortedMap<YearMonth, Bill> months(TenantScope scope, YearMonth first, YearMonth last) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<UsageHour> hours(TenantScope scope, YearMonth month, Origin origin) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Basis basis(TenantScope scope, YearMonth month) {
            throw new UnsupportedOperationException();
        }
    }
}

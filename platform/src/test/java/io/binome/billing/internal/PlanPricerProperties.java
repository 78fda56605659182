package io.binome.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.billing.CostDelta;
import io.binome.billing.CostDelta.Line;
import io.binome.billing.PriceBook;
import io.binome.billing.TestBooks;
import io.binome.kernel.Money;
import io.binome.stacks.Action;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What must hold of every estimate. */
class PlanPricerProperties {
    private static final PriceBook BOOK = TestBooks.standard();
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

    /** A resource before and after; empty for one that is not there. */
    record Pair(String type, SortedMap<String, Value> before, SortedMap<String, Value> after) {}

    @Property(tries = 300)
    void theTotalIsTheSumOfItsLines(@ForAll("pairs") List<Pair> pairs, @ForAll("engines") String engine) {
        CostDelta delta = price(engine, pairs);
        assertThat(delta.low())
                .isEqualTo(sum(delta.lines().stream().map(Line::low).toList()));
        assertThat(delta.high())
                .isEqualTo(sum(delta.lines().stream().map(Line::high).toList()));
    }

    @Property(tries = 300)
    void aPlanInTwoPartsCostsTheSame(
            @ForAll("pairs") List<Pair> pairs, @ForAll("engines") String engine, @ForAll("cuts") int cut) {
        CostDelta whole = price(engine, pairs);
        int at = pairs.isEmpty() ? 0 : cut % (pairs.size() + 1);
        CostDelta first = price(engine, pairs.subList(0, at));
        CostDelta second = price(engine, pairs.subList(at, pairs.size()));
        assertThat(first.low().plus(second.low())).isEqualTo(whole.low());
        assertThat(first.high().plus(second.high())).isEqualTo(whole.high());
        assertThat(first.unknown().size() + second.unknown().size())
                .isEqualTo(whole.unknown().size());
    }

    @Property(tries = 300)
    void goingBackTakesAwayExactlyWhatWasAdded(@ForAll("pairs") List<Pair> pairs, @ForAll("engines") String engine) {
        CostDelta there = price(engine, pairs);
        CostDelta back = price(
                engine,
                pairs.stream()
                        .map(pair -> new Pair(pair.type(), pair.after(), pair.before()))
                        .toList());
        assertThat(back.low()).isEqualTo(there.low().negated());
        assertThat(back.high()).isEqualTo(there.high().negated());
        assertThat(back.unknown()).isEqualTo(there.unknown());
    }

    @Provide
    Arbitrary<String> engines() {
        return Arbitraries.of("compose", "opentofu");
    }

    @Provide
    Arbitrary<Integer> cuts() {
        return Arbitraries.integers().between(0, 50);
    }

    @Provide
    Arbitrary<List<Pair>> pairs() {
        Arbitrary<Pair> services = pair("service", service());
        Arbitrary<Pair> instances = pair("aws_instance", instance());
        return Arbitraries.oneOf(services, instances).list().ofMaxSize(12);
    }

    private static Arbitrary<Pair> pair(String type, Arbitrary<SortedMap<String, Value>> one) {
        Arbitrary<SortedMap<String, Value>> maybe = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, one), net.jqwik.api.Tuple.of(1, Arbitraries.just(new TreeMap<>())));
        return Combinators.combine(maybe, maybe).as((before, after) -> new Pair(type, before, after));
    }

    private static Arbitrary<SortedMap<String, Value>> service() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 50),
                        Arbitraries.integers().between(10, 64_000),
                        Arbitraries.longs().between(6L << 20, 64L << 30))
                .as((replicas, millis, memory) -> PlanPricerTest.service(
                        replicas, java.math.BigDecimal.valueOf(millis, 3).toPlainString(), memory));
    }

    private static Arbitrary<SortedMap<String, Value>> instance() {
        return Combinators.combine(
                        Arbitraries.of("t3.micro", "t3.large", "p4d.24xlarge"),
                        Arbitraries.integers().between(1, 16_000),
                        Arbitraries.of(true, true, true, false))
                .as((type, disk, known) -> {
                    SortedMap<String, Value> values = PlanPricerTest.instance(type, Integer.toString(disk));
                    if (!known) {
                        values.put("root_block_device[0].volume_size", new Value.Unknown());
                    }
                    return values;
                });
    }

    private static CostDelta price(String engine, List<Pair> pairs) {
        List<ResourceChange> changes = new ArrayList<>();
        for (Pair pair : pairs) {
            String name = Integer.toString(changes.size());
            if (!pair.before().isEmpty() || !pair.after().isEmpty()) {
                Action action = pair.before().isEmpty()
                        ? Action.CREATE
                        : pair.after().isEmpty() ? Action.DELETE : Action.UPDATE;
                changes.add(PlanPricerTest.change(pair.type(), name, action, pair.before(), pair.after()));
            }
        }
        return PlanPricer.price(BOOK, "s", new Plan(engine, "s", "production", changes, new TreeMap<>()), DAY);
    }

    private static Money sum(List<Money> amounts) {
        return amounts.stream().reduce(Money.zero("EUR"), Money::plus);
    }
}

package io.binome.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.billing.CostDelta;
import io.binome.billing.CostDelta.Line;
import io.binome.billing.TestBooks;
import io.binome.kernel.Money;
import io.binome.stacks.Action;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What plans cost, worked out by hand beside it. */
class PlanPricerTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
    private static final SortedMap<String, Value> NONE = new TreeMap<>();

    @Test
    void aServiceCostsFromNothingUpToItsLimits() {
        CostDelta delta = compose(change("service", "web", Action.CREATE, NONE, service(2, "0.5", 512 << 20)));
        // 2 × 0.5 CPU × 730 h × 0.012 and 2 × 0.5 GiB × 730 h × 0.004, and 2.5 for watching it.
        assertThat(delta.high()).isEqualTo(euros("14.18"));
        assertThat(delta.low()).isEqualTo(euros("2.5"));
        assertThat(delta.known()).isTrue();
        assertThat(delta.priceBook()).isEqualTo("standard, version 1");
        assertThat(delta.lines())
                .containsExactly(
                        new Line(
                                "service.web",
                                "cpu",
                                euros("0"),
                                euros("8.76"),
                                "2 × up to 0.5 CPU at 0.012 EUR per CPU-hour"),
                        new Line(
                                "service.web",
                                "memory",
                                euros("0"),
                                euros("2.92"),
                                "2 × up to 0.5 GiB at 0.004 EUR per GiB-hour"),
                        new Line("service.web", "fee watching", euros("2.5"), euros("2.5"), "1 × 2.5 EUR per month"));
    }

    @Test
    void aReservationIsTheLeast() {
        SortedMap<String, Value> service = service(1, "2", 1 << 30);
        service.put("reservations.cpus", Value.text("0.5"));
        CostDelta delta = compose(change("service", "web", Action.CREATE, NONE, service));
        assertThat(line(delta, "cpu").low()).isEqualTo(euros("4.38"));
        assertThat(line(delta, "cpu").basis()).isEqualTo("0.5 to 2 CPU at 0.012 EUR per CPU-hour");
    }

    @Test
    void anUpdateCostsWhatIsDifferent() {
        CostDelta delta = compose(
                change("service", "web", Action.UPDATE, service(1, "0.5", 512 << 20), service(3, "0.5", 512 << 20)));
        assertThat(delta.high()).isEqualTo(euros("11.68"));
        assertThat(delta.lines()).extracting(Line::unit).containsExactly("cpu", "memory");
        assertThat(delta.lines().getFirst().basis())
                .isEqualTo("up to 0.5 CPU at 0.012 EUR per CPU-hour → 3 × up to 0.5 CPU at 0.012 EUR per CPU-hour");
    }

    @Test
    void whatIsDeletedIsSaved() {
        CostDelta delta = compose(change("service", "web", Action.DELETE, service(1, "1", 1 << 30), NONE));
        assertThat(delta.high()).isEqualTo(euros("-14.18"));
        assertThat(delta.least()).isEqualTo(euros("-14.18"));
        assertThat(delta.most()).isEqualTo(euros("-2.5"));
        assertThat(delta.then().lines()).isEmpty();
    }

    @Test
    void whatStaysCostsNothingMoreAndIsPartOfTheMonth() {
        SortedMap<String, Value> same = service(1, "1", 1 << 30);
        CostDelta delta = compose(change("service", "web", Action.NO_OP, same, same));
        assertThat(delta.isNothing()).isTrue();
        assertThat(delta.then().lines()).hasSize(3);
    }

    @Test
    void aVolumeIsAssumedToHoldSoMuch() {
        CostDelta delta = compose(change("volume", "data", Action.CREATE, NONE, of("id", new Value.Unknown())));
        assertThat(delta.low()).isEqualTo(euros("0"));
        assertThat(delta.high()).isEqualTo(euros("0.5"));
    }

    @Test
    void aVolumeOfWhichNothingIsAssumedIsUnknown() {
        var book = TestBooks.read(java.util.Map.of("a.yaml", """
                        name: a
                        currency: EUR
                        prices:
                          volume: [{from: 2026-01-01, price: 0.05}]
                        """)).get("a");
        Plan plan = plan("compose", change("volume", "data", Action.CREATE, NONE, of("id", new Value.Unknown())));
        CostDelta delta = PlanPricer.price(book, "a", plan, DAY);
        assertThat(delta.unknown()).containsExactly("volume.data");
        assertThat(delta.notes()).singleElement().asString().contains("depends on what it will hold");
    }

    @Test
    void aLaterDayHasItsOwnPrice() {
        Plan plan = plan("compose", change("service", "web", Action.CREATE, NONE, service(1, "1", 1 << 30)));
        CostDelta delta = PlanPricer.price(TestBooks.standard(), "s", plan, LocalDate.of(2027, 1, 1));
        assertThat(line(delta, "cpu").high()).isEqualTo(euros("10.22"));
    }

    @Test
    void theCatalogueTellsEachPartOfAResource() {
        CostDelta delta = tofu(change("aws_instance", "web", Action.CREATE, NONE, instance("t3.micro", "20")));
        assertThat(delta.high()).isEqualTo(euros("10.614"));
        assertThat(delta.low()).isEqualTo(delta.high());
        assertThat(delta.lines()).extracting(Line::unit).containsExactly("", "root disk");
        assertThat(delta.lines().getLast().basis()).isEqualTo("20 at 0.1 EUR per GB-month");
    }

    @Test
    void aReplacementCostsWhatTheNewOneCostsMore() {
        CostDelta delta = tofu(
                change("aws_instance", "web", Action.REPLACE, instance("t3.micro", "20"), instance("t3.large", "20")));
        assertThat(delta.high()).isEqualTo(euros("60.298"));
        assertThat(delta.lines()).singleElement().satisfies(line -> assertThat(line.unit())
                .isEmpty());
    }

    @Test
    void whatNobodyWroteDownIsUnknown() {
        CostDelta delta = tofu(
                change("aws_sns_topic", "t", Action.CREATE, NONE, of("name", Value.text("x"))),
                change("aws_instance", "gpu", Action.CREATE, NONE, instance("p4d.24xlarge", "100")));
        assertThat(delta.unknown()).containsExactly("aws_instance.gpu", "aws_sns_topic.t");
        assertThat(delta.high()).as("the disk is known all the same").isEqualTo(euros("10"));
        assertThat(delta.notes())
                .containsExactly(
                        "The catalogue has no price that fits this aws_instance.",
                        "The catalogue has no price of aws_sns_topic.");
    }

    @Test
    void whatIsOnlyKnownOnceAppliedIsUnknown() {
        SortedMap<String, Value> unknown = instance("t3.micro", "20");
        unknown.put("instance_type", new Value.Unknown());
        CostDelta delta = tofu(change("aws_instance", "web", Action.UPDATE, instance("t3.micro", "20"), unknown));
        assertThat(delta.unknown()).containsExactly("aws_instance.web");
        assertThat(delta.lines()).isEmpty();
    }

    @Test
    void theRowWithTheMostConditionsAndTheLatestDayHolds() {
        SortedMap<String, Value> volume = of("size", Value.number(100));
        volume.put("type", Value.text("io2"));
        CostDelta delta = tofu(change("aws_ebs_volume", "data", Action.CREATE, NONE, volume));
        assertThat(delta.high()).isEqualTo(euros("15"));
        Plan plan = plan("opentofu", change("aws_ebs_volume", "data", Action.CREATE, NONE, volume));
        assertThat(PlanPricer.price(TestBooks.standard(), "s", plan, LocalDate.of(2027, 6, 1))
                        .high())
                .isEqualTo(euros("16"));
    }

    @Test
    void aStarStandsForMany() {
        CostDelta delta = tofu(change("aws_vpc_endpoint", "e", Action.CREATE, NONE, of("id", new Value.Unknown())));
        assertThat(delta.isNothing()).isTrue();
    }

    @Test
    void whatIsLetGoIsNotSaved() {
        CostDelta delta = tofu(change("aws_instance", "web", Action.FORGET, instance("t3.micro", "20"), NONE));
        assertThat(delta.high()).isEqualTo(euros("0"));
        assertThat(delta.notes()).singleElement().asString().contains("no longer governed");
    }

    @Test
    void documentsCostNothing() {
        CostDelta delta = PlanPricer.price(
                TestBooks.standard(),
                "s",
                plan("document", change("contract", "x", Action.UPDATE, of("a", Value.text("1")), NONE)),
                DAY);
        assertThat(delta.isNothing()).isTrue();
    }

    @Test
    void withoutABookAllThatActsIsUnknown() {
        SortedMap<String, Value> same = service(1, "1", 1 << 30);
        Plan plan = plan(
                "compose",
                change("service", "web", Action.CREATE, NONE, same),
                change("service", "still", Action.NO_OP, same, same),
                change("network", "net", Action.CREATE, NONE, of("internal", Value.truth(true))));
        CostDelta delta = PlanPricer.unknown(plan, "EUR", "There is none.");
        assertThat(delta.priceBook()).isNull();
        assertThat(delta.unknown()).containsExactly("service.web");
        assertThat(delta.known()).isFalse();
        assertThat(delta.notes()).containsExactly("There is none.");
    }

    static SortedMap<String, Value> service(int replicas, String cpus, long memory) {
        SortedMap<String, Value> values = of("replicas", Value.number(replicas));
        values.put("limits.cpus", Value.text(cpus));
        values.put("limits.memory", Value.number(memory));
        return values;
    }

    static SortedMap<String, Value> instance(String type, String disk) {
        SortedMap<String, Value> values = of("instance_type", Value.text(type));
        values.put("root_block_device[0].volume_size", new Value.Known(disk));
        return values;
    }

    static SortedMap<String, Value> of(String path, Value value) {
        SortedMap<String, Value> values = new TreeMap<>();
        values.put(path, value);
        return values;
    }

    static ResourceChange change(
            String type, String name, Action action, SortedMap<String, Value> before, SortedMap<String, Value> after) {
        return new ResourceChange(type + "." + name, type, name, action, before, after, List.of(), List.of());
    }

    static Plan plan(String engine, ResourceChange... changes) {
        return new Plan(engine, "shop", "production", List.of(changes), new TreeMap<>());
    }

    static Money euros(String amount) {
        return Money.of(new java.math.BigDecimal(amount), "EUR");
    }

    private static CostDelta compose(ResourceChange... changes) {
        return PlanPricer.price(TestBooks.standard(), "standard, version 1", plan("compose", changes), DAY);
    }

    private static CostDelta tofu(ResourceChange... changes) {
        return PlanPricer.price(TestBooks.standard(), "standard, version 1", plan("opentofu", changes), DAY);
    }

    private static Line line(CostDelta delta, String unit) {
        return delta.lines().stream()
                .filter(line -> line.unit().equals(unit))
                .findFirst()
                .orElseThrow();
    }
}

package io.binome.opentofu;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.stacks.Action;
import io.binome.stacks.OutputChange;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlanDriftTest {
    private static final Value ONE = Value.number(1);
    private static final Value TWO = Value.number(2);

    private static ResourceChange change(
            String name, Action action, Map<String, Value> before, Map<String, Value> after) {
        return new ResourceChange(
                "thing." + name,
                "thing",
                name,
                action,
                new TreeMap<>(before),
                new TreeMap<>(after),
                List.of(),
                List.of());
    }

    private static Plan plan(List<ResourceChange> changes, List<OutputChange> outputs, List<ResourceChange> drift) {
        return new Plan(
                "opentofu", "web", "production", changes, new TreeMap<>(), outputs, drift, List.of(), List.of());
    }

    @Test
    void whatTheProgramCallsDriftIsTakenAsItSays() {
        ResourceChange resized = change("a", Action.UPDATE, Map.of("size", ONE), Map.of("size", TWO));
        ResourceChange gone = change("b", Action.DELETE, Map.of("size", ONE), Map.of());
        ResourceChange moved = change("c", Action.NO_OP, Map.of("size", ONE), Map.of("size", ONE));
        ResourceChange back = change("a", Action.UPDATE, Map.of("size", TWO), Map.of("size", ONE));
        List<ResourceChange> found = PlanDrift.of(plan(List.of(back), List.of(), List.of(resized, gone, moved)));
        assertThat(found).hasSize(2);
        assertThat(found.getFirst()).isEqualTo(resized);
        assertThat(found.getLast().action()).isEqualTo(Action.DELETE);
        assertThat(found.getLast().notes()).singleElement().asString().contains("Restoring does nothing here");
    }

    @Test
    void whatWouldBeDoneElseIsDriftTheOtherWayRound() {
        List<ResourceChange> found = PlanDrift.of(plan(
                List.of(
                        change("missing", Action.CREATE, Map.of(), Map.of("size", ONE, "id", new Value.Unknown())),
                        change("surplus", Action.DELETE, Map.of("size", ONE), Map.of()),
                        change(
                                "other",
                                Action.REPLACE,
                                Map.of("size", TWO, "id", ONE),
                                Map.of("size", ONE, "id", new Value.Unknown())),
                        change("same", Action.NO_OP, Map.of("size", ONE), Map.of("size", ONE))),
                List.of(new OutputChange(
                        "size", Action.UPDATE, new TreeMap<>(Map.of("", TWO)), new TreeMap<>(Map.of("", ONE)))),
                List.of()));
        assertThat(found)
                .containsExactly(
                        new ResourceChange(
                                "output.size",
                                "output",
                                "size",
                                Action.UPDATE,
                                new TreeMap<>(Map.of("", ONE)),
                                new TreeMap<>(Map.of("", TWO)),
                                List.of(),
                                List.of()),
                        change("missing", Action.DELETE, Map.of("size", ONE), Map.of()),
                        change("other", Action.UPDATE, Map.of("size", ONE, "id", ONE), Map.of("size", TWO, "id", ONE)),
                        change("surplus", Action.CREATE, Map.of(), Map.of("size", ONE)));
    }

    @Test
    void whatIsNewAtEveryPlanOrFollowsFromAnotherChangeIsNone() {
        assertThat(PlanDrift.of(plan(
                        List.of(
                                change(
                                        "clock",
                                        Action.UPDATE,
                                        Map.of("at", ONE),
                                        Map.of("at", new Value.Unknown("⟨time⟩"))),
                                change(
                                        "follows",
                                        Action.REPLACE,
                                        Map.of("of", ONE),
                                        Map.of("of", new Value.Unknown()))),
                        List.of(),
                        List.of())))
                .isEmpty();
    }

    @Test
    void anAdoptionDoesSomethingWithoutChangingWhatRuns() {
        ResourceChange resized = change("a", Action.UPDATE, Map.of("size", ONE), Map.of("size", TWO));
        Plan adoption = PlanDrift.adoption(
                plan(List.of(change("a", Action.NO_OP, Map.of(), Map.of())), List.of(), List.of(resized)));
        assertThat(adoption.changes())
                .containsExactly(change("a", Action.ADOPT, Map.of("size", ONE), Map.of("size", TWO)));
        assertThat(adoption.adopts()).isTrue();
        assertThat(adoption.isEmpty()).isFalse();
        assertThat(PlanDrift.adoption(plan(List.of(), List.of(), List.of())).isEmpty())
                .isTrue();
    }
}

package io.binome.changes.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.stacks.Action;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlanSubsetTest {
    private static final ResourceChange WEB = change("web", Action.UPDATE, "1", "2");
    private static final ResourceChange API = change("api", Action.CREATE, null, "1");

    @Test
    void whatIsLeftOfAPlanIsWithinIt() {
        assertThat(PlanSubset.beyond(plan(WEB, API), plan(API))).isEmpty();
        assertThat(PlanSubset.beyond(plan(WEB, API), plan(change("web", Action.NO_OP, "2", "2"), API)))
                .isEmpty();
        // Half created: it is there, but not yet as it was reviewed.
        assertThat(PlanSubset.beyond(plan(WEB, API), plan(change("api", Action.UPDATE, "0", "1"))))
                .isEmpty();
    }

    @Test
    void anythingElseIsBeyondIt() {
        assertThat(PlanSubset.beyond(plan(WEB), plan(API))).contains("thing.api was not to be changed");
        assertThat(PlanSubset.beyond(plan(WEB), plan(change("web", Action.UPDATE, "1", "3"))))
                .contains("thing.web would not become what was reviewed");
        assertThat(PlanSubset.beyond(plan(WEB), plan(change("web", Action.DELETE, "1", null))))
                .isPresent();
        assertThat(PlanSubset.beyond(
                        plan(change("web", Action.NO_OP, "1", "1")), plan(change("web", Action.UPDATE, "2", "1"))))
                .contains("thing.web was not to be changed");
    }

    @Test
    void whatWasToBeChangedInPlaceIsNotReplaced() {
        assertThat(PlanSubset.beyond(plan(WEB), plan(change("web", Action.REPLACE, "0", "2"))))
                .contains("thing.web would be replaced, which was not reviewed");
        assertThat(PlanSubset.beyond(
                        plan(change("web", Action.REPLACE, "1", "2")), plan(change("web", Action.CREATE, null, "2"))))
                .isEmpty();
        assertThat(PlanSubset.beyond(
                        plan(change("web", Action.REPLACE_CREATE_FIRST, "1", "2")),
                        plan(change("web", Action.DELETE, "1", null))))
                .isEmpty();
    }

    @Test
    void whatNobodyKnewAtTheReviewMayBeKnownByNow() {
        TreeMap<String, Value> unknown = new TreeMap<>(Map.of("value", new Value.Unknown()));
        ResourceChange reviewed = new ResourceChange(
                "thing.web", "thing", "web", Action.CREATE, new TreeMap<>(), unknown, List.of(), List.of());
        assertThat(PlanSubset.beyond(plan(reviewed), plan(change("web", Action.CREATE, null, "7"))))
                .isEmpty();
        assertThat(PlanSubset.beyond(plan(change("web", Action.CREATE, null, "7")), plan(reviewed)))
                .isPresent();
    }

    private static Plan plan(ResourceChange... changes) {
        return new Plan("fake", "shop", "production", List.of(changes), new TreeMap<>());
    }

    private static ResourceChange change(String name, Action action, String before, String after) {
        TreeMap<String, Value> was = new TreeMap<>();
        TreeMap<String, Value> becomes = new TreeMap<>();
        if (before != null) {
            was.put("value", Value.text(before));
        }
        if (after != null) {
            becomes.put("value", Value.text(after));
        }
        return new ResourceChange("thing." + name, "thing", name, action, was, becomes, List.of(), List.of());
    }
}

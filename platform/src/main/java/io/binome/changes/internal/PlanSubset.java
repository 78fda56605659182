package io.binome.changes.internal;

import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether a plan does no more than another that was reviewed: what a retry may do without a new review. */
final class PlanSubset {
    private PlanSubset() {}

    /** What the plan does beyond the reviewed one; empty when nothing. */
    static Optional<String> beyond(Plan reviewed, Plan plan) {
        Map<String, ResourceChange> allowed =
                reviewed.changes().stream().collect(Collectors.toMap(ResourceChange::address, Function.identity()));
        for (ResourceChange change : plan.changes()) {
            if (!change.acts()) {
                continue;
            }
            ResourceChange reviewedChange = allowed.get(change.address());
            if (reviewedChange == null || !reviewedChange.acts()) {
                return Optional.of(change.address() + " was not to be changed");
            }
            if (!reviewedChange.after().equals(change.after())) {
                return Optional.of(change.address() + " would not become what was reviewed");
            }
            if (removes(change) && !removes(reviewedChange)) {
                return Optional.of(change.address() + " would be removed, which was not reviewed");
            }
        }
        return Optional.empty();
    }

    private static boolean removes(ResourceChange change) {
        return change.after().isEmpty();
    }
}

package io.binome.changes.internal;

import io.binome.stacks.Action;
import io.binome.stacks.OutputChange;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether a plan does no more than another that was reviewed: what a retry may do without a new review. A value that was
 * known only once applied may be known by now.
 */
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
            if (change.after().isEmpty() && !reviewedChange.after().isEmpty() && !replaces(reviewedChange)) {
                return Optional.of(change.address() + " would be removed, which was not reviewed");
            }
            if (!isLeftOf(reviewedChange.action(), change.action())) {
                return Optional.of(change.address() + " would be replaced, which was not reviewed");
            }
            if (!change.after().isEmpty() && !becomes(reviewedChange.after(), change.after())) {
                return Optional.of(change.address() + " would not become what was reviewed");
            }
        }
        return outputsBeyond(reviewed, plan);
    }

    private static Optional<String> outputsBeyond(Plan reviewed, Plan plan) {
        Map<String, OutputChange> allowed =
                reviewed.outputs().stream().collect(Collectors.toMap(OutputChange::name, Function.identity()));
        for (OutputChange output : plan.outputs()) {
            OutputChange reviewedOutput = allowed.get(output.name());
            if (output.action().changes()
                    && (reviewedOutput == null
                            || !reviewedOutput.action().changes()
                            || !becomes(reviewedOutput.after(), output.after()))) {
                return Optional.of("the output " + output.name() + " would not become what was reviewed");
            }
        }
        return Optional.empty();
    }

    private static boolean replaces(ResourceChange change) {
        return change.action().replaces();
    }

    /** Whether an action can be what is left of another that was cut off. */
    private static boolean isLeftOf(Action reviewed, Action now) {
        return switch (reviewed) {
            // Half made it is there and unfinished, or there and marked to be made anew.
            case CREATE -> now == Action.CREATE || now == Action.UPDATE || now.replaces();
            case REPLACE, REPLACE_CREATE_FIRST ->
                now.replaces() || now == Action.CREATE || now == Action.DELETE || now == Action.UPDATE;
            default -> now == reviewed || now == Action.NO_OP;
        };
    }

    /** Every value is the reviewed one, or one that nobody knew at the review. */
    private static boolean becomes(SortedMap<String, Value> reviewed, SortedMap<String, Value> now) {
        return now.entrySet().stream()
                        .allMatch(entry -> entry.getValue().equals(reviewed.get(entry.getKey()))
                                || wasUnknown(reviewed, entry.getKey()))
                && reviewed.entrySet().stream()
                        .allMatch(
                                entry -> now.containsKey(entry.getKey()) || entry.getValue() instanceof Value.Unknown);
    }

    /** At this path, or at one that it lies in: an unknown list has no elements yet. */
    private static boolean wasUnknown(SortedMap<String, Value> reviewed, String path) {
        return reviewed.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Value.Unknown)
                .map(Map.Entry::getKey)
                .anyMatch(unknown -> path.equals(unknown)
                        || unknown.isEmpty()
                        || path.startsWith(unknown + ".")
                        || path.startsWith(unknown + "["));
    }
}

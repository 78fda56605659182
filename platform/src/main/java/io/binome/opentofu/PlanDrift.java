package io.binome.opentofu;

import io.binome.stacks.Action;
import io.binome.stacks.OutputChange;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads drift out of a plan that was made at the commit that is applied: such a plan should do nothing. */
public final class PlanDrift {
    private PlanDrift() {}

    /**
     * What the program itself calls drift, and whatever else it would change: a state that was altered by hand, or rolled
     * back, no longer says what is there either. What the plan only knows once applied, or gives anew each time, is none.
     *
     * @return {@code before} as applied, {@code after} as found
     */
    public static List<ResourceChange> of(Plan plan) {
        Map<String, ResourceChange> found = new TreeMap<>();
        Set<String> acting = plan.changes().stream()
                .filter(ResourceChange::acts)
                .map(ResourceChange::address)
                .collect(Collectors.toSet());
        for (ResourceChange drift : plan.drift()) {
            if (drift.action().changes()) {
                found.put(drift.address(), acting.contains(drift.address()) ? drift : noted(drift));
            }
        }
        for (ResourceChange change : plan.changes()) {
            if (!found.containsKey(change.address())) {
                turned(change).ifPresent(drift -> found.put(drift.address(), drift));
            }
        }
        for (OutputChange output : plan.outputs()) {
            turned(new ResourceChange(
                            "output." + output.name(),
                            "output",
                            output.name(),
                            output.action(),
                            output.before(),
                            output.after(),
                            List.of(),
                            List.of()))
                    .ifPresent(drift -> found.put(drift.address(), drift));
        }
        return List.copyOf(found.values());
    }

    /** A plan that was made to take over what drifted (by {@code -refresh-only}): each of these becomes something it does. */
    public static Plan adoption(Plan plan) {
        Map<String, ResourceChange> changes = new TreeMap<>();
        plan.changes().forEach(change -> changes.put(change.address(), change));
        plan.drift().stream()
                .filter(drift -> drift.action().changes())
                .forEach(drift -> changes.put(
                        drift.address(),
                        of(drift, Action.ADOPT, drift.before(), drift.after(), drift.replacedBecause())));
        return new Plan(
                plan.engine(),
                plan.stack(),
                plan.environment(),
                new ArrayList<>(changes.values()),
                plan.resolutions(),
                plan.outputs(),
                List.of(),
                plan.checks(),
                plan.deferred(),
                plan.targets());
    }

    private static ResourceChange noted(ResourceChange drift) {
        List<String> notes = new ArrayList<>(drift.notes());
        notes.add("Restoring does nothing here: the configuration asks for no other value.");
        return new ResourceChange(
                drift.address(),
                drift.type(),
                drift.name(),
                drift.action(),
                drift.before(),
                drift.after(),
                drift.replacedBecause(),
                notes,
                drift.provenance());
    }

    /** From what is planned for it, the way back. Empty where the two are the same as far as can be known now. */
    private static Optional<ResourceChange> turned(ResourceChange planned) {
        return switch (planned.action()) {
            case NO_OP, READ, FORGET, ADOPT -> Optional.empty();
            case CREATE ->
                Optional.of(
                        of(planned, Action.DELETE, known(planned.after()), Collections.emptySortedMap(), List.of()));
            case DELETE ->
                Optional.of(of(planned, Action.CREATE, Collections.emptySortedMap(), planned.before(), List.of()));
            case UPDATE, REPLACE, REPLACE_CREATE_FIRST -> {
                SortedMap<String, Value> wanted = known(planned.after());
                planned.after().forEach((path, value) -> {
                    Value present = planned.before().get(path);
                    if (value instanceof Value.Unknown && present != null) {
                        wanted.put(path, present);
                    }
                });
                yield wanted.equals(planned.before())
                        ? Optional.empty()
                        : Optional.of(of(planned, Action.UPDATE, wanted, planned.before(), planned.replacedBecause()));
            }
        };
    }

    private static SortedMap<String, Value> known(SortedMap<String, Value> values) {
        SortedMap<String, Value> known = new TreeMap<>(values);
        known.values().removeIf(Value.Unknown.class::isInstance);
        return known;
    }

    private static ResourceChange of(
            ResourceChange change,
            Action action,
            SortedMap<String, Value> before,
            SortedMap<String, Value> after,
            List<String> replacedBecause) {
        return new ResourceChange(
                change.address(),
                change.type(),
                change.name(),
                action,
                before,
                after,
                replacedBecause,
                change.notes(),
                change.provenance());
    }
}

package io.binome.opentofu.internal;

import io.binome.opentofu.PlanNormaliser.Normalised;
import io.binome.opentofu.PlanNormaliser.Place;
import io.binome.stacks.OutputChange;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Finds what is new each time a plan is made, and takes it out. */
public final class EachTime {
    private EachTime() {}

    public static Normalised compare(Plan first, Instant firstAt, Plan second, Instant secondAt) {
        Duration between = Duration.between(firstAt, secondAt);
        List<Place> places = new ArrayList<>();
        Plan plan = replaced(second, first, (other, value) -> pattern(other, value, between), places);
        return new Normalised(plan, places, like(plan, first).hash().equals(plan.hash()));
    }

    public static Plan like(Plan reviewed, Plan again) {
        return replaced(
                again,
                reviewed,
                (other, value) -> other instanceof Value.Unknown(String pattern)
                                && pattern != null
                                && value instanceof Value.Known(String json)
                                && NewEachTime.fits(pattern, json)
                        ? other
                        : null,
                new ArrayList<>());
    }

    private static @Nullable Value pattern(Value other, Value value, Duration between) {
        if (other.equals(value)
                || !(other instanceof Value.Known(String first))
                || !(value instanceof Value.Known(String second))) {
            return null;
        }
        String pattern = NewEachTime.pattern(first, second, between);
        return pattern == null ? null : new Value.Unknown(pattern);
    }

    /** The plan with another value wherever {@code decide} has one, given the other plan's value and its own. */
    private static Plan replaced(
            Plan plan, Plan other, BiFunction<Value, Value, @Nullable Value> decide, List<Place> places) {
        Map<String, ResourceChange> resources = new HashMap<>();
        other.changes().forEach(change -> resources.put(change.address(), change));
        Map<String, OutputChange> outputs = new HashMap<>();
        other.outputs().forEach(output -> outputs.put(output.name(), output));
        List<ResourceChange> changes = new ArrayList<>();
        for (ResourceChange change : plan.changes()) {
            ResourceChange counterpart = resources.get(change.address());
            changes.add(
                    counterpart == null
                            ? change
                            : change.withAfter(
                                    values(change.after(), counterpart.after(), decide, change.address(), places)));
        }
        List<OutputChange> handedOn = new ArrayList<>();
        for (OutputChange output : plan.outputs()) {
            OutputChange counterpart = outputs.get(output.name());
            handedOn.add(
                    counterpart == null
                            ? output
                            : new OutputChange(
                                    output.name(),
                                    output.action(),
                                    output.before(),
                                    values(
                                            output.after(),
                                            counterpart.after(),
                                            decide,
                                            "output." + output.name(),
                                            places)));
        }
        return new Plan(
                plan.engine(),
                plan.stack(),
                plan.environment(),
                changes,
                plan.resolutions(),
                handedOn,
                plan.drift(),
                plan.checks(),
                plan.deferred(),
                plan.targets());
    }

    private static SortedMap<String, Value> values(
            SortedMap<String, Value> values,
            SortedMap<String, Value> others,
            BiFunction<Value, Value, @Nullable Value> decide,
            String address,
            List<Place> places) {
        SortedMap<String, Value> replaced = new TreeMap<>(values);
        values.forEach((path, value) -> {
            Value other = others.get(path);
            Value instead = other == null ? null : decide.apply(other, value);
            if (instead != null) {
                replaced.put(path, instead);
                places.add(new Place(address, path));
            }
        });
        return replaced;
    }
}

package io.binome.stacks;

import io.binome.kernel.CanonicalJson;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What an engine would do to a stack, the same for all engines. Two plans are the same when their {@link #hash()} is.
 *
 * @param resolutions what names meant when it was planned: image reference to digest, build to image id, … An apply uses
 *     these and nothing newer
 * @param outputs values handed on to other stacks, all that were looked at
 * @param drift what has changed outside of the stack since the last apply; {@code before} as applied, {@code after} as found
 * @param checks what the stack says of its own conditions
 * @param deferred what this plan wants to do and cannot do yet: it takes another plan after this one is applied
 * @param targets addresses that it was limited to, which leaves the rest of the stack as it is; empty when it covers all of it
 */
public record Plan(
        String engine,
        String stack,
        String environment,
        List<ResourceChange> changes,
        SortedMap<String, String> resolutions,
        List<OutputChange> outputs,
        List<ResourceChange> drift,
        List<PlanCheck> checks,
        List<ResourceChange> deferred,
        List<String> targets) {
    public static final String FORMAT = "1";

    public Plan {
        changes = sorted(changes, ResourceChange::address);
        resolutions = Collections.unmodifiableSortedMap(new TreeMap<>(resolutions));
        outputs = sorted(outputs, OutputChange::name);
        drift = sorted(drift, ResourceChange::address);
        checks = sorted(checks, PlanCheck::address);
        deferred = sorted(deferred, ResourceChange::address);
        targets = targets.stream().distinct().sorted().toList();
    }

    /** A plan of all of a stack. */
    public Plan(
            String engine,
            String stack,
            String environment,
            List<ResourceChange> changes,
            SortedMap<String, String> resolutions,
            List<OutputChange> outputs,
            List<ResourceChange> drift,
            List<PlanCheck> checks,
            List<ResourceChange> deferred) {
        this(engine, stack, environment, changes, resolutions, outputs, drift, checks, deferred, List.of());
    }

    /** A plan of resources alone. */
    public Plan(
            String engine,
            String stack,
            String environment,
            List<ResourceChange> changes,
            SortedMap<String, String> resolutions) {
        this(engine, stack, environment, changes, resolutions, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** Whether applying it would do anything, if only to what the state knows or hands on. */
    public boolean isEmpty() {
        return changes.stream().noneMatch(ResourceChange::acts)
                && outputs.stream().noneMatch(output -> output.action().changes());
    }

    /** Whether it takes over what was changed outside, instead of changing anything that runs. */
    public boolean adopts() {
        return changes.stream().anyMatch(change -> change.action() == Action.ADOPT);
    }

    public long count(Action action) {
        return changes.stream().filter(change -> change.action() == action).count();
    }

    /**
     * Plain maps and lists, as {@link CanonicalJson} takes them; the form of the API and of the stored plan. What only
     * some engines have is left out where there is none of it.
     */
    public Map<String, Object> toJson() {
        return PlanWriter.json(this);
    }

    /** SHA-256 of the canonical JSON, lower-case hexadecimal. */
    public String hash() {
        return PlanWriter.hash(this);
    }

    private static <T> List<T> sorted(List<T> list, Function<T, String> by) {
        return list.stream().sorted(Comparator.comparing(by)).toList();
    }
}

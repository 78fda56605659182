package io.binome.changes.internal;

import io.binome.kernel.RepositoryId;
import io.binome.kernel.TenantScope;
import io.binome.stacks.Engine;
import io.binome.stacks.OutputChange;
import io.binome.stacks.Plan;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Stacks;
import io.binome.stacks.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the outputs that a stack takes in are worth: as applied, or as an earlier plan of the same change foretells. */
final class StackInputs {
    private final Stacks stacks;

    StackInputs(Stacks stacks) {
        this.stacks = stacks;
    }

    /**
     * What came of it.
     *
     * @param values by the variables' names
     * @param awaited outputs ({@code network.subnet}) that the same change is about to alter
     * @param missing those of them that have no value at all yet
     * @param refusal why it cannot be planned; null when it can
     */
    record Resolved(
            SortedMap<String, Engine.OutputValue> values,
            List<String> awaited,
            List<String> missing,
            @Nullable String refusal) {}

    Resolved resolve(
            TenantScope scope,
            RepositoryId repository,
            StackDeclaration declaration,
            Collection<PlanStore.Kept> earlier) {
        SortedMap<String, Engine.OutputValue> values = new TreeMap<>();
        List<String> awaited = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        String refusal = null;
        for (var input : declaration.inputs().entrySet()) {
            StackDeclaration.Output output = input.getValue();
            String name = output.stack() + "." + output.name();
            Engine.OutputValue applied =
                    applied(scope, repository, output.stack()).get(output.name());
            Optional<PlanStore.Kept> kept = earlier.stream()
                    .filter(one -> one.plan().declaration().name().equals(output.stack()))
                    .findFirst();
            if (kept.isPresent() && kept.get().plan().plan() == null) {
                refusal = "The plan of " + output.stack() + " failed, and this stack takes its output " + output.name()
                        + ".";
                continue;
            }
            Foretold foretold = kept.map(
                            one -> foretold(one.plan().plan(), one.plan().awaits(), output.name()))
                    .orElse(Foretold.SAME);
            if (foretold.changes()) {
                awaited.add(name);
            }
            Engine.OutputValue value = foretold.value() == null ? applied : foretold.value();
            if (value != null) {
                values.put(input.getKey(), value);
            } else if (foretold.changes()) {
                missing.add(name);
            } else {
                refusal = "The stack " + output.stack() + " has no output '" + output.name() + "' to take in.";
            }
        }
        return new Resolved(
                Collections.unmodifiableSortedMap(values), List.copyOf(awaited), List.copyOf(missing), refusal);
    }

    /** What a stack took in, for its removal; an output that is no longer there is left out. */
    Resolved ofRemoved(TenantScope scope, RepositoryId repository, StackDeclaration declaration) {
        SortedMap<String, Engine.OutputValue> values = new TreeMap<>();
        declaration.inputs().forEach((variable, output) -> {
            Engine.OutputValue value =
                    applied(scope, repository, output.stack()).get(output.name());
            if (value != null) {
                values.put(variable, value);
            }
        });
        return new Resolved(Collections.unmodifiableSortedMap(values), List.of(), List.of(), null);
    }

    private SortedMap<String, Engine.OutputValue> applied(TenantScope scope, RepositoryId repository, String name) {
        return stacks.byName(scope, repository, name)
                .flatMap(stack -> stacks.engine(stack.declaration().engine())
                        .map(engine -> engine.outputs(
                                scope, stack.id(), stack.declaration().tool().workspace())))
                .orElse(Collections.emptySortedMap());
    }

    /** What an earlier plan says of an output. {@code value} null: not known before it is applied, or secret. */
    private record Foretold(boolean changes, Engine.@Nullable OutputValue value) {
        static final Foretold SAME = new Foretold(false, null);
        static final Foretold UNKNOWN = new Foretold(true, null);
    }

    private static Foretold foretold(@Nullable Plan plan, List<String> awaits, String output) {
        if (plan == null) {
            return Foretold.SAME;
        }
        for (OutputChange planned : plan.outputs()) {
            if (planned.name().equals(output) && planned.action().changes()) {
                // A value in parts is not put together again here: the applied one stands in for it until it is there.
                return planned.after().get("") instanceof Value.Known known
                        ? new Foretold(true, new Engine.OutputValue(known.json(), false))
                        : Foretold.UNKNOWN;
            }
        }
        // A plan that is itself provisional may still turn out otherwise.
        return awaits.isEmpty() ? Foretold.SAME : Foretold.UNKNOWN;
    }
}

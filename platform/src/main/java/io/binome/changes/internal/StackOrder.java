package io.binome.changes.internal;

import io.binome.stacks.StackDeclaration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * In which order the stacks of a change are planned and applied: each after those that it names with {@code after}; stacks
 * that are removed come last, each before those that it stood on.
 */
final class StackOrder {
    private StackOrder() {}

    /** Those of a wave do not depend on each other. Within it they keep the order of their names. */
    static <T> List<List<T>> waves(
            Collection<T> stacks, Function<T, StackDeclaration> declaration, Predicate<T> removed) {
        List<List<T>> waves =
                new ArrayList<>(layers(stacks.stream().filter(removed.negate()).toList(), declaration));
        waves.addAll(
                layers(stacks.stream().filter(removed).toList(), declaration).reversed());
        return waves;
    }

    /** As {@link #waves}, one after the other. */
    static List<PlanStore.Kept> of(Collection<PlanStore.Kept> plans) {
        return waves(plans, kept -> kept.plan().declaration(), kept -> kept.plan()
                        .removed())
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    private static <T> List<List<T>> layers(Collection<T> stacks, Function<T, StackDeclaration> declaration) {
        List<T> left = new ArrayList<>(stacks);
        left.sort(Comparator.comparing(stack -> declaration.apply(stack).name()));
        List<List<T>> layers = new ArrayList<>();
        while (!left.isEmpty()) {
            Set<String> names =
                    left.stream().map(stack -> declaration.apply(stack).name()).collect(Collectors.toSet());
            List<T> layer = left.stream()
                    .filter(stack -> declaration.apply(stack).after().stream().noneMatch(names::contains))
                    .toList();
            if (layer.isEmpty()) {
                // Two commits, each without a circle, can make one together: removed stacks follow the older one.
                layer = List.copyOf(left);
            }
            layers.add(layer);
            left.removeAll(layer);
        }
        return layers;
    }
}

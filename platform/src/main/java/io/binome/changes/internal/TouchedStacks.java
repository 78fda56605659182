package io.binome.changes.internal;

import io.binome.repositories.CommitTree;
import io.binome.stacks.StackDeclaration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which stacks a change touches: those declared otherwise, or whose files are no longer the same. */
final class TouchedStacks {
    private TouchedStacks() {}

    /**
     * @param declaration what the merge commit declares; what the base declared when {@code removed}
     * @param movedFrom the environment at the base when it is another one
     * @param dependsOn paths on which its plan rests
     */
    record Touched(
            StackDeclaration declaration,
            boolean removed,
            @Nullable String movedFrom,
            Set<String> dependsOn) {}

    /**
     * In the order of their names.
     *
     * @param base declarations at the target; empty when there is no target yet
     * @param unapplied names of stacks that are declared at the target but were never applied in full
     * @param mended names of stacks that the change restores or adopts whatever their files are
     */
    static List<Touched> of(
            List<StackDeclaration> base,
            @Nullable CommitTree baseTree,
            List<StackDeclaration> merge,
            CommitTree mergeTree,
            Set<String> unapplied,
            Set<String> mended,
            BiFunction<StackDeclaration, CommitTree, Set<String>> dependsOn) {
        Map<String, StackDeclaration> before = byName(base);
        Map<String, StackDeclaration> after = byName(merge);
        List<Touched> touched = new ArrayList<>();
        after.forEach((name, declaration) -> {
            StackDeclaration old = before.get(name);
            Set<String> paths = dependsOn.apply(declaration, mergeTree);
            if (old == null
                    || baseTree == null
                    || unapplied.contains(name)
                    || mended.contains(name)
                    || !old.equals(declaration)
                    || differs(paths, baseTree, mergeTree)
                    || differs(dependsOn.apply(old, baseTree), baseTree, mergeTree)) {
                String moved =
                        old != null && !old.environment().equals(declaration.environment()) ? old.environment() : null;
                touched.add(new Touched(declaration, false, moved, paths));
            }
        });
        addTakers(touched, after, mergeTree, dependsOn);
        before.forEach((name, declaration) -> {
            if (!after.containsKey(name)) {
                touched.add(new Touched(declaration, true, null, Set.of()));
            }
        });
        touched.sort(java.util.Comparator.comparing(stack -> stack.declaration().name()));
        return touched;
    }

    /** Whoever takes in an output of a touched stack is touched as well: the output may become another one. */
    private static void addTakers(
            List<Touched> touched,
            Map<String, StackDeclaration> declared,
            CommitTree tree,
            BiFunction<StackDeclaration, CommitTree, Set<String>> dependsOn) {
        Set<String> names =
                touched.stream().map(stack -> stack.declaration().name()).collect(Collectors.toSet());
        boolean more = true;
        while (more) {
            more = false;
            for (StackDeclaration declaration : declared.values()) {
                if (!names.contains(declaration.name())
                        && declaration.inputs().values().stream().anyMatch(output -> names.contains(output.stack()))) {
                    names.add(declaration.name());
                    touched.add(new Touched(declaration, false, null, dependsOn.apply(declaration, tree)));
                    more = true;
                }
            }
        }
    }

    static boolean differs(Set<String> paths, CommitTree base, CommitTree merge) {
        return paths.stream().anyMatch(path -> !base.idAt(path).equals(merge.idAt(path)));
    }

    private static Map<String, StackDeclaration> byName(List<StackDeclaration> declarations) {
        Map<String, StackDeclaration> map = new TreeMap<>();
        declarations.forEach(declaration -> map.put(declaration.name(), declaration));
        return map;
    }
}

package io.binome.compose.internal;

import io.binome.compose.ComposeLimits;
import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposePlace;
import io.binome.compose.ComposeProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lays each service over the one that it extends, of the same file or of another. */
final class Extends {
    /** Services of one file while they are being extended, and how many steps each has behind it. */
    private record Scope(String file, Map<String, ComposeNode> services, Map<String, Integer> steps) {
        Scope(String file, Mapping services) {
            this(file, new LinkedHashMap<>(services.entries()), new HashMap<>());
        }
    }

    private final ModelLoader loader;
    private final ComposeLimits limits;
    private final Map<String, Scope> scopes = new HashMap<>();

    Extends(ModelLoader loader, ComposeLimits limits) {
        this.loader = loader;
        this.limits = limits;
    }

    Mapping apply(Mapping root, String file, FileSet set, List<List<String>> resets) {
        if (!(root.get("services") instanceof Mapping services)) {
            return root;
        }
        Scope scope = new Scope(file, services);
        for (String name : services.entries().keySet()) {
            resolve(name, scope, set, resets, List.of());
        }
        return root.with("services", new Mapping(scope.services(), services.origin()));
    }

    private @Nullable ComposeNode resolve(
            String name, Scope scope, FileSet set, List<List<String>> resets, List<String> chain) {
        ComposeNode node = scope.services().get(name);
        if (!(node instanceof Mapping service) || !service.has("extends")) {
            return node;
        }
        ComposeNode word = java.util.Objects.requireNonNull(service.get("extends"));
        String base = word instanceof Mapping mapping
                ? mapping.text("service")
                : ((word instanceof Scalar s) ? s.text() : null);
        String file = word instanceof Mapping mapping ? mapping.text("file") : null;
        if (base == null || base.isEmpty()) {
            return node;
        }
        ComposePlace place = KeyPath.of("services", name, "extends").place(word);
        List<String> longer = checked(name, scope, chain, place);
        Scope from = file == null ? scope : scope(file, set, place);
        if (!from.services().containsKey(base)) {
            throw Problems.stop(new ComposeProblem.Inconsistent(
                    place,
                    "the service '" + base + "' to extend does not exist in " + from.file(),
                    "Name one of " + String.join(", ", from.services().keySet())));
        }
        ComposeNode extended = resolve(base, from, set, resets, longer);
        if (!(extended instanceof Mapping baseService)) {
            return node;
        }
        int steps = from.steps().getOrDefault(base, 0) + 1;
        if (steps > limits.depth()) {
            throw Problems.stop(new ComposeProblem.LimitExceeded(
                    place,
                    "services extend each other in more than " + limits.depth() + " steps",
                    "Flatten the chain"));
        }
        Mapping merged = Merge.services(
                        Resets.applyToService(baseService, name, resets), service, KeyPath.of("services", name))
                .without("extends")
                .at(service.origin());
        scope.services().put(name, merged);
        scope.steps().put(name, steps);
        return merged;
    }

    private List<String> checked(String name, Scope scope, List<String> chain, ComposePlace place) {
        String step = name + " in " + scope.file();
        List<String> longer = new ArrayList<>(chain);
        longer.add(step);
        if (chain.contains(step)) {
            throw Problems.stop(new ComposeProblem.Cycle(
                    place, "services extend each other in a circle: " + String.join(", which extends ", longer)));
        }
        if (longer.size() > limits.depth()) {
            throw Problems.stop(new ComposeProblem.LimitExceeded(
                    place,
                    "services extend each other in more than " + limits.depth() + " steps",
                    "Flatten the chain"));
        }
        return longer;
    }

    private Scope scope(String file, FileSet set, ComposePlace place) {
        String path = loader.files().join(set.folder(), file, place);
        Scope known = scopes.get(path);
        if (known == null) {
            known = new Scope(path, loader.loadExtended(path, set, place).mapping("services"));
            scopes.put(path, known);
        }
        return known;
    }
}

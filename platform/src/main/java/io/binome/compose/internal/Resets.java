package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import java.util.List;

/** Forgets what earlier files said under the keys that a later one marks with {@code !reset} or {@code !override}. */
final class Resets {
    private Resets() {}

    static Mapping apply(Mapping base, List<List<String>> resets) {
        Mapping result = base;
        for (List<String> path : resets) {
            result = without(result, path);
        }
        return result;
    }

    /** The same for one service that another one extends. */
    static Mapping applyToService(Mapping base, String service, List<List<String>> resets) {
        Mapping result = base;
        for (List<String> path : resets) {
            if (path.size() > 2 && path.get(0).equals("services") && path.get(1).equals(service)) {
                result = without(result, path.subList(2, path.size()));
            }
        }
        return result;
    }

    private static Mapping without(Mapping mapping, List<String> path) {
        String key = path.getFirst();
        if (path.size() == 1) {
            return mapping.without(key);
        }
        ComposeNode value = mapping.get(key);
        return value instanceof Mapping inner
                ? mapping.with(key, without(inner, path.subList(1, path.size())))
                : mapping;
    }
}

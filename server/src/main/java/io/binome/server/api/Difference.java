package io.binome.server.api;

import io.binome.stacks.Value;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An attribute that is not as it was applied.
 *
 * @param applied JSON text, {@code (sensitive)} or {@code (unknown)}; null where it was not set
 * @param live the same for what is now
 */
record Difference(@Nullable String applied, @Nullable String live) {
    static SortedMap<String, Difference> between(Map<String, Value> applied, Map<String, Value> live) {
        SortedMap<String, Difference> differences = new TreeMap<>();
        TreeSet<String> paths = new TreeSet<>(applied.keySet());
        paths.addAll(live.keySet());
        paths.forEach(path -> differences.put(path, new Difference(text(applied.get(path)), text(live.get(path)))));
        return differences;
    }

    private static @Nullable String text(@Nullable Value value) {
        return switch (value) {
            case null -> null;
            case Value.Known known -> known.json();
            case Value.Sensitive _ -> "(sensitive)";
            case Value.Unknown _ -> "(unknown)";
        };
    }
}

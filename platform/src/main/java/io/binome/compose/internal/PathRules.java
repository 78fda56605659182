package io.binome.compose.internal;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules bound to key patterns such as {@code services.*.ports.[]}: {@code *} stands for any key, {@code []} for any
 * item. Walk it together with the tree: {@link #key} and {@link #item} lead to the rules below, or to null when there
 * are none.
 */
final class PathRules<T> {
    private final Map<String, PathRules<T>> below = new HashMap<>();
    private @Nullable T rule;

    PathRules<T> add(String pattern, T value) {
        PathRules<T> at = this;
        for (String part : pattern.split("\\.")) {
            at = at.below.computeIfAbsent(part, key -> new PathRules<>());
        }
        at.rule = value;
        return this;
    }

    @Nullable
    T rule() {
        return rule;
    }

    @Nullable
    PathRules<T> key(String key) {
        PathRules<T> exact = below.get(key);
        return exact != null ? exact : below.get("*");
    }

    @Nullable
    PathRules<T> item() {
        return below.get("[]");
    }

    static <T> @Nullable PathRules<T> key(@Nullable PathRules<T> rules, String key) {
        return rules == null ? null : rules.key(key);
    }

    static <T> @Nullable PathRules<T> item(@Nullable PathRules<T> rules) {
        return rules == null ? null : rules.item();
    }

    static <T> @Nullable T rule(@Nullable PathRules<T> rules) {
        return rules == null ? null : rules.rule();
    }
}

package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposeNode.Sequence;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads typed values out of a tree in normal form. */
final class Values {
    private Values() {}

    static @Nullable Long whole(Mapping node, String key) {
        return node.get(key) instanceof Scalar scalar && scalar.value() instanceof Long number ? number : null;
    }

    static @Nullable Integer small(Mapping node, String key) {
        Long number = whole(node, key);
        return number == null ? null : (Integer) Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** A size, which the normal form writes as a text of digits. */
    static @Nullable Long bytes(Mapping node, String key) {
        String text = node.text(key);
        return text == null ? null : (Long) Long.parseLong(text);
    }

    /** A number of CPUs in billionths. */
    static @Nullable Long nanos(Mapping node, String key) {
        Double number = number(node, key);
        return number == null
                ? null
                : (Long) BigDecimal.valueOf(number).movePointRight(9).longValue();
    }

    static @Nullable Double number(Mapping node, String key) {
        if (!(node.get(key) instanceof Scalar scalar)) {
            return null;
        }
        return switch (scalar.value()) {
            case Double number -> number;
            case Long number -> (Double) number.doubleValue();
            case null, default -> null;
        };
    }

    static @Nullable Boolean truth(Mapping node, String key) {
        return node.get(key) instanceof Scalar scalar && scalar.value() instanceof Boolean truth ? truth : null;
    }

    static @Nullable Duration duration(Mapping node, String key) {
        String text = node.text(key);
        return text == null ? null : GoDuration.duration(text);
    }

    static List<String> texts(Mapping node, String key) {
        return node.items(key).stream().map(Decoders::text).toList();
    }

    /** The list, or null when it is absent, for attributes where an empty list says something else than none. */
    static @Nullable List<String> textsOrNull(Mapping node, String key) {
        return node.get(key) instanceof Sequence ? texts(node, key) : null;
    }

    static Map<String, String> pairs(Mapping node, String key) {
        Map<String, String> pairs = new LinkedHashMap<>();
        node.mapping(key).entries().forEach((name, value) -> {
            if (!Decoders.isNull(value)) {
                pairs.put(name, Decoders.text(value));
            }
        });
        return Collections.unmodifiableMap(pairs);
    }

    static <T> List<T> list(Mapping node, String key, Function<Mapping, T> read) {
        return node.items(key).stream()
                .filter(Mapping.class::isInstance)
                .map(item -> read.apply((Mapping) item))
                .toList();
    }

    /** Each entry by its name; one without a value counts as an empty mapping. */
    static <T> Map<String, T> map(Mapping node, String key, BiFunction<String, Mapping, T> read) {
        Map<String, T> result = new LinkedHashMap<>();
        node.mapping(key).entries().forEach((name, value) -> result.put(name, read.apply(name, mapping(value))));
        return Collections.unmodifiableMap(result);
    }

    static <T> @Nullable T optional(Mapping node, String key, Function<Mapping, T> read) {
        return node.get(key) instanceof Mapping mapping ? read.apply(mapping) : null;
    }

    private static Mapping mapping(ComposeNode node) {
        return node instanceof Mapping mapping ? mapping : Mapping.empty(node.origin());
    }
}

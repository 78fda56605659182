package io.binome.workloads.internal;

import static io.binome.workloads.internal.IsolationRules.text;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposeNode.Sequence;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values of a normalised Compose project in the forms that Java takes. */
final class ComposeValues {
    private ComposeValues() {}

    static long longAt(Mapping node, String key, long otherwise) {
        String text = node.text(key);
        return text != null && text.matches("-?\\d{1,18}") ? Long.parseLong(text) : otherwise;
    }

    /** Null when it is not written: the image's own counts then. */
    static @Nullable List<String> words(@Nullable ComposeNode node) {
        return switch (node) {
            case Sequence sequence -> strings(sequence);
            case Scalar scalar when scalar.value() != null -> List.of("/bin/sh", "-c", scalar.text());
            case null, default -> null;
        };
    }

    static List<String> strings(@Nullable ComposeNode node) {
        return switch (node) {
            case Sequence sequence ->
                sequence.items().stream().map(IsolationRules::text).toList();
            case Scalar scalar when scalar.value() != null -> List.of(scalar.text());
            case null, default -> List.of();
        };
    }

    /** Entries without a value have none to give: they would come from the environment of whoever runs it. */
    static SortedMap<String, String> pairs(@Nullable ComposeNode node) {
        SortedMap<String, String> pairs = new TreeMap<>();
        if (node instanceof Mapping mapping) {
            mapping.entries().forEach((key, value) -> {
                if (value instanceof Scalar scalar && scalar.value() != null) {
                    pairs.put(key, scalar.text());
                }
            });
        } else if (node instanceof Sequence sequence) {
            for (ComposeNode item : sequence.items()) {
                String[] parts = text(item).split("=", 2);
                if (parts.length == 2) {
                    pairs.put(parts[0], parts[1]);
                }
            }
        }
        return pairs;
    }
}

package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The attributes of one kind of thing, in the order in which Docker prints them; extensions come last. */
final class Shape {
    private record Attribute(String key, Decoder decoder) {}

    private final List<Attribute> attributes = new ArrayList<>();
    private boolean extensible = true;

    Shape with(String key, Decoder decoder) {
        attributes.add(new Attribute(key, decoder));
        return this;
    }

    Shape with(Decoder decoder, String... keys) {
        for (String key : keys) {
            with(key, decoder);
        }
        return this;
    }

    /** Without extensions. */
    Shape closed() {
        extensible = false;
        return this;
    }

    /** Left out when nothing in it says anything. */
    Decoder orNothing() {
        return (node, path, report) -> {
            Mapping decoded = decode(node, path, report);
            return decoded == null || decoded.entries().isEmpty() ? null : decoded;
        };
    }

    /** Kept when it is there, even empty. */
    Decoder orEmpty() {
        return this::decode;
    }

    private @Nullable Mapping decode(ComposeNode node, KeyPath path, Decoder.Report report) {
        if (!(node instanceof Mapping mapping)) {
            return null;
        }
        Map<String, ComposeNode> entries = new LinkedHashMap<>();
        for (Attribute attribute : attributes) {
            ComposeNode value = mapping.get(attribute.key());
            if (value != null) {
                ComposeNode decoded = attribute.decoder().decode(value, path.then(attribute.key()), report);
                if (decoded != null) {
                    entries.put(attribute.key(), decoded);
                }
            }
        }
        if (extensible) {
            Map<String, ComposeNode> extensions = new TreeMap<>(NaturalOrder.KEYS);
            mapping.entries().forEach((key, value) -> {
                if (key.startsWith("x-")) {
                    extensions.put(key, value);
                }
            });
            entries.putAll(extensions);
        }
        return new Mapping(entries, mapping.origin());
    }
}

package io.binome.compose;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One value of a Compose tree with its origin. Immutable; the order of entries is kept. */
public sealed interface ComposeNode {
    Origin origin();

    ComposeNode at(Origin origin);

    /** Whether both hold the same values, wherever they were written and in whatever order of keys. */
    boolean sameAs(@Nullable ComposeNode other);

    /** A mapping of string keys. */
    record Mapping(Map<String, ComposeNode> entries, Origin origin) implements ComposeNode {
        public Mapping {
            entries = Collections.unmodifiableMap(entries);
        }

        public static Mapping empty(Origin origin) {
            return new Mapping(Map.of(), origin);
        }

        public @Nullable ComposeNode get(String key) {
            return entries.get(key);
        }

        /** The entry as a mapping; empty when it is absent or something else. */
        public Mapping mapping(String key) {
            return get(key) instanceof Mapping mapping ? mapping : empty(origin);
        }

        /** The items of the entry; empty when it is absent or something else. */
        public List<ComposeNode> items(String key) {
            return get(key) instanceof Sequence sequence ? sequence.items() : List.of();
        }

        /** The entry's scalar as text; null when it is absent, null or no scalar. */
        public @Nullable String text(String key) {
            return get(key) instanceof Scalar scalar && scalar.value() != null ? scalar.text() : null;
        }

        /** Whether the entry is there and says true. */
        public boolean isTrue(String key) {
            return get(key) instanceof Scalar scalar && Boolean.TRUE.equals(scalar.value());
        }

        public boolean has(String key) {
            return entries.containsKey(key);
        }

        public Mapping with(String key, ComposeNode value) {
            Map<String, ComposeNode> copy = new LinkedHashMap<>(entries);
            copy.put(key, value);
            return new Mapping(copy, origin);
        }

        public Mapping without(String key) {
            if (!entries.containsKey(key)) {
                return this;
            }
            Map<String, ComposeNode> copy = new LinkedHashMap<>(entries);
            copy.remove(key);
            return new Mapping(copy, origin);
        }

        @Override
        public Mapping at(Origin place) {
            return new Mapping(entries, place);
        }

        @Override
        public boolean sameAs(@Nullable ComposeNode other) {
            return other instanceof Mapping that
                    && entries.keySet().equals(that.entries.keySet())
                    && entries.entrySet().stream()
                            .allMatch(entry -> entry.getValue().sameAs(that.get(entry.getKey())));
        }
    }

    /** A list. */
    record Sequence(List<ComposeNode> items, Origin origin) implements ComposeNode {
        public Sequence {
            items = List.copyOf(items);
        }

        public Sequence plus(List<ComposeNode> more) {
            List<ComposeNode> all = new ArrayList<>(items);
            all.addAll(more);
            return new Sequence(all, origin);
        }

        @Override
        public Sequence at(Origin place) {
            return new Sequence(items, place);
        }

        @Override
        public boolean sameAs(@Nullable ComposeNode other) {
            if (!(other instanceof Sequence that) || items.size() != that.items.size()) {
                return false;
            }
            for (int i = 0; i < items.size(); i++) {
                if (!items.get(i).sameAs(that.items.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * A single value.
     *
     * @param value a String, Boolean, Long, java.math.BigInteger or Double, or null
     */
    record Scalar(@Nullable Object value, Origin origin) implements ComposeNode {
        /** The value as Docker writes it where a text is expected; empty for null. */
        public String text() {
            return switch (value) {
                case null -> "";
                case Double number -> GoNumbers.text(number);
                default -> value.toString();
            };
        }

        @Override
        public Scalar at(Origin place) {
            return new Scalar(value, place);
        }

        @Override
        public boolean sameAs(@Nullable ComposeNode other) {
            return other instanceof Scalar that && Objects.equals(value, that.value);
        }
    }

    static Scalar scalar(@Nullable Object value, Origin origin) {
        return new Scalar(value, origin);
    }
}

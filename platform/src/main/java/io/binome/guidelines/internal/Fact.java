package io.binome.guidelines.internal;

import dev.cel.common.values.NullValue;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Values as rules see them: maps and lists that count each look and tell of what is not known. */
final class Fact {
    /** A longer text is not looked at. */
    static final int LONGEST_TEXT = 64 << 10;

    private static final int LONGEST_LIST = 100_000;

    private Fact() {}

    /** Stands where a value is only known once applied. */
    record Unknown(String path) {}

    /** Made when it is looked at first. */
    record Later(Supplier<Object> value) {}

    private static Object seen(Meter meter, @Nullable Object held) {
        meter.spend(1);
        return switch (held) {
            case null -> NullValue.NULL_VALUE;
            case Unknown(String path) -> throw new UnknownValue(path);
            case String text
            when text.length() > LONGEST_TEXT -> throw new UnknownValue("a text of " + text.length() + " characters");
            default -> held;
        };
    }

    /** For CEL, to ask for a key that is not there is an error; {@code has()} and {@code get()} are there for that. */
    static final class Mapping extends AbstractMap<String, Object> {
        private final Map<String, Object> held;
        private final Meter meter;

        Mapping(Meter meter) {
            this(meter, new HashMap<>());
        }

        Mapping(Meter meter, Map<String, Object> held) {
            this.meter = meter;
            this.held = held;
        }

        /** As it is held, also where that is not known; null when there is none. */
        @Nullable
        Object held(String key) {
            meter.spend(1);
            return resolved(key);
        }

        private @Nullable Object resolved(String key) {
            Object value = held.get(key);
            if (value instanceof Later later) {
                value = later.value().get();
                held.put(key, value);
            }
            return value;
        }

        void hold(String key, Object value) {
            held.put(key, value);
        }

        @Override
        public Object get(Object key) {
            return seen(meter, key instanceof String name ? resolved(name) : null);
        }

        @Override
        public Object getOrDefault(Object key, Object otherwise) {
            return containsKey(key) ? get(key) : otherwise;
        }

        @Override
        public boolean containsKey(Object key) {
            meter.spend(1);
            return held.containsKey(key);
        }

        @Override
        public int size() {
            return held.size();
        }

        /** In the order of the names, whatever the order in which they came. */
        @Override
        public Set<Entry<String, Object>> entrySet() {
            List<String> names = new ArrayList<>(held.keySet());
            names.sort(null);
            return new AbstractSet<>() {
                @Override
                public Iterator<Entry<String, Object>> iterator() {
                    return names.stream()
                            .map(name -> (Entry<String, Object>) new Item(name))
                            .iterator();
                }

                @Override
                public int size() {
                    return names.size();
                }
            };
        }

        /** Its value is looked at only where somebody asks for it. */
        private final class Item implements Entry<String, Object> {
            private final String name;

            Item(String name) {
                this.name = name;
                meter.spend(1);
            }

            @Override
            public String getKey() {
                return name;
            }

            @Override
            public Object getValue() {
                return get(name);
            }

            @Override
            public Object setValue(Object value) {
                throw new UnsupportedOperationException("Rules change nothing");
            }
        }

        /** Stands in messages of CEL, where it must neither be long nor tell anything. */
        @Override
        public String toString() {
            return "{…}";
        }
    }

    static final class Sequence extends AbstractList<Object> {
        private final List<Object> held;
        private final Meter meter;

        Sequence(Meter meter) {
            this(meter, new ArrayList<>());
        }

        Sequence(Meter meter, List<Object> held) {
            this.meter = meter;
            this.held = held;
        }

        List<Object> held() {
            meter.spend(1);
            return held;
        }

        /** @throws IllegalArgumentException for an index that no list of a plan has */
        void hold(int index, Object value) {
            if (index >= LONGEST_LIST) {
                throw new IllegalArgumentException("A list of more than " + LONGEST_LIST + " items");
            }
            while (held.size() <= index) {
                held.add(NullValue.NULL_VALUE);
            }
            held.set(index, value);
        }

        @Override
        public Object get(int index) {
            return seen(meter, held.get(index));
        }

        @Override
        public int size() {
            return held.size();
        }

        @Override
        public String toString() {
            return "[…]";
        }
    }
}

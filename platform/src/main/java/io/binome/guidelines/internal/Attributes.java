package io.binome.guidelines.internal;

import dev.cel.common.values.NullValue;
import io.binome.guidelines.internal.Steps.Step;
import io.binome.stacks.Value;
import java.util.List;
import java.util.SortedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes maps and lists again of a plan's attributes, which come one to a path. */
final class Attributes {
    /** Before the fingerprint of a secret: equal for equal values, and no way back to them. */
    static final String SECRET = "secret:";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Meter meter;
    private final boolean nested;

    private Attributes(Meter meter, String engine) {
        this.meter = meter;
        this.nested = engine.equals("opentofu");
    }

    /** @param engine which wrote them: Compose's have one level of maps, whose keys may hold dots */
    static Fact.Mapping of(Meter meter, String engine, SortedMap<String, Value> values) {
        Attributes attributes = new Attributes(meter, engine);
        Fact.Mapping root = new Fact.Mapping(meter);
        values.forEach((path, value) -> attributes.place(root, path, value));
        return root;
    }

    /** Says of one more attribute that it is not known. */
    static void unknown(Meter meter, Fact.Mapping root, String path, String engine) {
        new Attributes(meter, engine).place(root, path, new Value.Unknown());
    }

    private void place(Fact.Mapping root, String path, Value value) {
        List<Step> steps = nested ? Steps.of(path) : oneLevel(path);
        Object at = root;
        for (int i = 0; i < steps.size() - 1; i++) {
            Object next = peek(at, steps.get(i));
            boolean list = steps.get(i + 1).index() >= 0;
            if (next == null || next == NullValue.NULL_VALUE) {
                next = list ? new Fact.Sequence(meter) : new Fact.Mapping(meter);
                put(at, steps.get(i), next);
            } else if (list != next instanceof Fact.Sequence || !list && !(next instanceof Fact.Mapping)) {
                // Both a value and a map, as image and image.digest of Compose: the second beside the first.
                put(root, new Step(path.replace('.', '_'), -1), held(path, value));
                return;
            }
            at = next;
        }
        put(at, steps.getLast(), held(path, value));
    }

    private static List<Step> oneLevel(String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return List.of(new Step(path, -1));
        }
        Step group = new Step(path.substring(0, dot), -1);
        String rest = path.substring(dot + 1);
        return path.startsWith("build.args.")
                ? List.of(group, new Step("args", -1), new Step(rest.substring("args.".length()), -1))
                : List.of(group, new Step(rest, -1));
    }

    private static Object peek(Object at, Step step) {
        return switch (at) {
            case Fact.Mapping mapping -> orNull(mapping.held(step.name()));
            case Fact.Sequence sequence ->
                step.index() >= 0 && step.index() < sequence.size()
                        ? orNull(sequence.held().get(step.index()))
                        : NullValue.NULL_VALUE;
            default -> NullValue.NULL_VALUE;
        };
    }

    private static Object orNull(@org.jspecify.annotations.Nullable Object held) {
        return held == null ? NullValue.NULL_VALUE : held;
    }

    private static void put(Object at, Step step, Object value) {
        switch (at) {
            case Fact.Mapping mapping -> mapping.hold(step.name(), value);
            case Fact.Sequence sequence -> sequence.hold(Math.max(step.index(), 0), value);
            default -> throw new IllegalStateException("Neither a map nor a list: " + at);
        }
    }

    private Object held(String path, Value value) {
        return switch (value) {
            case Value.Known(String json) -> known(json);
            case Value.Sensitive(String fingerprint) -> SECRET + fingerprint;
            case Value.Unknown _ -> new Fact.Unknown(path);
        };
    }

    private Object known(String json) {
        if (json.length() >= 2 && json.charAt(0) == '"' && json.indexOf('\\') < 0) {
            return json.substring(1, json.length() - 1);
        }
        return switch (json) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> NullValue.NULL_VALUE;
            case "[]" -> new Fact.Sequence(meter);
            case "{}" -> new Fact.Mapping(meter);
            default -> parsed(meter, json);
        };
    }

    /** Any JSON as rules see values; a text that is none stays one. */
    static Object parsed(Meter meter, String json) {
        try {
            return value(meter, JSON.readTree(json));
        } catch (JacksonException malformed) {
            return json;
        }
    }

    static Object value(Meter meter, JsonNode node) {
        if (node.isObject()) {
            Fact.Mapping mapping = new Fact.Mapping(meter);
            node.properties().forEach(entry -> mapping.hold(entry.getKey(), value(meter, entry.getValue())));
            return mapping;
        }
        if (node.isArray()) {
            Fact.Sequence sequence = new Fact.Sequence(meter);
            int index = 0;
            for (JsonNode item : node) {
                sequence.hold(index++, value(meter, item));
            }
            return sequence;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        return node.isString() ? node.stringValue() : NullValue.NULL_VALUE;
    }
}

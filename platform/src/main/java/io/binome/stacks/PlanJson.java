package io.binome.stacks;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the form that {@link Plan#toJson()} writes: a plan that was written and read is equal and has the same hash. */
public final class PlanJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private PlanJson() {}

    /**
     * Reads a plan.
     *
     * @throws IllegalArgumentException when the text is no plan, or of a newer format
     */
    public static Plan read(String json) {
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("This is not the JSON of a plan", malformed);
        }
        String format = text(root, "format_version");
        if (!format.equals(Plan.FORMAT)) {
            throw new IllegalArgumentException(
                    "A plan of format " + format + " cannot be read; this version reads " + Plan.FORMAT);
        }
        List<ResourceChange> changes = new ArrayList<>();
        for (JsonNode change : required(root, "resource_changes")) {
            changes.add(new ResourceChange(
                    text(change, "address"),
                    text(change, "type"),
                    text(change, "name"),
                    Action.valueOf(text(change, "action")),
                    values(required(change, "before")),
                    values(required(change, "after")),
                    strings(required(change, "replaced_because")),
                    strings(required(change, "notes"))));
        }
        SortedMap<String, String> resolutions = new TreeMap<>();
        required(root, "resolutions")
                .properties()
                .forEach(entry ->
                        resolutions.put(entry.getKey(), entry.getValue().asString()));
        return new Plan(text(root, "engine"), text(root, "stack"), text(root, "environment"), changes, resolutions);
    }

    private static SortedMap<String, Value> values(JsonNode node) {
        SortedMap<String, Value> values = new TreeMap<>();
        node.properties().forEach(entry -> values.put(entry.getKey(), value(entry.getValue())));
        return values;
    }

    private static Value value(JsonNode node) {
        if (node.has("value")) {
            return new Value.Known(text(node, "value"));
        }
        if (node.has("sensitive")) {
            return new Value.Sensitive(text(node, "sensitive"));
        }
        if (node.has("unknown")) {
            return new Value.Unknown();
        }
        throw new IllegalArgumentException("A value of a plan is neither known, sensitive nor unknown");
    }

    private static List<String> strings(JsonNode node) {
        List<String> strings = new ArrayList<>();
        node.forEach(item -> strings.add(item.asString()));
        return strings;
    }

    private static String text(JsonNode node, String name) {
        return required(node, name).asString();
    }

    private static JsonNode required(JsonNode node, String name) {
        JsonNode member = node.get(name);
        if (member == null) {
            throw new IllegalArgumentException("The plan has no " + name);
        }
        return member;
    }
}

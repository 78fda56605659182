package io.binome.stacks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what {@link Plan#toJson} wrote: a plan that was kept is the plan that was reviewed, down to its hash. Refuses
 * what it does not know rather than leave it out, since what is left out would not be reviewed.
 */
public final class PlanJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private PlanJson() {}

    /** @throws IllegalArgumentException when this is no plan of {@link Plan#FORMAT} */
    public static Plan read(String json) {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("Not a plan: " + malformed.getOriginalMessage(), malformed);
        }
        only(root, "format_version", "engine", "stack", "environment", "resolutions", "resource_changes");
        String format = text(root, "format_version");
        if (!format.equals(Plan.FORMAT)) {
            throw new IllegalArgumentException("Not a plan of format " + Plan.FORMAT + " but of " + format);
        }
        List<ResourceChange> changes = new ArrayList<>();
        array(root, "resource_changes").forEach(item -> changes.add(resourceChange(item)));
        return new Plan(
                text(root, "engine"),
                text(root, "stack"),
                text(root, "environment"),
                changes,
                texts(object(root, "resolutions")));
    }

    private static ResourceChange resourceChange(JsonNode item) {
        only(item, "address", "type", "name", "action", "before", "after", "replaced_because", "notes");
        return new ResourceChange(
                text(item, "address"),
                text(item, "type"),
                text(item, "name"),
                Action.valueOf(text(item, "action")),
                values(object(item, "before")),
                values(object(item, "after")),
                list(item, "replaced_because"),
                list(item, "notes"));
    }

    private static SortedMap<String, Value> values(JsonNode values) {
        SortedMap<String, Value> read = new TreeMap<>();
        values.properties().forEach(entry -> read.put(entry.getKey(), value(entry.getValue())));
        return read;
    }

    private static Value value(JsonNode value) {
        only(value, "value", "sensitive", "unknown");
        if (value.size() != 1) {
            throw new IllegalArgumentException("Not a value of a plan: " + value.size() + " forms at once");
        }
        if (value.has("value")) {
            return new Value.Known(text(value, "value"));
        }
        if (value.has("sensitive")) {
            return new Value.Sensitive(text(value, "sensitive"));
        }
        return new Value.Unknown();
    }

    private static SortedMap<String, String> texts(JsonNode node) {
        SortedMap<String, String> read = new TreeMap<>();
        node.properties().forEach(entry -> read.put(entry.getKey(), text(node, entry.getKey())));
        return read;
    }

    private static void only(JsonNode node, String... known) {
        Map<String, JsonNode> left = new LinkedHashMap<>();
        node.properties().forEach(entry -> left.put(entry.getKey(), entry.getValue()));
        left.keySet().removeAll(List.of(known));
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("Not in a plan of format " + Plan.FORMAT + ": " + left.keySet());
        }
    }

    private static String text(JsonNode parent, String key) {
        JsonNode node = parent.get(key);
        if (node == null || !node.isString()) {
            throw wrong(key, "a text");
        }
        return node.stringValue();
    }

    private static List<String> list(JsonNode parent, String key) {
        List<String> texts = new ArrayList<>();
        array(parent, key).forEach(item -> {
            if (!item.isString()) {
                throw wrong(key, "a list of texts");
            }
            texts.add(item.stringValue());
        });
        return texts;
    }

    private static JsonNode array(JsonNode parent, String key) {
        return present(parent.get(key), key, "a list", JsonNode::isArray);
    }

    private static JsonNode object(JsonNode parent, String key) {
        return present(parent.get(key), key, "an object", JsonNode::isObject);
    }

    private static JsonNode present(
            @Nullable JsonNode node, String key, String kind, java.util.function.Predicate<JsonNode> fits) {
        if (node == null || !fits.test(node)) {
            throw wrong(key, kind);
        }
        return node;
    }

    private static IllegalArgumentException wrong(String key, String kind) {
        return new IllegalArgumentException("Not a plan: " + key + " must be " + kind);
    }
}

package io.binome.stacks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
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
        only(
                root,
                "format_version",
                "engine",
                "stack",
                "environment",
                "resolutions",
                "resource_changes",
                "output_changes",
                "resource_drift",
                "checks",
                "deferred_changes",
                "targets");
        String format = text(root, "format_version");
        if (!format.equals(Plan.FORMAT)) {
            throw new IllegalArgumentException("Not a plan of format " + Plan.FORMAT + " but of " + format);
        }
        return new Plan(
                text(root, "engine"),
                text(root, "stack"),
                text(root, "environment"),
                each(array(root, "resource_changes"), PlanJson::resourceChange),
                texts(object(root, "resolutions")),
                each(arrayOrNone(root, "output_changes"), PlanJson::output),
                each(arrayOrNone(root, "resource_drift"), PlanJson::resourceChange),
                each(arrayOrNone(root, "checks"), PlanJson::check),
                each(arrayOrNone(root, "deferred_changes"), PlanJson::resourceChange),
                root.has("targets") ? list(root, "targets") : List.of());
    }

    private static <T> List<T> each(JsonNode array, Function<JsonNode, T> reader) {
        List<T> read = new ArrayList<>();
        array.forEach(item -> read.add(reader.apply(item)));
        return read;
    }

    private static ResourceChange resourceChange(JsonNode item) {
        only(
                item,
                "address",
                "type",
                "name",
                "action",
                "before",
                "after",
                "replaced_because",
                "notes",
                "moved_from",
                "imported_as",
                "deposed");
        return new ResourceChange(
                text(item, "address"),
                text(item, "type"),
                text(item, "name"),
                Action.valueOf(text(item, "action")),
                values(object(item, "before")),
                values(object(item, "after")),
                list(item, "replaced_because"),
                list(item, "notes"),
                new Provenance(
                        textOrNull(item, "moved_from"), textOrNull(item, "imported_as"), textOrNull(item, "deposed")));
    }

    private static OutputChange output(JsonNode item) {
        only(item, "name", "action", "before", "after");
        return new OutputChange(
                text(item, "name"),
                Action.valueOf(text(item, "action")),
                values(object(item, "before")),
                values(object(item, "after")));
    }

    private static PlanCheck check(JsonNode item) {
        only(item, "address", "status", "messages");
        return new PlanCheck(
                text(item, "address"), PlanCheck.Status.valueOf(text(item, "status")), list(item, "messages"));
    }

    private static SortedMap<String, Value> values(JsonNode values) {
        SortedMap<String, Value> read = new TreeMap<>();
        values.properties().forEach(entry -> read.put(entry.getKey(), value(entry.getValue())));
        return read;
    }

    private static Value value(JsonNode value) {
        only(value, "value", "sensitive", "unknown", "new_at_every_plan");
        if (value.size() != 1) {
            throw new IllegalArgumentException("Not a value of a plan: " + value.size() + " forms at once");
        }
        if (value.has("value")) {
            return new Value.Known(text(value, "value"));
        }
        if (value.has("sensitive")) {
            return new Value.Sensitive(text(value, "sensitive"));
        }
        return new Value.Unknown(textOrNull(value, "new_at_every_plan"));
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

    private static @Nullable String textOrNull(JsonNode parent, String key) {
        return parent.has(key) ? text(parent, key) : null;
    }

    private static JsonNode arrayOrNone(JsonNode parent, String key) {
        return parent.has(key) ? array(parent, key) : JSON.createArrayNode();
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

    private static JsonNode present(@Nullable JsonNode node, String key, String kind, Predicate<JsonNode> fits) {
        if (node == null || !fits.test(node)) {
            throw wrong(key, kind);
        }
        return node;
    }

    private static IllegalArgumentException wrong(String key, String kind) {
        return new IllegalArgumentException("Not a plan: " + key + " must be " + kind);
    }
}

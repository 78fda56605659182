package io.binome.stacks;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Writes what {@link PlanJson} reads. */
final class PlanWriter {
    private PlanWriter() {}

    static Map<String, Object> json(Plan plan) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format_version", Plan.FORMAT);
        json.put("engine", plan.engine());
        json.put("stack", plan.stack());
        json.put("environment", plan.environment());
        json.put("resolutions", plan.resolutions());
        json.put("resource_changes", resources(plan.changes()));
        putUnlessEmpty(
                json,
                "output_changes",
                plan.outputs().stream().map(PlanWriter::output).toList());
        putUnlessEmpty(json, "resource_drift", resources(plan.drift()));
        putUnlessEmpty(
                json, "checks", plan.checks().stream().map(PlanWriter::check).toList());
        putUnlessEmpty(json, "deferred_changes", resources(plan.deferred()));
        return json;
    }

    private static List<Map<String, Object>> resources(List<ResourceChange> changes) {
        return changes.stream().map(PlanWriter::resource).toList();
    }

    private static Map<String, Object> resource(ResourceChange change) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("address", change.address());
        item.put("type", change.type());
        item.put("name", change.name());
        item.put("action", change.action().name());
        item.put("before", values(change.before()));
        item.put("after", values(change.after()));
        item.put("replaced_because", change.replacedBecause());
        item.put("notes", change.notes());
        Provenance provenance = change.provenance();
        putUnlessNull(item, "moved_from", provenance.movedFrom());
        putUnlessNull(item, "imported_as", provenance.importedAs());
        putUnlessNull(item, "deposed", provenance.deposed());
        return item;
    }

    private static Map<String, Object> output(OutputChange output) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("name", output.name());
        item.put("action", output.action().name());
        item.put("before", values(output.before()));
        item.put("after", values(output.after()));
        return item;
    }

    private static Map<String, Object> check(PlanCheck check) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("address", check.address());
        item.put("status", check.status().name());
        item.put("messages", check.messages());
        return item;
    }

    private static Map<String, Object> values(SortedMap<String, Value> values) {
        Map<String, Object> json = new LinkedHashMap<>();
        values.forEach((path, value) -> json.put(
                path,
                switch (value) {
                    case Value.Known known -> Map.of("value", known.json());
                    case Value.Sensitive sensitive -> Map.of("sensitive", sensitive.fingerprint());
                    case Value.Unknown(String pattern) when pattern != null -> Map.of("new_at_every_plan", pattern);
                    case Value.Unknown _ -> Map.of("unknown", true);
                }));
        return json;
    }

    private static void putUnlessEmpty(Map<String, Object> json, String key, Collection<?> list) {
        if (!list.isEmpty()) {
            json.put(key, list);
        }
    }

    private static void putUnlessNull(Map<String, Object> json, String key, @Nullable String text) {
        if (text != null) {
            json.put(key, text);
        }
    }
}

package io.binome.stacks;

import io.binome.kernel.CanonicalJson;
import io.binome.kernel.Sha256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an engine would do to a stack, the same for all engines. Two plans are the same when their {@link #hash()} is.
 *
 * @param resolutions what names meant when it was planned: image reference to digest, build to image id, … An apply uses
 *     these and nothing newer
 */
public record Plan(
        String engine,
        String stack,
        String environment,
        List<ResourceChange> changes,
        SortedMap<String, String> resolutions) {
    public static final String FORMAT = "1";

    public Plan {
        changes = changes.stream()
                .sorted(Comparator.comparing(ResourceChange::address))
                .toList();
        resolutions = Collections.unmodifiableSortedMap(new TreeMap<>(resolutions));
    }

    /** Whether applying it would do anything. */
    public boolean isEmpty() {
        return changes.stream().noneMatch(change -> change.action().changes());
    }

    public long count(Action action) {
        return changes.stream().filter(change -> change.action() == action).count();
    }

    /** Plain maps and lists, as {@link CanonicalJson} takes them; the form of the API and of the stored plan. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format_version", FORMAT);
        json.put("engine", engine);
        json.put("stack", stack);
        json.put("environment", environment);
        json.put("resolutions", resolutions);
        List<Object> list = new ArrayList<>();
        for (ResourceChange change : changes) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("address", change.address());
            item.put("type", change.type());
            item.put("name", change.name());
            item.put("action", change.action().name());
            item.put("before", values(change.before()));
            item.put("after", values(change.after()));
            item.put("replaced_because", change.replacedBecause());
            item.put("notes", change.notes());
            list.add(item);
        }
        json.put("resource_changes", list);
        return json;
    }

    private static Map<String, Object> values(SortedMap<String, Value> values) {
        Map<String, Object> json = new LinkedHashMap<>();
        values.forEach((path, value) -> json.put(
                path,
                switch (value) {
                    case Value.Known known -> Map.of("value", known.json());
                    case Value.Sensitive sensitive -> Map.of("sensitive", sensitive.fingerprint());
                    case Value.Unknown _ -> Map.of("unknown", true);
                }));
        return json;
    }

    /** SHA-256 of the canonical JSON, lower-case hexadecimal. */
    public String hash() {
        return Sha256.hex(CanonicalJson.bytes(toJson()));
    }
}

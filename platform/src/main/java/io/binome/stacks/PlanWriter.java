package io.binome.stacks;

import io.binome.kernel.CanonicalJson;
import io.binome.kernel.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.AbstractList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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
        putUnlessEmpty(json, "targets", plan.targets());
        return json;
    }

    /** SHA-256 of the canonical JSON, which is made piece by piece: that of a large plan never is in memory. */
    static String hash(Plan plan) {
        MessageDigest digest = Sha256.digest();
        String separator = "{";
        for (Map.Entry<String, Object> member : new TreeMap<>(json(plan)).entrySet()) {
            update(digest, separator + CanonicalJson.text(member.getKey()) + ":");
            separator = ",";
            if (member.getValue() instanceof List<?> list) {
                String before = "[";
                for (Object element : list) {
                    update(digest, before);
                    update(digest, CanonicalJson.text(element));
                    before = ",";
                }
                update(digest, list.isEmpty() ? "[]" : "]");
            } else {
                update(digest, CanonicalJson.text(member.getValue()));
            }
        }
        update(digest, "}");
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Map<String, Object>> resources(List<ResourceChange> changes) {
        return new AsWritten(changes);
    }

    /** Each written when it is asked for: all of a large plan at once would be a second copy of it. */
    private static final class AsWritten extends AbstractList<Map<String, Object>> {
        private final List<ResourceChange> changes;

        AsWritten(List<ResourceChange> changes) {
            this.changes = changes;
        }

        @Override
        public Map<String, Object> get(int index) {
            return resource(changes.get(index));
        }

        @Override
        public int size() {
            return changes.size();
        }
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

package io.binome.states.internal;

import io.binome.kernel.Sha256;
import io.binome.states.StateDifference;
import io.binome.states.StateDifference.Attribute;
import io.binome.states.StateDifference.Entry;
import io.binome.states.StateDifference.Kind;
import io.binome.states.StateVersion;
import io.binome.states.internal.StateContents.Instance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Compares two versions. Each is read twice: first a hash of every resource, then the attributes of those that differ,
 * so that memory grows with what is shown and not with what is there.
 */
final class StateComparison {
    private static final String OUTPUT = "output.";

    private StateComparison() {}

    static StateDifference compare(StateVersion from, StateSource before, StateVersion to, StateSource after)
            throws IOException {
        Map<String, String> old = hashes(before);
        Map<String, String> now = hashes(after);
        TreeSet<String> addresses = new TreeSet<>(old.keySet());
        addresses.addAll(now.keySet());
        addresses.removeIf(address -> Objects.equals(old.get(address), now.get(address)));
        Set<String> shown =
                new HashSet<>(addresses.stream().limit(StateDifference.MOST).toList());
        Map<String, Contents> oldContents = contents(before, shown);
        Map<String, Contents> newContents = contents(after, shown);
        int added = 0;
        int removed = 0;
        List<Entry> entries = new ArrayList<>();
        for (String address : addresses) {
            Kind kind =
                    !old.containsKey(address) ? Kind.ADDED : !now.containsKey(address) ? Kind.REMOVED : Kind.CHANGED;
            added += kind == Kind.ADDED ? 1 : 0;
            removed += kind == Kind.REMOVED ? 1 : 0;
            if (shown.contains(address)) {
                entries.add(new Entry(address, kind, attributes(oldContents.get(address), newContents.get(address))));
            }
        }
        return new StateDifference(from, to, added, removed, addresses.size() - added - removed, entries);
    }

    private static Map<String, String> hashes(StateSource source) throws IOException {
        Map<String, String> hashes = new HashMap<>();
        StateContents.walk(
                source,
                one -> hashes.put(one.address(), Sha256.hex(one.instance().toString())),
                (name, output) -> hashes.put(OUTPUT + name, Sha256.hex(output.toString())));
        return hashes;
    }

    /** @param sensitive paths at and below which nothing is shown */
    private record Contents(JsonNode attributes, Set<String> sensitive) {}

    private static Map<String, Contents> contents(StateSource source, Set<String> shown) throws IOException {
        Map<String, Contents> contents = new HashMap<>();
        StateContents.walk(
                source,
                one -> {
                    if (shown.contains(one.address())) {
                        contents.put(one.address(), contents(one));
                    }
                },
                (name, output) -> {
                    if (shown.contains(OUTPUT + name)) {
                        contents.put(OUTPUT + name, ofOutput(output));
                    }
                });
        return contents;
    }

    private static Contents ofOutput(JsonNode output) {
        boolean sensitive = output.path("sensitive").asBoolean(false);
        JsonNode value = StateContents.JSON.createObjectNode().set("value", output.path("value"));
        return new Contents(value, sensitive ? Set.of("value") : Set.of());
    }

    private static Contents contents(Instance one) {
        Set<String> sensitive = new HashSet<>();
        for (JsonNode path : one.instance().path("sensitive_attributes")) {
            sensitive.add(path(path));
        }
        return new Contents(one.instance().path("attributes"), sensitive);
    }

    /** As far as it can be followed: what is behind a step that is not understood is hidden with what holds it. */
    private static String path(JsonNode steps) {
        StringBuilder path = new StringBuilder();
        for (JsonNode step : steps) {
            JsonNode value = step.path("value");
            JsonNode name = step.path("type").asString("").equals("index") ? value.path("value") : value;
            if (!name.isString() && !name.isIntegralNumber()) {
                break;
            }
            path.append(path.isEmpty() ? "" : ".").append(name.asString());
        }
        return path.toString();
    }

    private static SortedMap<String, Attribute> attributes(@Nullable Contents before, @Nullable Contents after) {
        // What one of the two marks is hidden in both.
        Set<String> sensitive = new HashSet<>();
        SortedMap<String, String> old = new TreeMap<>();
        SortedMap<String, String> now = new TreeMap<>();
        if (before != null) {
            sensitive.addAll(before.sensitive());
        }
        if (after != null) {
            sensitive.addAll(after.sensitive());
        }
        if (before != null) {
            flatten("", before.attributes(), sensitive, old);
        }
        if (after != null) {
            flatten("", after.attributes(), sensitive, now);
        }
        TreeSet<String> paths = new TreeSet<>(old.keySet());
        paths.addAll(now.keySet());
        SortedMap<String, Attribute> differing = new TreeMap<>();
        for (String path : paths) {
            String was = old.get(path);
            String is = now.get(path);
            if (!Objects.equals(was, is) && differing.size() < StateDifference.MOST) {
                boolean hidden = sensitive.contains(path);
                differing.put(path, new Attribute(shown(was, hidden), shown(is, hidden)));
            }
        }
        return differing;
    }

    private static @Nullable String shown(@Nullable String value, boolean hidden) {
        return value == null ? null : hidden ? Attribute.SENSITIVE : value;
    }

    private static void flatten(String path, JsonNode value, Set<String> sensitive, Map<String, String> into) {
        if (sensitive.contains(path) || !value.isContainer() || value.isEmpty()) {
            if (!value.isMissingNode()) {
                into.put(path, value.toString());
            }
            return;
        }
        String prefix = path.isEmpty() ? "" : path + ".";
        if (value.isObject()) {
            value.properties().forEach(entry -> flatten(prefix + entry.getKey(), entry.getValue(), sensitive, into));
        } else {
            for (int i = 0; i < value.size(); i++) {
                flatten(prefix + i, value.get(i), sensitive, into);
            }
        }
    }
}

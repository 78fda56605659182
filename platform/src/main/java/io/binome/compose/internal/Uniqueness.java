package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposeNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lets the later of two list items with the same key replace the earlier one: ports, mounts, variables and the like. */
final class Uniqueness {
    private static final PathRules<Function<ComposeNode, @Nullable String>> KEYS = keys();

    private Uniqueness() {}

    static Mapping enforce(Mapping root) {
        return (Mapping) enforce(root, KEYS);
    }

    private static ComposeNode enforce(
            ComposeNode node, @Nullable PathRules<Function<ComposeNode, @Nullable String>> rules) {
        if (rules == null) {
            return node;
        }
        return switch (node) {
            case Mapping mapping -> {
                Map<String, ComposeNode> entries = new LinkedHashMap<>();
                mapping.entries().forEach((key, value) -> entries.put(key, enforce(value, rules.key(key))));
                yield new Mapping(entries, mapping.origin());
            }
            case Sequence sequence -> {
                Function<ComposeNode, @Nullable String> key = rules.rule();
                yield key == null ? sequence : unique(sequence, key);
            }
            case Scalar scalar -> scalar;
        };
    }

    private static Sequence unique(Sequence sequence, Function<ComposeNode, @Nullable String> keyOf) {
        List<ComposeNode> items = new ArrayList<>();
        Map<String, Integer> places = new LinkedHashMap<>();
        for (ComposeNode item : sequence.items()) {
            String key = keyOf.apply(item);
            Integer place = key == null ? null : places.get(key);
            if (place != null) {
                items.set(place, item);
                continue;
            }
            if (key != null) {
                places.put(key, items.size());
            }
            items.add(item);
        }
        return new Sequence(items, sequence.origin());
    }

    private static PathRules<Function<ComposeNode, @Nullable String>> keys() {
        PathRules<Function<ComposeNode, @Nullable String>> rules = new PathRules<>();
        rules.add("networks.*.labels", Uniqueness::name).add("networks.*.ipam.options", Uniqueness::name);
        for (String attribute : List.of(
                "annotations",
                "build.args",
                "build.additional_contexts",
                "build.extra_hosts",
                "build.tags",
                "build.labels",
                "cap_add",
                "cap_drop",
                "deploy.labels",
                "dns",
                "dns_opt",
                "dns_search",
                "environment",
                "extra_hosts",
                "labels",
                "links",
                "networks.*.aliases",
                "networks.*.link_local_ips",
                "profiles",
                "sysctls",
                "tmpfs")) {
            rules.add("services.*." + attribute, Uniqueness::name);
        }
        rules.add("services.*.configs", node -> mount(node, ""));
        rules.add("services.*.secrets", node -> mount(node, "/run/secrets"));
        rules.add("services.*.env_file", node -> node instanceof Mapping file ? file.text("path") : text(node));
        rules.add("services.*.expose", Uniqueness::text);
        rules.add("services.*.ports", Uniqueness::port);
        rules.add("services.*.volumes", Uniqueness::volume);
        return rules;
    }

    private static @Nullable String text(ComposeNode node) {
        return node instanceof Scalar scalar ? scalar.text() : null;
    }

    private static @Nullable String name(ComposeNode node) {
        String text = text(node);
        return text == null || text.indexOf('=') < 0 ? text : text.substring(0, text.indexOf('='));
    }

    private static @Nullable String mount(ComposeNode node, String folder) {
        if (node instanceof Mapping mapping) {
            String target = mapping.text("target");
            return target == null ? folder + "/" + mapping.text("source") : target;
        }
        String source = text(node);
        return source == null ? null : folder + "/" + source;
    }

    private static @Nullable String port(ComposeNode node) {
        if (!(node instanceof Mapping port)) {
            return text(node);
        }
        String address = port.text("host_ip");
        String protocol = port.text("protocol");
        return (address == null ? "0.0.0.0" : address)
                + ":" + port.text("published")
                + ":" + port.text("target")
                + "/" + (protocol == null ? "tcp" : protocol);
    }

    private static @Nullable String volume(ComposeNode node) {
        if (node instanceof Mapping mapping) {
            return mapping.text("target");
        }
        String text = text(node);
        return text == null ? null : VolumeSyntax.target(text);
    }
}

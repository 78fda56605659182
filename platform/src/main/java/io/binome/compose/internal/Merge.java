package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposeNode.Sequence;
import io.binome.compose.ComposeProblem;
import io.binome.compose.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lays one tree over another by the rules of the specification: mappings are merged, lists are appended, single values
 * replaced, and some attributes have a rule of their own.
 *
 * @see <a href="https://github.com/compose-spec/compose-spec/blob/main/13-merge.md">Compose Specification, merge</a>
 */
final class Merge {
    private interface Rule {
        ComposeNode merge(ComposeNode base, ComposeNode over, KeyPath path, @Nullable PathRules<Rule> rules);
    }

    private static final PathRules<Rule> RULES = rules();

    private Merge() {}

    static Mapping documents(Mapping base, Mapping over) {
        return mappings(base, over, KeyPath.ROOT, RULES);
    }

    /** Lays a service over the one that it extends. */
    static Mapping services(Mapping base, Mapping over, KeyPath path) {
        return mappings(base, over, path, PathRules.key(RULES.key("services"), "*"));
    }

    private static PathRules<Rule> rules() {
        PathRules<Rule> rules = new PathRules<>();
        rules.add("networks.*.ipam.config", (base, over, path, below) -> addressPools(base, over, path));
        rules.add("networks.*.labels", Merge::lists).add("volumes.*.labels", Merge::lists);
        for (String attribute : List.of(
                "annotations",
                "build.args",
                "build.additional_contexts",
                "build.extra_hosts",
                "build.labels",
                "deploy.labels",
                "dns",
                "dns_opt",
                "dns_search",
                "env_file",
                "environment",
                "extra_hosts",
                "labels",
                "sysctls",
                "tmpfs")) {
            rules.add("services.*." + attribute, Merge::lists);
        }
        for (String attribute : List.of("command", "entrypoint", "healthcheck.test", "ulimits.*")) {
            rules.add("services.*." + attribute, (base, over, path, below) -> over);
        }
        rules.add("services.*.build", (base, over, path, below) -> mappings(build(base), build(over), path, below));
        rules.add(
                "services.*.depends_on",
                (base, over, path, below) -> mappings(dependencies(base), dependencies(over), path, below));
        rules.add(
                "services.*.networks",
                (base, over, path, below) -> mappings(byName(base, null), byName(over, null), path, below));
        rules.add("services.*.logging", Merge::logging);
        return rules;
    }

    private static ComposeNode merge(
            ComposeNode base, ComposeNode over, KeyPath path, @Nullable PathRules<Rule> rules) {
        Rule rule = PathRules.rule(rules);
        if (rule != null) {
            return rule.merge(base, over, path, rules);
        }
        if (over instanceof Scalar scalar && scalar.value() == null) {
            return base;
        }
        return switch (base) {
            case Mapping mapping when over instanceof Mapping other -> mappings(mapping, other, path, rules);
            case Sequence sequence when over instanceof Sequence other -> sequence.plus(other.items());
            case Scalar scalar -> over;
            default ->
                throw Problems.stop(new ComposeProblem.InvalidValue(
                        path.place(over),
                        "this cannot be laid over the " + kind(base) + " at " + base.origin(),
                        "Write a " + kind(base) + " here, or mark the value with !override"));
        };
    }

    private static Mapping mappings(Mapping base, Mapping over, KeyPath path, @Nullable PathRules<Rule> rules) {
        if (over.entries().isEmpty()) {
            return base;
        }
        Map<String, ComposeNode> merged = new LinkedHashMap<>(base.entries());
        over.entries().forEach((key, value) -> {
            ComposeNode before = base.get(key);
            merged.put(
                    key,
                    before == null || key.startsWith("x-")
                            ? value
                            : merge(before, value, path.then(key), PathRules.key(rules, key)));
        });
        return new Mapping(merged, base.origin());
    }

    private static ComposeNode lists(
            ComposeNode base, ComposeNode over, KeyPath path, @Nullable PathRules<Rule> rules) {
        return asList(base).plus(asList(over).items());
    }

    /** A mapping as {@code key=value} texts in the order of their keys, a single text as a list of one. */
    static Sequence asList(ComposeNode node) {
        return switch (node) {
            case Sequence sequence -> sequence;
            case Mapping mapping -> {
                List<String> texts = new ArrayList<>();
                Map<String, Origin> origins = new TreeMap<>();
                mapping.entries().forEach((key, value) -> {
                    String text =
                            value instanceof Scalar scalar && scalar.value() != null ? key + "=" + scalar.text() : key;
                    texts.add(text);
                    origins.put(text, value.origin());
                });
                texts.sort(null);
                List<ComposeNode> items = new ArrayList<>();
                texts.forEach(text -> items.add(
                        ComposeNode.scalar(text, Objects.requireNonNullElse(origins.get(text), mapping.origin()))));
                yield new Sequence(items, mapping.origin());
            }
            case Scalar scalar ->
                new Sequence(scalar.value() instanceof String ? List.of(scalar) : List.of(), scalar.origin());
        };
    }

    private static Mapping build(ComposeNode node) {
        return switch (node) {
            case Mapping mapping -> mapping;
            case Scalar scalar
            when scalar.value() instanceof String -> new Mapping(Map.of("context", scalar), scalar.origin());
            default -> Mapping.empty(node.origin());
        };
    }

    private static Mapping dependencies(ComposeNode node) {
        return byName(node, started(node.origin()));
    }

    /** What a dependency without further words means. */
    static Mapping started(Origin origin) {
        Map<String, ComposeNode> entries = new LinkedHashMap<>();
        entries.put("condition", ComposeNode.scalar("service_started", origin));
        entries.put("required", ComposeNode.scalar(true, origin));
        return new Mapping(entries, origin);
    }

    /** A list of names as a mapping of each name to the given value, or to null. */
    static Mapping byName(ComposeNode node, @Nullable Mapping value) {
        return switch (node) {
            case Mapping mapping -> mapping;
            case Sequence sequence -> {
                Map<String, ComposeNode> entries = new LinkedHashMap<>();
                for (ComposeNode item : sequence.items()) {
                    if (item instanceof Scalar name) {
                        entries.put(
                                name.text(),
                                value == null ? ComposeNode.scalar(null, name.origin()) : value.at(name.origin()));
                    }
                }
                yield new Mapping(entries, sequence.origin());
            }
            case Scalar scalar -> Mapping.empty(scalar.origin());
        };
    }

    private static ComposeNode logging(
            ComposeNode base, ComposeNode over, KeyPath path, @Nullable PathRules<Rule> rules) {
        if (!(base instanceof Mapping mapping) || !(over instanceof Mapping other)) {
            return over instanceof Mapping ? over : base;
        }
        String driver = mapping.text("driver");
        String otherDriver = other.text("driver");
        boolean same = driver == null || otherDriver == null || driver.equals(otherDriver);
        return same ? mappings(mapping, other, path, rules) : over;
    }

    private static ComposeNode addressPools(ComposeNode base, ComposeNode over, KeyPath path) {
        if (!(base instanceof Sequence pools) || !(over instanceof Sequence others)) {
            return over instanceof Sequence ? over : base;
        }
        Map<String, ComposeNode> bySubnet = new LinkedHashMap<>();
        for (ComposeNode pool : pools.items()) {
            for (ComposeNode other : others.items()) {
                if (!(pool instanceof Mapping mapping) || !(other instanceof Mapping otherMapping)) {
                    return over;
                }
                String subnet = String.valueOf(otherMapping.text("subnet"));
                boolean same = subnet.equals(String.valueOf(mapping.text("subnet")));
                if (same || bySubnet.containsKey(subnet)) {
                    bySubnet.put(subnet, mappings(mapping, otherMapping, path, null));
                } else {
                    bySubnet.put(subnet, otherMapping);
                }
            }
        }
        return new Sequence(List.copyOf(bySubnet.values()), over.origin());
    }

    private static String kind(ComposeNode node) {
        return switch (node) {
            case Mapping mapping -> "mapping";
            case Sequence sequence -> "list";
            case Scalar scalar -> "single value";
        };
    }
}

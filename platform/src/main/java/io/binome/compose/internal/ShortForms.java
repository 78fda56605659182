package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposeNode.Sequence;
import io.binome.compose.ComposeProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Writes every short syntax out as the long one. What fits neither is left for the schema to refuse. */
final class ShortForms {
    private interface Rule {
        ComposeNode expand(ComposeNode node, KeyPath path, Problems problems);
    }

    private static final PathRules<Rule> RULES = rules();

    private final Problems problems;

    ShortForms(Problems problems) {
        this.problems = problems;
    }

    Mapping expand(Mapping root) {
        return (Mapping) expand(root, KeyPath.ROOT, RULES);
    }

    private ComposeNode expand(ComposeNode node, KeyPath path, @Nullable PathRules<Rule> rules) {
        if (rules == null) {
            return node;
        }
        Rule rule = rules.rule();
        ComposeNode expanded = rule == null ? node : rule.expand(node, path, problems);
        return switch (expanded) {
            case Mapping mapping -> {
                Map<String, ComposeNode> entries = new LinkedHashMap<>();
                mapping.entries()
                        .forEach((key, value) -> entries.put(key, expand(value, path.then(key), rules.key(key))));
                yield new Mapping(entries, mapping.origin());
            }
            case Sequence sequence -> {
                List<ComposeNode> items = new ArrayList<>();
                for (int i = 0; i < sequence.items().size(); i++) {
                    items.add(expand(sequence.items().get(i), path.item(i), rules.item()));
                }
                yield new Sequence(items, sequence.origin());
            }
            case Scalar scalar -> scalar;
        };
    }

    private static PathRules<Rule> rules() {
        PathRules<Rule> rules = new PathRules<>();
        add(rules, "services.*.build", node -> textAs("context", node));
        add(rules, "services.*.build.additional_contexts", ShortForms::keyValues);
        add(rules, "services.*.build.secrets.[]", node -> textAs("source", node));
        add(rules, "services.*.build.ssh", ShortForms::sshKeys);
        add(rules, "services.*.depends_on", ShortForms::dependencies);
        add(rules, "services.*.env_file", ShortForms::envFiles);
        add(rules, "services.*.extends", node -> textAs("service", node));
        add(rules, "services.*.networks", node -> node instanceof Sequence ? Merge.byName(node, null) : node);
        add(rules, "services.*.secrets.[]", node -> textAs("source", node));
        add(rules, "services.*.configs.[]", node -> textAs("source", node));
        rules.add("services.*.volumes.[]", ShortForms::mount);
        rules.add("services.*.ports", ShortForms::ports);
        for (String kind : List.of("volumes", "networks", "secrets", "configs")) {
            rules.add(kind + ".*", ShortForms::external);
        }
        return rules;
    }

    private static void add(PathRules<Rule> rules, String pattern, UnaryOperator<ComposeNode> rule) {
        rules.add(pattern, (node, path, problems) -> rule.apply(node));
    }

    private static ComposeNode textAs(String key, ComposeNode node) {
        return node instanceof Scalar scalar && scalar.value() instanceof String
                ? new Mapping(Map.of(key, scalar), scalar.origin())
                : node;
    }

    private static ComposeNode keyValues(ComposeNode node) {
        if (!(node instanceof Sequence sequence)) {
            return node;
        }
        Map<String, ComposeNode> entries = new LinkedHashMap<>();
        for (ComposeNode item : sequence.items()) {
            String text = item instanceof Scalar scalar ? scalar.text() : "";
            int equals = text.indexOf('=');
            if (equals < 0) {
                return node;
            }
            entries.put(text.substring(0, equals), ComposeNode.scalar(text.substring(equals + 1), item.origin()));
        }
        return new Mapping(entries, sequence.origin());
    }

    private static ComposeNode sshKeys(ComposeNode node) {
        if (!(node instanceof Sequence sequence)) {
            return node;
        }
        Map<String, ComposeNode> entries = new LinkedHashMap<>();
        for (ComposeNode item : sequence.items()) {
            String text = item instanceof Scalar scalar ? scalar.text() : "";
            int equals = text.indexOf('=');
            entries.put(
                    equals < 0 ? text : text.substring(0, equals),
                    ComposeNode.scalar(equals < 0 ? null : text.substring(equals + 1), item.origin()));
        }
        return new Mapping(entries, sequence.origin());
    }

    private static ComposeNode dependencies(ComposeNode node) {
        if (node instanceof Sequence) {
            return Merge.byName(node, Merge.started(node.origin()));
        }
        if (!(node instanceof Mapping mapping)) {
            return node;
        }
        Map<String, ComposeNode> entries = new LinkedHashMap<>();
        mapping.entries().forEach((name, value) -> {
            Map<String, ComposeNode> words = new LinkedHashMap<>();
            if (value instanceof Mapping said) {
                words.putAll(said.entries());
            }
            Merge.started(value.origin()).entries().forEach(words::putIfAbsent);
            entries.put(name, new Mapping(words, value.origin()));
        });
        return new Mapping(entries, mapping.origin());
    }

    private static ComposeNode envFiles(ComposeNode node) {
        Sequence files =
                switch (node) {
                    case Sequence sequence -> sequence;
                    case Scalar scalar
                    when scalar.value() instanceof String -> new Sequence(List.of(scalar), scalar.origin());
                    default -> null;
                };
        if (files == null) {
            return node;
        }
        List<ComposeNode> items = new ArrayList<>();
        for (ComposeNode item : files.items()) {
            ComposeNode file = textAs("path", item);
            items.add(
                    file instanceof Mapping mapping && !mapping.has("required")
                            ? mapping.with("required", ComposeNode.scalar(true, mapping.origin()))
                            : file);
        }
        return new Sequence(items, files.origin());
    }

    private static ComposeNode mount(ComposeNode node, KeyPath path, Problems problems) {
        if (!(node instanceof Scalar scalar) || !(scalar.value() instanceof String text)) {
            return node;
        }
        Mapping mount = VolumeSyntax.expand(text, node.origin());
        if (mount == null) {
            problems.add(new ComposeProblem.InvalidValue(
                    path.place(node), "'" + text + "' is no mount", "Write source:target or source:target:ro"));
            return node;
        }
        return mount;
    }

    private static ComposeNode ports(ComposeNode node, KeyPath path, Problems problems) {
        if (!(node instanceof Sequence sequence)) {
            return node;
        }
        List<ComposeNode> ports = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            ComposeNode item = sequence.items().get(i);
            if (!(item instanceof Scalar scalar)) {
                ports.add(item);
                continue;
            }
            try {
                ports.addAll(PortSyntax.expand(scalar.text(), item.origin()));
            } catch (PortSyntax.InvalidPortException e) {
                problems.add(new ComposeProblem.InvalidValue(
                        path.item(i).place(item),
                        "'" + scalar.text() + "' is no port: " + e.getMessage(),
                        "Write published:target, such as \"8080:80\""));
            }
        }
        return new Sequence(ports, sequence.origin());
    }

    private static ComposeNode external(ComposeNode node, KeyPath path, Problems problems) {
        if (!(node instanceof Mapping mapping) || !(mapping.get("external") instanceof Mapping external)) {
            return node;
        }
        Mapping plain = mapping.with("external", ComposeNode.scalar(true, external.origin()));
        ComposeNode name = external.get("name");
        if (name == null) {
            return plain;
        }
        ComposeNode own = mapping.get("name");
        if (own != null && !own.sameAs(name)) {
            problems.add(new ComposeProblem.Inconsistent(
                    path.place(external), "name and external.name differ", "Keep only name, with external: true"));
        }
        return own == null ? plain.with("name", name) : plain;
    }
}

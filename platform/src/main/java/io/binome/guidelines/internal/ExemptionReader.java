package io.binome.guidelines.internal;

import io.binome.guidelines.internal.RuleNodes.Entry;
import io.binome.stacks.Finding;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code exemptions.yaml}. */
final class ExemptionReader {
    static final int MOST = 500;

    private static final List<String> KEYS = List.of("id", "guideline", "scope", "reason", "until");

    private final RuleNodes nodes;
    private final List<Exempted> exemptions = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    private ExemptionReader(RuleNodes nodes) {
        this.nodes = nodes;
    }

    record Outcome(List<Exempted> exemptions, List<Finding> findings) {}

    static Outcome read(String file, byte[] bytes) {
        RuleNodes nodes = RuleNodes.of(file, bytes);
        ExemptionReader reader = new ExemptionReader(nodes);
        nodes.root().ifPresent(reader::file);
        return new Outcome(List.copyOf(reader.exemptions), List.copyOf(nodes.findings()));
    }

    private void file(Node root) {
        Map<String, Entry> top =
                nodes.mapping(root, "", "a mapping with the key 'exemptions'").orElse(Map.of());
        nodes.onlyKnown(top, List.of("exemptions"), "");
        List<Node> items = nodes.items(top.get("exemptions"));
        if (items.size() > MOST) {
            nodes.wrong("exemption-too-many", root, "exemptions", "There are more than " + MOST + " exemptions.", null);
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            exemption(items.get(i), "exemptions[" + i + "]");
        }
    }

    private void exemption(Node node, String at) {
        Map<String, Entry> fields = nodes.mapping(node, at, "an exemption").orElse(null);
        if (fields == null) {
            return;
        }
        int before = nodes.findings().size();
        nodes.onlyKnown(fields, KEYS, at);
        String id = needed(fields, "id", node, at);
        String guideline = needed(fields, "guideline", node, at);
        String reason = needed(fields, "reason", node, at);
        String until = needed(fields, "until", node, at);
        if (!id.isEmpty() && !ids.add(id)) {
            nodes.wrong(
                    "exemption-duplicate",
                    node,
                    at + ".id",
                    "There is an exemption '" + id + "' already.",
                    "Choose another id.");
        }
        Map<String, Entry> scope = fields.containsKey("scope")
                ? nodes.mapping(
                                fields.get("scope").value(),
                                at + ".scope",
                                "a mapping of stack, environment and address")
                        .orElse(Map.of())
                : Map.of();
        nodes.onlyKnown(scope, List.of("stack", "environment", "address"), at + ".scope");
        if (scope.isEmpty()) {
            nodes.wrong(
                    "exemption-scope",
                    node,
                    at + ".scope",
                    "It is not said what the exemption is for.",
                    "Write for example scope: {stack: shop, environment: production, address: service.web}.");
        }
        LocalDate day = day(until, fields.get("until"), at);
        if (nodes.findings().size() == before && day != null) {
            exemptions.add(new Exempted(
                    id,
                    guideline,
                    glob(scope, "stack", at),
                    glob(scope, "environment", at),
                    glob(scope, "address", at),
                    reason,
                    day,
                    node.getStartMark().getLine() + 1));
        }
    }

    private String needed(Map<String, Entry> fields, String key, Node node, String at) {
        Entry entry = fields.get(key);
        String text =
                entry == null ? "" : nodes.text(entry.value(), at + "." + key).orElse("");
        if (entry == null || text.isBlank() || text.length() > 1_000) {
            nodes.wrong(
                    "exemption-missing",
                    entry == null ? node : entry.value(),
                    at + "." + key,
                    "An exemption needs '" + key + "', of at most 1000 characters.",
                    key.equals("reason") ? "Say why the rule cannot be kept here, and what is done instead." : null);
        }
        return text;
    }

    private @Nullable LocalDate day(String until, @Nullable Entry entry, String at) {
        try {
            return until.isEmpty() ? null : LocalDate.parse(until);
        } catch (DateTimeException malformed) {
            nodes.wrong(
                    "exemption-value",
                    entry == null ? null : entry.value(),
                    at + ".until",
                    "'" + until + "' is no day.",
                    "Write the last day on which it holds as 2027-01-31.");
            return null;
        }
    }

    private Glob glob(Map<String, Entry> scope, String key, String at) {
        Entry entry = scope.get(key);
        return Glob.of(
                entry == null
                        ? "*"
                        : nodes.text(entry.value(), at + ".scope." + key).orElse("*"));
    }
}

package io.binome.stacks.internal;

import io.binome.stacks.Finding;
import io.binome.stacks.Stacks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Looks at nodes of a YAML document and gathers what is wrong, each with its place. Nodes are looked at and never built
 * into objects, and never deeper than the format goes, so aliases cannot make a small file large.
 */
final class ManifestNodes {
    private static final int MOST_ENTRIES = 200;
    private static final int DEEPEST_MERGE = 10;
    /** Merges of merges multiply. */
    private static final int MOST_MERGES = 1_000;
    /** A file that is wrong throughout is not told so a thousand times. */
    private static final int MOST_FINDINGS = 50;

    private static final Set<Tag> PLAIN = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.TIMESTAMP);

    private final List<Finding> findings = new ArrayList<>();
    private int merges;

    /** An entry of a mapping: its key's node for the place, and its value. */
    record Entry(ScalarNode key, Node value) {}

    List<Finding> findings() {
        return findings;
    }

    void wrong(String code, @Nullable Node at, @Nullable String key, String reason, @Nullable String instead) {
        wrong(code, at == null ? null : at.getStartMark(), key, reason, instead);
    }

    void wrong(String code, @Nullable Mark at, @Nullable String key, String reason, @Nullable String instead) {
        if (findings.size() < MOST_FINDINGS) {
            int line = at == null ? 0 : at.getLine() + 1;
            int column = at == null ? 0 : at.getColumn() + 1;
            findings.add(new Finding(code, Stacks.MANIFEST, line, column, key, reason, instead));
        }
    }

    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    /** The entries of a mapping by key, merge keys carried out; empty, with a finding, when it is none. */
    Optional<Map<String, Entry>> mapping(Node node, String where, String shape) {
        if (!(node instanceof MappingNode mapping) || !node.getTag().equals(Tag.MAP)) {
            wrong("manifest-value", node, where, "Here " + shape + " is expected.", null);
            return Optional.empty();
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        gather(mapping, where, entries, 0);
        return Optional.of(entries);
    }

    private void gather(MappingNode mapping, String where, Map<String, Entry> entries, int depth) {
        if (depth > DEEPEST_MERGE || depth > 0 && ++merges > MOST_MERGES) {
            wrong(
                    "manifest-value",
                    mapping,
                    where,
                    "Merges (<<) are too many, nested too deep, or hold themselves.",
                    null);
            return;
        }
        Map<String, Entry> own = new LinkedHashMap<>();
        List<Node> sources = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                wrong("manifest-value", tuple.getKeyNode(), where, "A key must be a plain word.", null);
            } else if (key.getValue().equals("<<")) {
                sources.add(tuple.getValueNode());
            } else if (own.size() >= MOST_ENTRIES) {
                wrong("manifest-too-large", key, where, "There are more than " + MOST_ENTRIES + " entries here.", null);
                break;
            } else {
                Entry before = own.putIfAbsent(key.getValue(), new Entry(key, tuple.getValueNode()));
                if (before != null) {
                    int line = before.key().getStartMark().getLine() + 1;
                    wrong(
                            "manifest-duplicate",
                            key,
                            where.isEmpty() ? key.getValue() : where + "." + key.getValue(),
                            "'" + key.getValue() + "' stands here a second time; the first is on line " + line + ".",
                            "Keep one of them, or give one another name.");
                }
            }
        }
        own.forEach(entries::putIfAbsent);
        for (Node merge : sources) {
            for (Node source : merge instanceof SequenceNode several ? several.getValue() : List.of(merge)) {
                if (source instanceof MappingNode merged) {
                    gather(merged, where, entries, depth + 1);
                } else {
                    wrong("manifest-value", source, where, "A merge (<<) takes a mapping.", null);
                }
            }
        }
    }

    /** What is written there, as it is written; empty, with a finding, when it is no single value. */
    Optional<String> text(Node node, String where) {
        if (node instanceof ScalarNode scalar && PLAIN.contains(node.getTag())) {
            return Optional.of(scalar.getValue());
        }
        wrong(
                "manifest-value",
                node,
                where,
                isNull(node) ? "There is no value here." : "Here a single text is expected.",
                isNull(node) ? "Write a value, or \"\" for an empty text." : null);
        return Optional.empty();
    }

    /** The items of a list; empty, with a finding, when it is none. */
    Optional<List<Node>> list(Node node, String where) {
        if (!(node instanceof SequenceNode sequence)) {
            wrong(
                    "manifest-value",
                    node,
                    where,
                    "Here a list is expected.",
                    "Write [one, two], or one per line after a dash.");
            return Optional.empty();
        }
        if (sequence.getValue().size() > MOST_ENTRIES) {
            wrong("manifest-too-large", node, where, "There are more than " + MOST_ENTRIES + " items here.", null);
            return Optional.empty();
        }
        return Optional.of(sequence.getValue());
    }

    /** Tells of keys that are not known; those that begin with {@code x-} are the author's own. */
    void onlyKnown(Map<String, Entry> entries, List<String> known, String where) {
        entries.forEach((key, entry) -> {
            if (!known.contains(key) && !key.startsWith("x-")) {
                wrong(
                        "manifest-unknown-key",
                        entry.key(),
                        where.isEmpty() ? key : where + "." + key,
                        "'" + key + "' is not known here.",
                        Nearest.to(key, known)
                                .map(meant -> "Did you mean '" + meant + "'?")
                                .orElse("Known are: " + String.join(", ", known) + "."));
            }
        });
    }
}

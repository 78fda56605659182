package io.binome.stacks;

import io.binome.stacks.internal.Nearest;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Looks at the nodes of one YAML file and gathers what is wrong, each with its place. Nodes are looked at and never built
 * into objects, and never deeper than the format goes, so aliases cannot make a small file large. For one thread.
 */
public final class DocumentNodes {
    private static final int MAXIMUM_NESTING = 20;
    private static final int MAXIMUM_ALIASES = 100;
    private static final int MOST_ENTRIES = 200;
    private static final int DEEPEST_MERGE = 10;
    /** Merges of merges multiply. */
    private static final int MOST_MERGES = 1_000;
    /** A file that is wrong throughout is not told so a thousand times. */
    private static final int MOST_FINDINGS = 50;

    private static final Set<Tag> PLAIN = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.TIMESTAMP);

    private final String file;
    private final String format;
    private final List<Finding> findings = new ArrayList<>();
    private int merges;

    /**
     * @param file as findings name it
     * @param format the first word of the codes of findings, such as {@code manifest} for {@code manifest-value}
     */
    public DocumentNodes(String file, String format) {
        this.file = file;
        this.format = format;
    }

    /** An entry of a mapping: its key's node for the place, and its value. */
    public record Entry(ScalarNode key, Node value) {}

    /** What was wrong so far, in the order in which it was found; the first 50. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    public void wrong(String code, @Nullable Node at, @Nullable String key, String reason, @Nullable String instead) {
        wrong(code, at == null ? null : at.getStartMark(), key, reason, instead);
    }

    public void wrong(String code, @Nullable Mark at, @Nullable String key, String reason, @Nullable String instead) {
        add(code, at == null ? 0 : at.getLine() + 1, at == null ? 0 : at.getColumn() + 1, key, reason, instead);
    }

    /** For what somebody else found in this file, at a place counted from 1. */
    public void add(String code, int line, int column, @Nullable String key, String reason, @Nullable String instead) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(new Finding(code, file, line, column, key, reason, instead));
        }
    }

    /** A code of this format. */
    public String code(String name) {
        return format + "-" + name;
    }

    /** Advice for somebody who wrote a word that is not known. */
    public static String meant(String written, Collection<String> known) {
        return Nearest.to(written, known)
                .map(meant -> "Did you mean '" + meant + "'?")
                .orElse("Known are: " + String.join(", ", known) + ".");
    }

    /**
     * The document's outermost node; empty, with a finding, when the bytes are no YAML, more than
     * {@code maximumBytes}, or hold nothing.
     *
     * @param instead advice for an empty file
     */
    public Optional<Node> root(byte[] bytes, int maximumBytes, String instead) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            wrong(code("syntax"), (Node) null, null, "The file is not UTF-8.", "Save it as UTF-8.");
            return Optional.empty();
        }
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(maximumBytes);
        options.setNestingDepthLimit(MAXIMUM_NESTING);
        options.setMaxAliasesForCollections(MAXIMUM_ALIASES);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            if (root == null || isNull(root)) {
                wrong(code("missing"), root, null, "The file is empty.", instead);
                return Optional.empty();
            }
            return Optional.of(root);
        } catch (MarkedYAMLException malformed) {
            String problem = malformed.getProblem() == null ? "it cannot be read" : malformed.getProblem();
            wrong(code("syntax"), malformed.getProblemMark(), null, "This is not YAML: " + problem + ".", null);
            return Optional.empty();
        } catch (YAMLException malformed) {
            wrong(code("syntax"), (Node) null, null, "This is not YAML: " + malformed.getMessage(), null);
            return Optional.empty();
        }
    }

    public static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    /** The entries of a mapping by key, merge keys carried out; empty, with a finding, when it is none. */
    public Optional<Map<String, Entry>> mapping(Node node, String where, String shape) {
        if (!(node instanceof MappingNode mapping) || !node.getTag().equals(Tag.MAP)) {
            wrong(code("value"), node, where, "Here " + shape + " is expected.", null);
            return Optional.empty();
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        gather(mapping, where, entries, 0);
        return Optional.of(entries);
    }

    private void gather(MappingNode mapping, String where, Map<String, Entry> entries, int depth) {
        if (depth > DEEPEST_MERGE || depth > 0 && ++merges > MOST_MERGES) {
            wrong(
                    code("value"),
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
                wrong(code("value"), tuple.getKeyNode(), where, "A key must be a plain word.", null);
            } else if (key.getValue().equals("<<")) {
                sources.add(tuple.getValueNode());
            } else if (own.size() >= MOST_ENTRIES) {
                wrong(code("too-large"), key, where, "There are more than " + MOST_ENTRIES + " entries here.", null);
                break;
            } else {
                Entry before = own.putIfAbsent(key.getValue(), new Entry(key, tuple.getValueNode()));
                if (before != null) {
                    int line = before.key().getStartMark().getLine() + 1;
                    wrong(
                            code("duplicate"),
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
                    wrong(code("value"), source, where, "A merge (<<) takes a mapping.", null);
                }
            }
        }
    }

    /** What is written there, as it is written; empty, with a finding, when it is no single value. */
    public Optional<String> text(Node node, String where) {
        if (node instanceof ScalarNode scalar && PLAIN.contains(node.getTag())) {
            return Optional.of(scalar.getValue());
        }
        wrong(
                code("value"),
                node,
                where,
                isNull(node) ? "There is no value here." : "Here a single text is expected.",
                isNull(node) ? "Write a value, or \"\" for an empty text." : null);
        return Optional.empty();
    }

    /** The items of a list; empty, with a finding, when it is none. */
    public Optional<List<Node>> list(Node node, String where) {
        if (!(node instanceof SequenceNode sequence)) {
            wrong(
                    code("value"),
                    node,
                    where,
                    "Here a list is expected.",
                    "Write [one, two], or one per line after a dash.");
            return Optional.empty();
        }
        if (sequence.getValue().size() > MOST_ENTRIES) {
            wrong(code("too-large"), node, where, "There are more than " + MOST_ENTRIES + " items here.", null);
            return Optional.empty();
        }
        return Optional.of(sequence.getValue());
    }

    /** Tells of keys that are not known; those that begin with {@code x-} are the author's own. */
    public void onlyKnown(Map<String, Entry> entries, List<String> known, String where) {
        entries.forEach((key, entry) -> {
            if (!known.contains(key) && !key.startsWith("x-")) {
                wrong(
                        code("unknown-key"),
                        entry.key(),
                        where.isEmpty() ? key : where + "." + key,
                        "'" + key + "' is not known here.",
                        meant(key, known));
            }
        });
    }
}

package io.binome.guidelines.internal;

import io.binome.stacks.Finding;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Looks at the nodes of one YAML file and gathers what is wrong, each with its place. Aliases are refused. */
final class RuleNodes {
    static final int MAXIMUM_BYTES = 512 << 10;

    private static final int MAXIMUM_NESTING = 30;
    private static final int MOST_FINDINGS = 50;
    private static final int MOST_VALUES = 20_000;
    private static final Set<Tag> PLAIN = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.TIMESTAMP);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String file;
    private final String text;
    private final List<Finding> findings = new ArrayList<>();

    record Entry(ScalarNode key, Node value) {}

    private RuleNodes(String file, String text) {
        this.file = file;
        this.text = text;
    }

    static RuleNodes of(String file, byte[] bytes) {
        try {
            return new RuleNodes(
                    file,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException malformed) {
            RuleNodes nodes = new RuleNodes(file, "");
            nodes.wrong("guideline-syntax", (Mark) null, null, "The file is not UTF-8.", "Save it as UTF-8.");
            return nodes;
        }
    }

    String file() {
        return file;
    }

    String text() {
        return text;
    }

    List<Finding> findings() {
        return findings;
    }

    /** The root; empty for an empty file, and, with a finding, for what is no YAML. */
    Optional<Node> root() {
        if (!findings.isEmpty()) {
            return Optional.empty();
        }
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAXIMUM_BYTES);
        options.setNestingDepthLimit(MAXIMUM_NESTING);
        options.setMaxAliasesForCollections(0);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            return Optional.ofNullable(root).filter(node -> !isNull(node));
        } catch (MarkedYAMLException malformed) {
            String problem = malformed.getProblem() == null ? "it cannot be read" : malformed.getProblem();
            wrong("guideline-syntax", malformed.getProblemMark(), null, "This is not YAML: " + problem + ".", null);
        } catch (YAMLException malformed) {
            wrong("guideline-syntax", (Mark) null, null, "This is not YAML: " + malformed.getMessage(), null);
        }
        return Optional.empty();
    }

    void wrong(String code, @Nullable Node at, @Nullable String key, String reason, @Nullable String instead) {
        wrong(code, at == null ? null : at.getStartMark(), key, reason, instead);
    }

    void wrong(String code, @Nullable Mark at, @Nullable String key, String reason, @Nullable String instead) {
        wrongAt(code, at == null ? 0 : at.getLine() + 1, at == null ? 0 : at.getColumn() + 1, key, reason, instead);
    }

    void wrongAt(String code, int line, int column, @Nullable String key, String reason, @Nullable String instead) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(new Finding(code, file, line, column, key, reason, instead));
        }
    }

    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    /** The entries of a mapping by key; empty, with a finding, when it is none. */
    Optional<Map<String, Entry>> mapping(Node node, String where, String shape) {
        if (!(node instanceof MappingNode mapping)) {
            wrong("guideline-value", node, where, "Here " + shape + " is expected.", null);
            return Optional.empty();
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                wrong("guideline-value", tuple.getKeyNode(), where, "A key must be a plain word.", null);
            } else if (entries.putIfAbsent(key.getValue(), new Entry(key, tuple.getValueNode())) != null) {
                wrong(
                        "guideline-duplicate",
                        key,
                        where,
                        "'" + key.getValue() + "' stands here a second time.",
                        "Keep one of them.");
            }
        }
        return Optional.of(entries);
    }

    void onlyKnown(Map<String, Entry> entries, List<String> known, String where) {
        entries.forEach((key, entry) -> {
            if (!known.contains(key) && !key.startsWith("x-")) {
                wrong(
                        "guideline-unknown-key",
                        entry.key(),
                        where + "." + key,
                        "'" + key + "' is not known here.",
                        "Known are: " + String.join(", ", known) + ".");
            }
        });
    }

    Optional<String> text(@Nullable Entry entry, String where) {
        return entry == null ? Optional.empty() : text(entry.value(), where);
    }

    Optional<String> text(Node node, String where) {
        if (node instanceof ScalarNode scalar && PLAIN.contains(node.getTag())) {
            return Optional.of(scalar.getValue());
        }
        wrong("guideline-value", node, where, "Here a single text is expected.", null);
        return Optional.empty();
    }

    /** The items of a list, or the one value that stands there without one. */
    List<Node> items(@Nullable Entry entry) {
        if (entry == null || isNull(entry.value())) {
            return List.of();
        }
        return entry.value() instanceof SequenceNode sequence ? sequence.getValue() : List.of(entry.value());
    }

    /**
     * As JSON, merges (&lt;&lt;) carried out. Aliases may make much of little, so that what comes after so many values is left out.
     */
    static JsonNode json(Node node) {
        return json(node, new int[] {MOST_VALUES, MAXIMUM_NESTING});
    }

    private static void merged(MappingNode mapping, ObjectNode object, int[] left) {
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals("<<")) {
                List<Node> sources = tuple.getValueNode() instanceof SequenceNode several
                        ? several.getValue()
                        : List.of(tuple.getValueNode());
                for (Node source : sources) {
                    if (source instanceof MappingNode && json(source, left) instanceof ObjectNode more) {
                        more.properties().forEach(entry -> object.putIfAbsent(entry.getKey(), entry.getValue()));
                    }
                }
            }
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key && !key.getValue().equals("<<")) {
                object.set(key.getValue(), json(tuple.getValueNode(), left));
            }
        }
    }

    private static JsonNode json(Node node, int[] left) {
        if (--left[0] < 0 || left[1] == 0) {
            return JSON.getNodeFactory().nullNode();
        }
        left[1]--;
        JsonNode json = value(node, left);
        left[1]++;
        return json;
    }

    private static JsonNode value(Node node, int[] left) {
        return switch (node) {
            case MappingNode mapping -> {
                ObjectNode object = JSON.createObjectNode();
                merged(mapping, object, left);
                yield object;
            }
            case SequenceNode sequence -> {
                ArrayNode array = JSON.createArrayNode();
                sequence.getValue().forEach(item -> array.add(json(item, left)));
                yield array;
            }
            case ScalarNode scalar -> scalar(scalar);
            default -> JSON.getNodeFactory().nullNode();
        };
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String value = scalar.getValue();
        if (scalar.getTag().equals(Tag.INT) && value.matches("-?\\d{1,18}")) {
            return JSON.getNodeFactory().numberNode(Long.parseLong(value));
        }
        if (scalar.getTag().equals(Tag.FLOAT) && value.matches("-?\\d+\\.\\d+")) {
            return JSON.getNodeFactory().numberNode(Double.parseDouble(value));
        }
        if (scalar.getTag().equals(Tag.BOOL)) {
            return JSON.getNodeFactory().booleanNode(Boolean.parseBoolean(value));
        }
        return scalar.getTag().equals(Tag.NULL)
                ? JSON.getNodeFactory().nullNode()
                : JSON.getNodeFactory().stringNode(value);
    }

    /**
     * Where in the file a character of a text is written: the same number of characters that are not blank stand before it.
     * Folding and indentation only change blanks; a text in quotes with escapes is met a few columns off.
     *
     * @param line of the text, from 1
     * @param column from 0
     */
    Mark placeIn(ScalarNode scalar, int line, int column) {
        String value = scalar.getValue();
        int offset = 0;
        for (int at = 1; at < line; at++) {
            int next = value.indexOf('\n', offset);
            if (next < 0) {
                break;
            }
            offset = next + 1;
        }
        offset = Math.min(value.length(), offset + column);
        long before = value.substring(0, offset)
                .chars()
                .filter(c -> !Character.isWhitespace(c))
                .count();
        int[] raw = text.codePoints().toArray();
        int at = scalar.getStartMark().getIndex();
        boolean block = at < raw.length && (raw[at] == '|' || raw[at] == '>');
        if (block) {
            while (at < raw.length && raw[at] != '\n') {
                at++;
            }
        } else if (at < raw.length && (raw[at] == '"' || raw[at] == '\'')) {
            at++;
        }
        while (at < raw.length && (before > 0 || Character.isWhitespace(raw[at]))) {
            if (!Character.isWhitespace(raw[at])) {
                before--;
            }
            at++;
        }
        return mark(raw, Math.min(at, raw.length));
    }

    private Mark mark(int[] raw, int index) {
        int line = 0;
        int start = 0;
        for (int i = 0; i < index; i++) {
            if (raw[i] == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new Mark(file, index, line, index - start, raw, index);
    }
}

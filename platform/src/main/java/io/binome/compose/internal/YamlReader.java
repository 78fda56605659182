package io.binome.compose.internal;

import io.binome.compose.ComposeLimits;
import io.binome.compose.ComposeNode;
import io.binome.compose.ComposePlace;
import io.binome.compose.ComposeProblem;
import io.binome.compose.Origin;
import io.binome.kernel.ProblemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads the YAML documents of one file into trees with positions. Aliases and merge keys are expanded under limits,
 * {@code !reset} and {@code !override} are taken out and remembered.
 */
final class YamlReader {
    /** One document of a file, and the paths under which what earlier files said is forgotten. */
    record Document(ComposeNode root, List<List<String>> resets) {}

    private static final Tag PLAIN = new Tag("tag:binome.io,2026:plain");

    private final String file;
    private final ComposeLimits limits;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private List<List<String>> resets = new ArrayList<>();
    private int nodes;
    private long characters;

    private YamlReader(String file, ComposeLimits limits) {
        this.file = file;
        this.limits = limits;
    }

    static List<Document> read(String file, byte[] bytes, ComposeLimits limits) {
        return new YamlReader(file, limits).documents(Text.decode(file, bytes));
    }

    private List<Document> documents(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(limits.depth());
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE); // what they expand to is limited instead
        List<Document> documents = new ArrayList<>();
        try {
            Composer composer =
                    new Composer(new ParserImpl(new StreamReader(text), options), new UntypedResolver(), options);
            while (composer.checkNode()) {
                resets = new ArrayList<>();
                ComposeNode root = convert(composer.getNode(), List.of(), null);
                documents.add(new Document(root, List.copyOf(resets)));
            }
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            throw malformed(mark, e.getProblem() == null ? "this is no YAML" : e.getProblem(), "Correct the YAML");
        } catch (YAMLException e) {
            if (e.getMessage() != null && e.getMessage().startsWith("Nesting Depth")) {
                throw tooDeep(null);
            }
            throw malformed(null, "this is no YAML: " + firstLine(e.getMessage()), "Correct the YAML");
        }
        return documents;
    }

    private ComposeNode convert(Node node, List<String> path, @Nullable Origin keyOrigin) {
        Origin origin = keyOrigin == null ? origin(node.getStartMark()) : keyOrigin;
        if (++nodes > limits.nodes()) {
            throw Problems.stop(new ComposeProblem.LimitExceeded(
                    new ComposePlace(origin, String.join(".", path)),
                    "the file holds more than " + limits.nodes() + " values once its aliases are expanded",
                    "Use fewer aliases or split the project"));
        }
        if (path.size() > limits.depth()) {
            throw tooDeep(node.getStartMark());
        }
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar, origin);
        }
        if (!open.add(node)) {
            throw malformed(node.getStartMark(), "an anchor contains itself", "Remove the alias inside its own anchor");
        }
        try {
            return node instanceof SequenceNode sequence
                    ? sequence(sequence, path, origin)
                    : mapping((MappingNode) node, path, origin);
        } finally {
            open.remove(node);
        }
    }

    private ComposeNode scalar(ScalarNode node, Origin origin) {
        String text = node.getValue();
        characters += text.length();
        if (characters > limits.characters()) {
            throw Problems.stop(new ComposeProblem.LimitExceeded(
                    new ComposePlace(origin, ""),
                    "the file holds more than " + limits.characters() + " characters once its aliases are expanded",
                    "Use fewer aliases or split the project"));
        }
        Tag tag = node.getTag();
        boolean typed = tag.equals(PLAIN)
                || tag.equals(Tag.INT)
                || tag.equals(Tag.FLOAT)
                || tag.equals(Tag.BOOL)
                || tag.equals(Tag.NULL);
        return ComposeNode.scalar(typed ? PlainScalars.resolve(text) : text, origin);
    }

    private ComposeNode sequence(SequenceNode node, List<String> path, Origin origin) {
        List<ComposeNode> items = new ArrayList<>();
        for (int i = 0; i < node.getValue().size(); i++) {
            Node item = node.getValue().get(i);
            if (!isReset(item)) {
                items.add(convert(item, plus(path, "[" + i + "]"), null));
            }
        }
        return new ComposeNode.Sequence(items, origin);
    }

    private ComposeNode mapping(MappingNode node, List<String> path, Origin origin) {
        Map<String, ComposeNode> own = new LinkedHashMap<>();
        Map<String, ComposeNode> merged = new LinkedHashMap<>();
        Map<String, Mark> seen = new LinkedHashMap<>();
        for (NodeTuple entry : node.getValue()) {
            String key = key(entry.getKeyNode());
            Mark mark = entry.getKeyNode().getStartMark();
            if (key.equals("<<") && entry.getKeyNode().getTag().equals(PLAIN)) {
                merge(entry.getValueNode(), path, merged);
                continue;
            }
            Mark first = seen.putIfAbsent(key, mark);
            if (first != null) {
                throw malformed(
                        mark,
                        "the key '" + key + "' stands twice in this mapping, first in line " + (first.getLine() + 1),
                        "Keep one of them");
            }
            List<String> here = plus(path, key);
            Tag tag = entry.getValueNode().getTag();
            if (isReset(entry.getValueNode())) {
                resets.add(here);
                continue;
            }
            if (tag.getValue().equals("!override")) {
                resets.add(here);
            }
            own.put(key, convert(entry.getValueNode(), here, origin(mark)));
        }
        merged.forEach(own::putIfAbsent);
        return new ComposeNode.Mapping(own, origin);
    }

    private void merge(Node value, List<String> path, Map<String, ComposeNode> merged) {
        if (value instanceof MappingNode) {
            ComposeNode converted = convert(value, path, null);
            ((ComposeNode.Mapping) converted).entries().forEach(merged::putIfAbsent);
        } else if (value instanceof SequenceNode several
                && several.getValue().stream().allMatch(MappingNode.class::isInstance)) {
            several.getValue().forEach(one -> merge(one, path, merged));
        } else {
            throw malformed(value.getStartMark(), "'<<' takes a mapping or a list of mappings", "Write <<: *anchor");
        }
    }

    private String key(Node node) {
        if (node instanceof ScalarNode scalar) {
            characters += scalar.getValue().length();
            if (!scalar.getTag().equals(PLAIN) || PlainScalars.resolve(scalar.getValue()) instanceof String) {
                return scalar.getValue();
            }
        }
        throw malformed(
                node.getStartMark(),
                "a key must be a text" + (node instanceof ScalarNode scalar ? ", not " + scalar.getValue() : ""),
                "Put the key in quotes");
    }

    private static boolean isReset(Node node) {
        return node.getTag().getValue().equals("!reset");
    }

    private static List<String> plus(List<String> path, String key) {
        List<String> longer = new ArrayList<>(path.size() + 1);
        longer.addAll(path);
        longer.add(key);
        return longer;
    }

    private Origin origin(@Nullable Mark mark) {
        return mark == null ? new Origin(file, 0, 0) : new Origin(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private ProblemException tooDeep(@Nullable Mark mark) {
        return Problems.stop(new ComposeProblem.LimitExceeded(
                new ComposePlace(origin(mark), ""),
                "mappings and lists are nested deeper than " + limits.depth() + " levels",
                "Flatten the file"));
    }

    private ProblemException malformed(@Nullable Mark mark, String reason, String advice) {
        return Problems.stop(new ComposeProblem.MalformedYaml(new ComposePlace(origin(mark), ""), reason, advice));
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unknown" : message.lines().findFirst().orElse("unknown");
    }

    /** Leaves the meaning of plain scalars open: SnakeYAML would read them as YAML 1.1. */
    private static final class UntypedResolver extends Resolver {
        @Override
        protected void addImplicitResolvers() {}

        @Override
        public Tag resolve(NodeId kind, @Nullable String value, boolean implicit) {
            return switch (kind) {
                case scalar -> implicit ? PLAIN : Tag.STR;
                case sequence -> Tag.SEQ;
                case mapping -> Tag.MAP;
                case anchor -> Tag.STR;
            };
        }
    }
}

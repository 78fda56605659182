package io.binome.workloads.internal;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The text of one Compose file, to be edited in places. Each edit gives another text, or nothing where it is not plain. */
record ComposeText(String text) {
    /** Puts another value where one stands already, quoted as the old one was. */
    Optional<ComposeText> replaced(List<String> path, String value) {
        return at(path).filter(ScalarNode.class::isInstance)
                .map(ScalarNode.class::cast)
                .flatMap(node -> {
                    String quote =
                            switch (node.getScalarStyle()) {
                                case DOUBLE_QUOTED -> "\"";
                                case SINGLE_QUOTED -> "'";
                                default -> "";
                            };
                    // A literal block or a variable is somebody's thought that a number does not replace.
                    return node.getScalarStyle() == ScalarStyle.LITERAL
                                    || node.getScalarStyle() == ScalarStyle.FOLDED
                                    || node.getValue().contains("$")
                            ? Optional.empty()
                            : Optional.of(spliced(from(node), to(node), quote + value + quote));
                });
    }

    /** Adds a key to a mapping that is written line by line: behind its first plain value, else before its first key. */
    Optional<ComposeText> added(List<String> path, String key, String value) {
        return block(path).map(mapping -> {
            NodeTuple first = mapping.getValue().getFirst();
            String line = key + ": " + value;
            String indent = " ".repeat(first.getKeyNode().getStartMark().getColumn());
            if (first.getValueNode() instanceof ScalarNode plain
                    && plain.getStartMark().getLine() == plain.getEndMark().getLine()) {
                int end = text.indexOf('\n', to(plain));
                int at = end < 0 ? text.length() : end;
                return spliced(at, at, "\n" + indent + line);
            }
            int at = from(first.getKeyNode());
            return spliced(at, at, line + "\n" + indent);
        });
    }

    /** Takes out a key with all below it; comments that stand above the next key stay. */
    Optional<ComposeText> removed(List<String> path, String key) {
        return block(path).flatMap(mapping -> mapping.getValue().stream()
                .filter(tuple -> named(tuple, key))
                .findFirst()
                .map(tuple -> {
                    int begin = text.lastIndexOf('\n', Math.max(0, from(tuple.getKeyNode()) - 1)) + 1;
                    int last = lastUsed(tuple);
                    int end = text.indexOf('\n', last);
                    return spliced(begin, end < 0 ? text.length() : end + 1, "");
                }));
    }

    /** The last character of a value that is no space: its own end mark lies behind the comments that follow. */
    private int lastUsed(NodeTuple tuple) {
        Node node = tuple.getValueNode();
        while (node instanceof MappingNode || node instanceof org.yaml.snakeyaml.nodes.SequenceNode) {
            if (node instanceof MappingNode mapping) {
                if (mapping.getFlowStyle() == FlowStyle.FLOW
                        || mapping.getValue().isEmpty()) {
                    break;
                }
                node = mapping.getValue().getLast().getValueNode();
            } else if (node instanceof org.yaml.snakeyaml.nodes.SequenceNode sequence) {
                if (sequence.getFlowStyle() == FlowStyle.FLOW
                        || sequence.getValue().isEmpty()) {
                    break;
                }
                node = sequence.getValue().getLast();
            }
        }
        int last = Math.max(from(tuple.getKeyNode()), to(node) - 1);
        while (last > from(tuple.getKeyNode()) && Character.isWhitespace(text.charAt(last))) {
            last--;
        }
        return last;
    }

    private Optional<MappingNode> block(List<String> path) {
        return at(path).filter(MappingNode.class::isInstance)
                .map(MappingNode.class::cast)
                .filter(mapping -> mapping.getFlowStyle() != FlowStyle.FLOW
                        && !mapping.getValue().isEmpty());
    }

    private Optional<Node> at(List<String> path) {
        try {
            Optional<Node> node = Optional.ofNullable(new Yaml(new LoaderOptions()).compose(new StringReader(text)));
            for (String key : path) {
                node = node.filter(MappingNode.class::isInstance).flatMap(mapping -> ((MappingNode) mapping)
                        .getValue().stream()
                                .filter(tuple -> named(tuple, key))
                                .map(NodeTuple::getValueNode)
                                .findFirst());
            }
            return node;
        } catch (YAMLException malformed) {
            return Optional.empty();
        }
    }

    private static boolean named(NodeTuple tuple, String key) {
        return tuple.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key);
    }

    private ComposeText spliced(int from, int to, String put) {
        return new ComposeText(text.substring(0, from) + put + text.substring(to));
    }

    /** Marks count code points. */
    private int from(Node node) {
        return text.offsetByCodePoints(0, node.getStartMark().getIndex());
    }

    private int to(Node node) {
        return text.offsetByCodePoints(0, node.getEndMark().getIndex());
    }
}

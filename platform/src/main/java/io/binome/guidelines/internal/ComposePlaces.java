package io.binome.guidelines.internal;

import io.binome.guidelines.internal.Places.Place;
import io.binome.repositories.CommitTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Where Compose files write something: in themselves, in what they include, in what a service extends. Pure. */
final class ComposePlaces {
    private static final int MOST_BASES = 10;

    private ComposePlaces() {}

    /** @param depth how many of the keys are there */
    private record Found(Place place, int depth) {}

    /** A service that another one extends. */
    private record Base(String file, String service) {}

    /**
     * @param files by their paths, the later ones over those before them
     * @param read a file that is none of these
     * @param at keys below the resource; null for itself
     */
    static Place of(
            Map<String, Node> files,
            Function<String, Optional<Node>> read,
            String section,
            String name,
            @Nullable String at) {
        Found best = deepest(files, keys(section, name, at));
        Map<String, Node> present = files;
        Base base = section.equals("services") ? base(files, name).orElse(null) : null;
        for (int hops = 0; base != null && hops < MOST_BASES; hops++) {
            Node root = present.get(base.file());
            if (root == null) {
                root = files.containsKey(base.file())
                        ? files.get(base.file())
                        : read.apply(base.file()).orElse(null);
            }
            if (root == null) {
                break;
            }
            present = Map.of(base.file(), root);
            Found found = deepest(present, keys(section, base.service(), at));
            if (found.depth() > best.depth()) {
                best = found;
            }
            base = base(present, base.service()).orElse(null);
        }
        return best.place();
    }

    private static List<String> keys(String section, String name, @Nullable String at) {
        List<String> keys = new ArrayList<>(List.of(section, name));
        if (at != null) {
            keys.addAll(List.of(at.split("\\.")));
        }
        return keys;
    }

    /** At least the resource itself; at the same depth the later file wins, as it does when they are merged. */
    private static Found deepest(Map<String, Node> files, List<String> keys) {
        Found best = new Found(Places.NOWHERE, 1);
        for (Map.Entry<String, Node> file : files.entrySet()) {
            Node node = file.getValue();
            int depth = 0;
            int line = 0;
            for (String key : keys) {
                NodeTuple entry = entry(node, key).orElse(null);
                if (entry == null) {
                    break;
                }
                depth++;
                line = entry.getKeyNode().getStartMark().getLine() + 1;
                node = entry.getValueNode();
            }
            if (depth >= Math.max(2, best.depth())) {
                best = new Found(new Place(file.getKey(), line), depth);
            }
        }
        return best;
    }

    private static Optional<Base> base(Map<String, Node> files, String service) {
        Base found = null;
        for (Map.Entry<String, Node> file : files.entrySet()) {
            Node extending = value(file.getValue(), "services")
                    .flatMap(services -> value(services, service))
                    .flatMap(node -> value(node, "extends"))
                    .orElse(null);
            if (extending instanceof ScalarNode same) {
                found = new Base(file.getKey(), same.getValue());
            } else if (extending != null) {
                String of = value(extending, "service").map(ComposePlaces::text).orElse(null);
                String path = value(extending, "file")
                        .map(ComposePlaces::text)
                        .flatMap(written -> CommitTree.resolve(folder(file.getKey()), written))
                        .orElse(file.getKey());
                found = of == null ? found : new Base(path, of);
            }
        }
        return Optional.ofNullable(found);
    }

    /** Paths of the files that this one includes. */
    static List<String> included(String path, Node root) {
        return value(root, "include").stream()
                .flatMap(ComposePlaces::items)
                .flatMap(item -> item instanceof MappingNode
                        ? value(item, "path").stream().flatMap(ComposePlaces::items)
                        : Stream.of(item))
                .map(ComposePlaces::text)
                .flatMap(written -> CommitTree.resolve(folder(path), written).stream())
                .toList();
    }

    private static Stream<Node> items(Node node) {
        return node instanceof SequenceNode sequence ? sequence.getValue().stream() : Stream.of(node);
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private static String folder(String path) {
        return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    }

    private static Optional<Node> value(Node node, String name) {
        return entry(node, name).map(NodeTuple::getValueNode);
    }

    static Optional<NodeTuple> entry(Node node, String name) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode key
                                && key.getValue().equals(name))
                        .findFirst()
                : Optional.empty();
    }
}

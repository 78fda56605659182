package io.binome.stacks.internal;

import io.binome.kernel.ProblemException;
import io.binome.repositories.CommitTree;
import io.binome.stacks.ManifestPlace;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Finds keys in a {@code binome.yaml} that could be read before. */
public final class ManifestPlaces {
    private static final ManifestPlace NOWHERE = new ManifestPlace(0, 0);

    private ManifestPlaces() {}

    public static ManifestPlace of(CommitTree tree, String key) {
        try {
            return tree.read(ManifestPlace.FILE, ManifestReader.MAXIMUM_BYTES)
                    .map(bytes -> of(new String(bytes, StandardCharsets.UTF_8), key))
                    .orElse(NOWHERE);
        } catch (YAMLException | ProblemException unreadable) {
            return NOWHERE;
        }
    }

    private static ManifestPlace of(String text, String key) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(ManifestReader.MAXIMUM_BYTES);
        Node place = new Yaml(options).compose(new StringReader(text));
        Node at = place;
        for (String name : key.split("\\.")) {
            Optional<NodeTuple> found = entry(at, name);
            if (found.isEmpty()) {
                break;
            }
            at = found.get().getValueNode();
            // A mapping begins on the line after its key; the key is what a reader looks for.
            place = at instanceof ScalarNode ? at : found.get().getKeyNode();
        }
        return place == null
                ? NOWHERE
                : new ManifestPlace(
                        place.getStartMark().getLine() + 1, place.getStartMark().getColumn() + 1);
    }

    private static Optional<NodeTuple> entry(@Nullable Node node, String name) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode scalar
                                && scalar.getValue().equals(name))
                        .findFirst()
                : Optional.empty();
    }
}

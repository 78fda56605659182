package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposeNode.Sequence;
import io.binome.compose.ComposeOptions;
import io.binome.compose.ComposeProblem;
import io.binome.kernel.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the paths of a tree against the folder of the files that it came from. Absolute mode gives absolute paths,
 * relative mode the way from the folder of whoever asked for the tree, so that it can be resolved again there.
 */
final class PathResolution {
    private enum Kind {
        PATH,
        BUILD_CONTEXT,
        MOUNT,
        VOLUME
    }

    private static final PathRules<Kind> RULES = new PathRules<Kind>()
            .add("services.*.build.context", Kind.BUILD_CONTEXT)
            .add("services.*.build.additional_contexts.*", Kind.BUILD_CONTEXT)
            .add("services.*.env_file.[].path", Kind.PATH)
            .add("services.*.extends.file", Kind.PATH)
            .add("services.*.develop.watch.[].path", Kind.PATH)
            .add("services.*.volumes.[]", Kind.MOUNT)
            .add("configs.*.file", Kind.PATH)
            .add("secrets.*.file", Kind.PATH)
            .add("volumes.*", Kind.VOLUME);
    private static final List<String> REMOTE =
            List.of("https://", "http://", "git://", "ssh://", "github.com/", "git@");

    private final ComposeOptions options;
    private final ProjectFiles files;
    private final Problems problems;
    private final String folder;
    private final String asker;

    PathResolution(ComposeOptions options, ProjectFiles files, Problems problems, String folder, String asker) {
        this.options = options;
        this.files = files;
        this.problems = problems;
        this.folder = folder;
        this.asker = asker;
    }

    Mapping resolve(Mapping root) {
        return (Mapping) resolve(root, KeyPath.ROOT, RULES);
    }

    private ComposeNode resolve(ComposeNode node, KeyPath path, @Nullable PathRules<Kind> rules) {
        if (rules == null) {
            return node;
        }
        Kind kind = rules.rule();
        if (kind != null) {
            return switch (kind) {
                case PATH -> path(node, path);
                case BUILD_CONTEXT -> context(node, path);
                case MOUNT -> mount(node, path);
                case VOLUME -> volume(node, path);
            };
        }
        return switch (node) {
            case Mapping mapping -> {
                Map<String, ComposeNode> entries = new LinkedHashMap<>();
                mapping.entries()
                        .forEach((key, value) -> entries.put(key, resolve(value, path.then(key), rules.key(key))));
                yield new Mapping(entries, mapping.origin());
            }
            case Sequence sequence -> {
                List<ComposeNode> items = new ArrayList<>();
                for (int i = 0; i < sequence.items().size(); i++) {
                    items.add(resolve(sequence.items().get(i), path.item(i), rules.item()));
                }
                yield new Sequence(items, sequence.origin());
            }
            case Scalar scalar -> scalar;
        };
    }

    private ComposeNode path(ComposeNode node, KeyPath path) {
        if (!(node instanceof Scalar scalar) || !(scalar.value() instanceof String text) || text.isEmpty()) {
            return node;
        }
        String home = options.home();
        boolean relative = options.paths() == ComposeOptions.Paths.RELATIVE;
        if (text.startsWith("~") && home == null || TreePaths.isWindows(text)) {
            return node;
        }
        if (relative && (TreePaths.isAbsolute(text) || text.startsWith("~"))) {
            return node;
        }
        try {
            String joined = files.join(folder, text, path.place(node));
            return ComposeNode.scalar(relative ? TreePaths.relative(asker, joined) : joined, node.origin());
        } catch (ProblemException e) {
            problems.add(e);
            return node;
        }
    }

    private ComposeNode context(ComposeNode node, KeyPath path) {
        String text = node instanceof Scalar scalar ? scalar.text() : "";
        return text.contains("://") || REMOTE.stream().anyMatch(text::startsWith) ? node : path(node, path);
    }

    private ComposeNode mount(ComposeNode node, KeyPath path) {
        if (!(node instanceof Mapping mount) || !"bind".equals(mount.text("type"))) {
            return node;
        }
        ComposeNode source = mount.get("source");
        if (source == null) {
            problems.add(new ComposeProblem.InvalidValue(
                    path.place(node), "a bind mount needs a source", "Add source: with the path to mount"));
            return node;
        }
        return mount.with("source", path(source, path.then("source")));
    }

    private ComposeNode volume(ComposeNode node, KeyPath path) {
        if (!(node instanceof Mapping volume) || !"local".equals(volume.text("driver"))) {
            return node;
        }
        Mapping driver = volume.mapping("driver_opts");
        ComposeNode device = driver.get("device");
        if (device == null || !"bind".equals(driver.text("o"))) {
            return node;
        }
        return volume.with(
                "driver_opts",
                driver.with("device", path(device, path.then("driver_opts").then("device"))));
    }
}

package io.binome.guidelines.internal;

import io.binome.kernel.ProblemException;
import io.binome.repositories.CommitTree;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.StackDeclaration;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds where the resources of a stack are written. Best effort: what is not found has no place. */
final class Places {
    private static final int MAXIMUM_BYTES = 1 << 20;
    private static final int MOST_FILES = 100;
    static final Place NOWHERE = new Place(null, 0);
    private static final List<String> COMPOSE = List.of(
            "compose.yaml",
            "compose.yml",
            "docker-compose.yml",
            "docker-compose.yaml",
            "compose.override.yaml",
            "compose.override.yml",
            "docker-compose.override.yml",
            "docker-compose.override.yaml");
    private static final Map<String, String> SECTIONS =
            Map.of("service", "services", "volume", "volumes", "network", "networks");
    private static final Pattern MODULE = Pattern.compile("module\\.([A-Za-z0-9_-]+)(\\[[^]]*])?\\..*");
    private static final Pattern RESOURCE =
            Pattern.compile("([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)(\\[.*])?", Pattern.DOTALL);

    private final @Nullable CommitTree tree;
    private final StackDeclaration stack;
    private final String engine;
    private @Nullable Map<String, Node> composeFiles;
    private @Nullable Map<String, List<String>> configuration;
    private final Map<String, Place> found = new HashMap<>();

    Places(@Nullable CommitTree tree, StackDeclaration stack, String engine) {
        this.tree = tree;
        this.stack = stack;
        this.engine = engine;
    }

    /** @param line 0 where only the file is known, or nothing */
    record Place(@Nullable String file, int line) {}

    /** @param at key of the resource; null for the resource itself */
    Place of(@Nullable ResourceChange resource, @Nullable String at) {
        if (tree == null || resource == null) {
            return NOWHERE;
        }
        return found.computeIfAbsent(resource.address() + " " + at, _ -> switch (engine) {
            case "compose" -> inCompose(resource, at);
            case "opentofu" -> inConfiguration(resource, at);
            default -> NOWHERE;
        });
    }

    /**
     * What the files say of a service, volume or network, the last file over those before it; empty where nothing is known
     * of the files, or for another engine.
     */
    Optional<JsonNode> written(ResourceChange resource) {
        String section = SECTIONS.get(resource.type());
        if (tree == null || section == null || !engine.equals("compose")) {
            return Optional.empty();
        }
        JsonNode all = null;
        for (Node file : composeFiles().values()) {
            Node node = ComposePlaces.entry(file, section)
                    .flatMap(tuple -> ComposePlaces.entry(tuple.getValueNode(), resource.name()))
                    .map(NodeTuple::getValueNode)
                    .orElse(null);
            if (node != null) {
                JsonNode here = RuleNodes.json(node);
                all = all == null ? here : over(all, here);
            }
        }
        return Optional.ofNullable(all).filter(JsonNode::isObject);
    }

    private static JsonNode over(JsonNode below, JsonNode above) {
        if (below instanceof ObjectNode object && above instanceof ObjectNode more) {
            more.properties().forEach(entry -> {
                JsonNode known = object.get(entry.getKey());
                object.set(entry.getKey(), known == null ? entry.getValue() : over(known, entry.getValue()));
            });
            return object;
        }
        return above;
    }

    private Place inCompose(ResourceChange resource, @Nullable String at) {
        String section = SECTIONS.get(resource.type());
        return section == null ? NOWHERE : ComposePlaces.of(composeFiles(), this::yaml, section, resource.name(), at);
    }

    /** Those that the stack names, each after those that it includes: what is written later holds. */
    private Map<String, Node> composeFiles() {
        Map<String, Node> files = composeFiles;
        if (files == null) {
            files = new java.util.LinkedHashMap<>();
            for (String name : stack.files().isEmpty() ? COMPOSE : stack.files()) {
                add(files, CommitTree.resolve(stack.path(), name).orElse(name), new HashSet<>());
            }
            composeFiles = files;
        }
        return files;
    }

    private void add(Map<String, Node> files, String path, Set<String> including) {
        if (files.containsKey(path) || files.size() >= MOST_FILES || !including.add(path)) {
            return;
        }
        yaml(path).ifPresent(root -> {
            ComposePlaces.included(path, root).forEach(included -> add(files, included, including));
            files.put(path, root);
        });
    }

    private Optional<Node> yaml(String path) {
        return text(path).flatMap(Places::parsed);
    }

    private static Optional<Node> parsed(String text) {
        try {
            LoaderOptions options = new LoaderOptions();
            options.setNestingDepthLimit(50);
            return Optional.ofNullable(new Yaml(options).compose(new StringReader(text)));
        } catch (YAMLException unreadable) {
            return Optional.empty();
        }
    }

    private Place inConfiguration(ResourceChange resource, @Nullable String at) {
        Matcher module = MODULE.matcher(resource.address());
        Pattern head;
        if (module.matches()) {
            head = Pattern.compile("\\s*module\\s+\"" + Pattern.quote(module.group(1)) + "\".*");
        } else {
            Matcher plain = RESOURCE.matcher(resource.address());
            if (!plain.matches()) {
                return NOWHERE;
            }
            head = Pattern.compile("\\s*resource\\s+\"?" + Pattern.quote(plain.group(1)) + "\"?\\s+\"?"
                    + Pattern.quote(plain.group(2)) + "\"?[\\s{].*");
        }
        for (Map.Entry<String, List<String>> file : configuration().entrySet()) {
            List<String> lines = file.getValue();
            for (int i = 0; i < lines.size(); i++) {
                if (head.matcher(lines.get(i)).matches()) {
                    return new Place(file.getKey(), at == null || module.matches() ? i + 1 : key(lines, i, at));
                }
            }
        }
        return NOWHERE;
    }

    /** The line of a key of the block that begins there; that of the block where it has no such key. */
    private static int key(List<String> lines, int head, String at) {
        Pattern key = Pattern.compile("\\s+" + Pattern.quote(at.split("[.\\[]")[0]) + "\\s*[={].*");
        for (int i = head + 1; i < lines.size() && !lines.get(i).startsWith("}"); i++) {
            if (key.matcher(lines.get(i)).matches()) {
                return i + 1;
            }
        }
        return head + 1;
    }

    private Map<String, List<String>> configuration() {
        Map<String, List<String>> files = configuration;
        if (files == null) {
            files = new java.util.LinkedHashMap<>();
            CommitTree commit = tree;
            if (commit != null) {
                for (CommitTree.Entry entry : commit.list(stack.path())) {
                    if (entry.kind() == CommitTree.Kind.FILE
                            && entry.name().endsWith(".tf")
                            && files.size() < MOST_FILES) {
                        String path = stack.path().isEmpty() ? entry.name() : stack.path() + "/" + entry.name();
                        text(path).ifPresent(putInto(files, path));
                    }
                }
            }
            configuration = files;
        }
        return files;
    }

    private static java.util.function.Consumer<String> putInto(Map<String, List<String>> files, String path) {
        return text -> files.put(path, text.lines().toList());
    }

    private Optional<String> text(String path) {
        if (tree == null) {
            return Optional.empty();
        }
        try {
            return tree.read(path, MAXIMUM_BYTES).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
        } catch (ProblemException tooLarge) {
            return Optional.empty();
        }
    }
}

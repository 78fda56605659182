package io.binome.stacks.internal;

import io.binome.kernel.Names;
import io.binome.repositories.CommitTree;
import io.binome.stacks.DocumentNodes;
import io.binome.stacks.DocumentNodes.Entry;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Stacks;
import io.binome.stacks.Stacks.ManifestOutcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code binome.yaml}; docs/reference/binome-yaml.md is its description for people. */
final class ManifestReader {
    static final int MAXIMUM_BYTES = 256 << 10;

    private static final int MAXIMUM_PATH = 300;
    private static final int MAXIMUM_VALUE = 4096;
    private static final List<String> TOP = List.of("stacks");
    private static final List<String> STACK = List.of(
            "path",
            "engine",
            "environment",
            "site",
            "files",
            "profiles",
            "variables",
            "after",
            "inputs",
            "secrets",
            "version",
            "workspace",
            "network");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    private static final Pattern PROFILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

    private final DocumentNodes nodes = new DocumentNodes(Stacks.MANIFEST, "manifest");
    private final CommitTree tree;
    private final Collection<String> engines;

    private ManifestReader(CommitTree tree, Collection<String> engines) {
        this.tree = tree;
        this.engines = new TreeSet<>(engines);
    }

    /** @param engines names of those that are wired in */
    static ManifestOutcome read(byte[] bytes, CommitTree tree, Collection<String> engines) {
        ManifestReader reader = new ManifestReader(tree, engines);
        List<StackDeclaration> stacks = reader.read(bytes);
        return reader.nodes.findings().isEmpty()
                ? new ManifestOutcome.Read(stacks)
                : new ManifestOutcome.Wrong(List.copyOf(reader.nodes.findings()));
    }

    /** Of a file that is too large to be looked into. */
    static ManifestOutcome tooLarge() {
        DocumentNodes nodes = new DocumentNodes(Stacks.MANIFEST, "manifest");
        nodes.wrong(
                "manifest-too-large",
                (Node) null,
                null,
                "The file is larger than " + (MAXIMUM_BYTES >> 10) + " KiB.",
                "It only lists stacks: move everything else to the files of the stacks.");
        return new ManifestOutcome.Wrong(nodes.findings());
    }

    private List<StackDeclaration> read(byte[] bytes) {
        Node root = nodes.root(bytes, MAXIMUM_BYTES, EXAMPLE).orElse(null);
        if (root == null) {
            return List.of();
        }
        Map<String, Entry> top =
                nodes.mapping(root, "", "a mapping with the key 'stacks'").orElse(Map.of());
        nodes.onlyKnown(top, TOP, "");
        Entry stacks = top.get("stacks");
        if (stacks == null) {
            if (nodes.findings().isEmpty()) {
                nodes.wrong("manifest-missing", root, "stacks", "There is no 'stacks' here.", EXAMPLE);
            }
            return List.of();
        }
        List<StackDeclaration> declared = new ArrayList<>();
        nodes.mapping(
                        stacks.value(),
                        "stacks",
                        "a mapping from the name of each stack to its description ({} for none)")
                .ifPresent(entries -> entries.forEach(
                        (name, entry) -> stack(name, entry, "stacks." + name).ifPresent(declared::add)));
        ManifestLinks.check(declared, stacks.value(), nodes);
        return declared;
    }

    private static final String EXAMPLE = "For example:\nstacks:\n  shop:\n    environment: production";

    private Optional<StackDeclaration> stack(String name, Entry entry, String where) {
        int before = nodes.findings().size();
        if (name.startsWith("x-")) {
            return Optional.empty();
        }
        if (!Names.isName(name)) {
            nodes.wrong(
                    "manifest-name", entry.key(), where, "'" + shown(name) + "' cannot be the name of a stack.", NAME);
        }
        Map<String, Entry> fields = nodes.mapping(
                        entry.value(), where, "a description of the stack, at least its environment")
                .orElse(null);
        if (fields == null) {
            return Optional.empty();
        }
        nodes.onlyKnown(fields, STACK, where);
        String path = path(fields.get("path"), where + ".path");
        ManifestRunKeys run = new ManifestRunKeys(nodes);
        SortedMap<String, StackDeclaration.Output> inputs = run.inputs(fields.get("inputs"), where + ".inputs");
        StackDeclaration declaration = new StackDeclaration(
                name,
                path == null ? "" : path,
                engine(fields.get("engine"), where + ".engine"),
                environment(fields.get("environment"), entry, where + ".environment"),
                name(fields.get("site"), where + ".site", "main"),
                path == null ? List.of() : files(fields.get("files"), path, where + ".files"),
                profiles(fields.get("profiles"), where + ".profiles"),
                variables(fields.get("variables"), where + ".variables"),
                run.after(fields.get("after"), where + ".after", inputs),
                inputs,
                run.secrets(fields.get("secrets"), where + ".secrets"),
                new StackDeclaration.Tool(
                        run.version(fields.get("version"), where + ".version"),
                        run.workspace(fields.get("workspace"), where + ".workspace"),
                        run.network(fields.get("network"), where + ".network")));
        return nodes.findings().size() == before ? Optional.of(declaration) : Optional.empty();
    }

    private static final String NAME =
            "Write 1 to 40 characters: lower-case letters, digits and single hyphens, beginning with a letter.";

    private String environment(@Nullable Entry entry, Entry stack, String where) {
        if (entry == null) {
            nodes.wrong(
                    "manifest-missing",
                    stack.key(),
                    where,
                    "It is not said which environment this stack belongs to, and that decides who must review its changes.",
                    "Add for example 'environment: dev', or 'environment: production'.");
            return "";
        }
        return name(entry, where, "");
    }

    private String name(@Nullable Entry entry, String where, String otherwise) {
        if (entry == null) {
            return otherwise;
        }
        Optional<String> name = nodes.text(entry.value(), where);
        if (name.isPresent() && !Names.isName(name.get())) {
            nodes.wrong("manifest-name", entry.value(), where, "'" + shown(name.get()) + "' is not a name.", NAME);
        }
        return name.orElse(otherwise);
    }

    private String engine(@Nullable Entry entry, String where) {
        String engine =
                entry == null ? "compose" : nodes.text(entry.value(), where).orElse("compose");
        if (!engines.contains(engine)) {
            nodes.wrong(
                    "manifest-engine",
                    entry == null ? null : entry.value(),
                    where,
                    "There is no engine '" + shown(engine) + "' here.",
                    Nearest.to(engine, engines)
                            .map(meant -> "Did you mean '" + meant + "'?")
                            .orElse("There are: " + String.join(", ", engines) + "."));
        }
        return engine;
    }

    /** The folder, "" for the root; null when it is wrong. */
    private @Nullable String path(@Nullable Entry entry, String where) {
        String written = entry == null ? "." : nodes.text(entry.value(), where).orElse(null);
        if (written == null) {
            return null;
        }
        String path = confined("", written).orElse(null);
        if (path == null) {
            nodes.wrong("manifest-path", entry == null ? null : entry.value(), where, OUTSIDE, FOLDER);
            return null;
        }
        if (!path.isEmpty() && !isFolder(path)) {
            nodes.wrong(
                    "manifest-path",
                    entry == null ? null : entry.value(),
                    where,
                    "There is no folder '" + path + "' in this commit.",
                    FOLDER);
            return null;
        }
        return path;
    }

    private static final String OUTSIDE = "This path is not one inside the repository.";
    private static final String FOLDER =
            "Write a folder of the repository, from its root: 'apps/shop', or '.' for the root.";

    /** Only real folders count: a symbolic link or a submodule stands for what is not in this commit. */
    private boolean isFolder(String path) {
        int slash = path.lastIndexOf('/');
        String parent = slash < 0 ? "" : path.substring(0, slash);
        return tree.list(parent).stream()
                        .anyMatch(entry -> entry.name().equals(path.substring(slash + 1))
                                && entry.kind() == CommitTree.Kind.FOLDER)
                && (parent.isEmpty() || isFolder(parent));
    }

    private List<String> files(@Nullable Entry entry, String folder, String where) {
        List<String> files = new ArrayList<>();
        for (Node item : items(entry, where)) {
            nodes.text(item, where + "[" + files.size() + "]").ifPresent(file -> {
                Optional<String> inRepository = confined(folder, file);
                if (inRepository.isEmpty() || inRepository.get().isEmpty()) {
                    nodes.wrong("manifest-path", item, where, OUTSIDE, "Write a file, from the stack's folder on.");
                } else if (files.contains(file)) {
                    nodes.wrong("manifest-duplicate", item, where, "'" + shown(file) + "' stands here twice.", null);
                }
                files.add(file);
            });
        }
        return files;
    }

    private List<String> profiles(@Nullable Entry entry, String where) {
        List<String> profiles = new ArrayList<>();
        for (Node item : items(entry, where)) {
            nodes.text(item, where).ifPresent(profile -> {
                if (!PROFILE.matcher(profile).matches()) {
                    nodes.wrong("manifest-value", item, where, "'" + shown(profile) + "' is not a profile.", null);
                }
                profiles.add(profile);
            });
        }
        return profiles;
    }

    private List<Node> items(@Nullable Entry entry, String where) {
        return entry == null || DocumentNodes.isNull(entry.value())
                ? List.of()
                : nodes.list(entry.value(), where).orElse(List.of());
    }

    private SortedMap<String, String> variables(@Nullable Entry entry, String where) {
        SortedMap<String, String> variables = new TreeMap<>();
        if (entry == null || DocumentNodes.isNull(entry.value())) {
            return variables;
        }
        Map<String, Entry> entries = nodes.mapping(entry.value(), where, "a mapping from variables to their values")
                .orElse(Map.of());
        entries.forEach((name, variable) -> {
            String at = where + "." + name;
            if (!VARIABLE.matcher(name).matches()) {
                nodes.wrong(
                        "manifest-name",
                        variable.key(),
                        at,
                        "'" + shown(name) + "' cannot be the name of a variable.",
                        "Write letters, digits and underscores, not beginning with a digit.");
            }
            nodes.text(variable.value(), at).ifPresent(value -> {
                if (value.length() > MAXIMUM_VALUE) {
                    nodes.wrong(
                            "manifest-too-large",
                            variable.value(),
                            at,
                            "This value is longer than " + MAXIMUM_VALUE + " characters.",
                            "Keep it in a file of the stack.");
                }
                variables.put(name, value);
            });
        });
        return variables;
    }

    /** The path from the repository's root, without "." and ".."; empty when it leads outside or is no path. */
    static Optional<String> confined(String folder, String written) {
        if (written.isBlank()
                || written.length() > MAXIMUM_PATH
                || written.startsWith("/")
                || written.contains("\\")
                || written.chars().anyMatch(Character::isISOControl)) {
            return Optional.empty();
        }
        return CommitTree.resolve(folder, written);
    }

    private static String shown(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}

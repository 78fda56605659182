package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposeNode.Sequence;
import io.binome.compose.ComposePlace;
import io.binome.compose.ComposeProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes the resources of other Compose projects into a model, each read against its own folder and variables. */
final class Include {
    private static final List<String> KINDS = List.of("services", "volumes", "networks", "secrets", "configs");

    private final ModelLoader loader;

    Include(ModelLoader loader) {
        this.loader = loader;
    }

    Mapping apply(Mapping root, FileSet set, List<String> chain) {
        ComposeNode include = root.get("include");
        if (include == null) {
            return root;
        }
        KeyPath path = KeyPath.of("include");
        Mapping model = root.without("include");
        if (include instanceof Scalar scalar && scalar.value() == null) {
            return model;
        }
        if (!(include instanceof Sequence entries)) {
            throw invalid(path.place(include));
        }
        for (int i = 0; i < entries.items().size(); i++) {
            ComposeNode entry = entries.items().get(i);
            Mapping included = load(entry, path.item(i).place(entry), set, chain);
            for (String kind : KINDS) {
                model = importAll(model, included, kind, path.item(i).place(entry));
            }
        }
        return model;
    }

    private Mapping load(ComposeNode entry, ComposePlace place, FileSet set, List<String> chain) {
        Mapping words = entry instanceof Mapping mapping ? mapping : new Mapping(Map.of("path", entry), entry.origin());
        ProjectFiles files = loader.files();
        List<String> paths = new ArrayList<>();
        for (String path : texts(words.get("path"), place)) {
            paths.add(files.join(set.folder(), path, place));
        }
        if (paths.isEmpty()) {
            throw invalid(place);
        }
        String main = paths.getFirst();
        List<String> longer = new ArrayList<>(chain);
        longer.add(set.files().getFirst());
        if (longer.contains(main)) {
            longer.add(main);
            throw Problems.stop(new ComposeProblem.Cycle(
                    place, "files include each other in a circle: " + String.join(", which includes ", longer)));
        }
        String said = words.text("project_directory");
        String folder = said == null ? TreePaths.parent(main) : files.join(set.folder(), said, place);
        Map<String, String> variables = new LinkedHashMap<>(set.variables());
        for (String envFile : envFiles(words, folder, set, place)) {
            EnvFile.read(envFile, files.text(envFile, place), variables::get).forEach(variables::putIfAbsent);
        }
        return loader.load(new FileSet(paths, folder, set.folder(), variables, place), longer);
    }

    private List<String> envFiles(Mapping words, String folder, FileSet set, ComposePlace place) {
        ProjectFiles files = loader.files();
        List<String> said = texts(words.get("env_file"), place);
        if (said.isEmpty()) {
            String usual = TreePaths.join(folder, ".env");
            return files.isFile(usual, place) ? List.of(usual) : List.of();
        }
        List<String> found = new ArrayList<>();
        for (String path : said) {
            if (!path.equals("/dev/null")) {
                found.add(files.join(set.folder(), path, place));
            }
        }
        return found;
    }

    private static List<String> texts(@Nullable ComposeNode node, ComposePlace place) {
        List<String> texts = new ArrayList<>();
        if (node == null) {
            return texts;
        }
        for (ComposeNode item : node instanceof Sequence sequence ? sequence.items() : List.of(node)) {
            if (!(item instanceof Scalar scalar) || !(scalar.value() instanceof String text)) {
                throw invalid(place);
            }
            texts.add(text);
        }
        return texts;
    }

    private static Mapping importAll(Mapping model, Mapping included, String kind, ComposePlace place) {
        if (!(included.get(kind) instanceof Mapping from)) {
            return model;
        }
        Map<String, ComposeNode> all = new LinkedHashMap<>(model.mapping(kind).entries());
        from.entries().forEach((name, node) -> {
            ComposeNode own = all.putIfAbsent(name, node);
            if (own != null && !own.sameAs(node)) {
                throw Problems.stop(new ComposeProblem.Inconsistent(
                        KeyPath.of(kind, name).place(own),
                        "'" + name + "' is also declared, differently, by the included " + node.origin(),
                        "Rename one of the two, or change the included one in an override file of the include"));
            }
        });
        return model.with(
                kind, new Mapping(all, model.has(kind) ? model.mapping(kind).origin() : from.origin()));
    }

    private static io.binome.kernel.ProblemException invalid(ComposePlace place) {
        return Problems.stop(new ComposeProblem.InvalidValue(
                place,
                "include takes a list of paths, or of mappings with path, project_directory and env_file",
                "Write include: with - path/to/compose.yaml below it"));
    }
}

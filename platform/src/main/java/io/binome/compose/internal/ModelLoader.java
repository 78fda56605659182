package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposeOptions;
import io.binome.compose.ComposePlace;
import io.binome.compose.ComposeProblem;
import io.binome.compose.ComposeWarning;
import io.binome.compose.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads a set of files into one valid model in long form. */
final class ModelLoader {
    private final ProjectFiles files;
    private final ComposeOptions options;
    private final Schema schema;
    private final Consumer<ComposeWarning> warnings;
    private final Map<String, List<YamlReader.Document>> parsed = new HashMap<>();
    private final Map<String, Mapping> extended = new HashMap<>();
    private int loads;

    ModelLoader(ProjectFiles files, ComposeOptions options, Schema schema, Consumer<ComposeWarning> warnings) {
        this.files = files;
        this.options = options;
        this.schema = schema;
        this.warnings = warnings;
    }

    ProjectFiles files() {
        return files;
    }

    List<YamlReader.Document> documents(String file, ComposePlace asker) {
        List<YamlReader.Document> known = parsed.get(file);
        if (known == null) {
            known = YamlReader.read(file, files.bytes(file, asker), options.limits());
            parsed.put(file, known);
        }
        return known;
    }

    /**
     * Reads, extends, includes, merges, validates and expands.
     *
     * @param chain the files whose includes led here
     */
    Mapping load(FileSet set, List<String> chain) {
        if (++loads > options.limits().files()) {
            throw Problems.stop(new ComposeProblem.LimitExceeded(
                    set.place(),
                    "the project includes more than " + options.limits().files() + " files",
                    "Include fewer files"));
        }
        Problems problems = new Problems();
        Extends extending = new Extends(this, options.limits());
        Include including = new Include(this);
        Mapping model = Mapping.empty(new Origin(set.files().getFirst(), 0, 0));
        for (String file : set.files()) {
            for (YamlReader.Document document : documents(file, set.place())) {
                Mapping root = interpolated(document.root(), set, problems);
                problems.throwIfAny();
                root = extending.apply(root, file, set, document.resets());
                model = Resets.apply(model, document.resets());
                root = including.apply(root, set, chain);
                model = Uniqueness.enforce(Merge.documents(model, root));
                Sizes.check(model, options.limits());
            }
        }
        schema.validate(model, problems);
        problems.throwIfAny();
        ComposeNode version = model.get("version");
        if (version != null) {
            warnings.accept(new ComposeWarning(
                    KeyPath.of("version").place(version), "the key 'version' is obsolete and has no effect"));
            model = model.without("version");
        }
        model = Normalization.defaults(longForm(model, problems));
        Exclusions.check(model, problems);
        model = new PathResolution(options, files, problems, set.folder(), set.asker()).resolve(model);
        problems.throwIfAny();
        return environment(model, set);
    }

    /** Reads a file that a service extends: its services are expanded, but only the merged service is validated. */
    Mapping loadExtended(String file, FileSet from, ComposePlace asker) {
        String key = file + '\n' + from.folder();
        Mapping known = extended.get(key);
        if (known != null) {
            return known;
        }
        Problems problems = new Problems();
        FileSet set = new FileSet(List.of(file), TreePaths.parent(file), from.folder(), from.variables(), asker);
        Mapping model = Mapping.empty(new Origin(file, 0, 0));
        for (YamlReader.Document document : documents(file, asker)) {
            Mapping root = interpolated(document.root(), set, problems);
            problems.throwIfAny();
            model = Uniqueness.enforce(Merge.documents(Resets.apply(model, document.resets()), root));
        }
        model = longForm(model, problems);
        model = new PathResolution(options, files, problems, set.folder(), set.asker()).resolve(model);
        problems.throwIfAny();
        model = environment(model, set);
        extended.put(key, model);
        return model;
    }

    private Mapping interpolated(ComposeNode root, FileSet set, Problems problems) {
        if (!(root instanceof Mapping mapping)) {
            throw Problems.stop(new ComposeProblem.MalformedYaml(
                    new ComposePlace(root.origin(), ""),
                    "a Compose file must be a mapping with keys such as services:",
                    "Begin with services:"));
        }
        return (Mapping) new Interpolation(set.variables(), options.limits(), problems, warnings).apply(mapping);
    }

    private static Mapping longForm(Mapping model, Problems problems) {
        return Uniqueness.enforce(new ShortForms(problems).expand(model));
    }

    /** Gives variables that stand without a value the one that these files see. */
    private static Mapping environment(Mapping model, FileSet set) {
        Map<String, ComposeNode> services = new LinkedHashMap<>();
        model.mapping("services").entries().forEach((name, node) -> {
            ComposeNode environment = node instanceof Mapping service ? service.get("environment") : null;
            services.put(
                    name,
                    node instanceof Mapping service && environment != null
                            ? service.with("environment", environment(environment, set.variables()))
                            : node);
        });
        return services.isEmpty()
                ? model
                : model.with(
                        "services",
                        new Mapping(services, model.mapping("services").origin()));
    }

    private static ComposeNode environment(ComposeNode environment, Map<String, String> variables) {
        if (environment instanceof Mapping mapping) {
            Map<String, ComposeNode> entries = new LinkedHashMap<>();
            mapping.entries().forEach((key, value) -> {
                String known = value instanceof Scalar scalar && scalar.value() == null ? variables.get(key) : null;
                entries.put(key, known == null ? value : ComposeNode.scalar(known, value.origin()));
            });
            return new Mapping(entries, mapping.origin());
        }
        List<ComposeNode> items = new ArrayList<>();
        for (ComposeNode item : Merge.asList(environment).items()) {
            String text = item instanceof Scalar scalar ? scalar.text() : "";
            String known = text.indexOf('=') < 0 ? variables.get(text) : null;
            items.add(known == null ? item : ComposeNode.scalar(text + "=" + known, item.origin()));
        }
        return new ComposeNode.Sequence(items, environment.origin());
    }
}

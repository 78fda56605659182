package io.binome.compose.internal;

import io.binome.compose.ComposeLoader;
import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeOptions;
import io.binome.compose.ComposePlace;
import io.binome.compose.ComposeProblem;
import io.binome.compose.ComposeProject;
import io.binome.compose.ComposeSources;
import io.binome.compose.ComposeWarning;
import io.binome.compose.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The stages of the loader in their order. Safe for use by many threads; keeps nothing but the compiled schema. */
public final class SpecificationLoader implements ComposeLoader {
    private static final List<String> NAMES =
            List.of("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml");
    private static final List<String> OVERRIDES = List.of(
            "compose.override.yml",
            "compose.override.yaml",
            "docker-compose.override.yml",
            "docker-compose.override.yaml");

    private final Schema schema = new Schema();

    @Override
    public ComposeProject load(ComposeSources sources, ComposeOptions options) {
        ProjectFiles files = new ProjectFiles(sources, options);
        Set<ComposeWarning> warnings = new LinkedHashSet<>();
        String folder = TreePaths.clean(options.projectDirectory());
        Map<String, String> variables =
                new LinkedHashMap<>(EnvFiles.ofProject(files, folder, options.variables(), options.envFiles()));
        List<String> names = names(files, options, folder, variables);
        ModelLoader loader = new ModelLoader(files, options, schema, warnings::add);
        String name = name(loader, names, options, variables);
        variables.putIfAbsent("COMPOSE_PROJECT_NAME", name);

        FileSet set = new FileSet(names, folder, folder, variables, ComposePlace.ofFile(names.getFirst()));
        Mapping model = loader.load(set, List.of());
        if (model.entries().isEmpty()) {
            throw Problems.stop(
                    new ComposeProblem.MalformedYaml(set.place(), "the Compose file is empty", "Begin with services:"));
        }
        Problems problems = new Problems();
        Mapping normal = new Normalization(name, variables).apply(model);
        ComposeNode decoded =
                Shapes.project().decode(normal, KeyPath.ROOT, new Decoder.Report(problems, warnings::add));
        problems.throwIfAny();
        Mapping project = decoded instanceof Mapping mapping ? mapping : Mapping.empty(Origin.NONE);

        List<String> profiles = profiles(options, variables);
        Map<String, ComposeNode> active = new TreeMap<>(NaturalOrder.KEYS);
        Map<String, Mapping> disabled = new TreeMap<>(NaturalOrder.KEYS);
        project.mapping("services").entries().forEach((key, node) -> {
            if (node instanceof Mapping service) {
                if (isActive(service, profiles)) {
                    active.put(key, service);
                } else {
                    disabled.put(key, service.without("env_file"));
                }
            }
        });
        Origin origin = project.mapping("services").origin();
        project = project.with("services", new Mapping(active, origin));
        new Consistency(project, disabled.keySet(), problems).check();
        problems.throwIfAny();
        EnvFiles envFiles = new EnvFiles(files, folder, variables);
        active.replaceAll(
                (key, node) -> node instanceof Mapping service ? envFiles.intoEnvironment(key, agreed(service)) : node);
        project = Needed.only(project.with("services", new Mapping(active, origin)));
        return ModelReader.project(project, disabled, variables, files.names(), List.copyOf(warnings));
    }

    /** The number of replicas said by scale also stands in deploy, where deploy speaks at all. */
    private static Mapping agreed(Mapping service) {
        ComposeNode scale = service.get("scale");
        return scale != null && service.get("deploy") instanceof Mapping deploy
                ? service.with("deploy", withReplicas(deploy, scale))
                : service;
    }

    private static Mapping withReplicas(Mapping deploy, ComposeNode scale) {
        Map<String, ComposeNode> entries = new LinkedHashMap<>();
        ComposeNode mode = deploy.get("mode");
        if (mode != null) {
            entries.put("mode", mode);
        }
        entries.put("replicas", scale);
        deploy.entries().forEach(entries::putIfAbsent);
        return new Mapping(entries, deploy.origin());
    }

    private static boolean isActive(Mapping service, List<String> profiles) {
        List<ComposeNode> own = service.items("profiles");
        return own.isEmpty()
                || profiles.contains("*")
                || own.stream().anyMatch(profile -> profiles.contains(Decoders.text(profile)));
    }

    private static List<String> profiles(ComposeOptions options, Map<String, String> variables) {
        String said = variables.get("COMPOSE_PROFILES");
        return !options.profiles().isEmpty() || said == null
                ? options.profiles()
                : Arrays.stream(said.split(",")).map(String::strip).toList();
    }

    private static List<String> names(
            ProjectFiles files, ComposeOptions options, String folder, Map<String, String> variables) {
        List<String> names = new ArrayList<>();
        options.files().forEach(name -> names.add(TreePaths.clean(name)));
        String said = variables.get("COMPOSE_FILE");
        if (names.isEmpty() && said != null) {
            String separator = variables.getOrDefault("COMPOSE_PATH_SEPARATOR", ":");
            for (String name : said.split(java.util.regex.Pattern.quote(separator))) {
                names.add(files.join(folder, name, ComposePlace.ofFile(name)));
            }
        }
        if (names.isEmpty()) {
            String found = first(files, folder, NAMES);
            if (found == null) {
                throw Problems.stop(new ComposeProblem.UnreadableFile(
                        ComposePlace.ofFile(TreePaths.join(folder, NAMES.getFirst())),
                        "there is no Compose file in "
                                + (folder.isEmpty() ? "the root of the project" : "'" + folder + "'"),
                        "Add compose.yaml, or name the file"));
            }
            names.add(found);
            String override = first(files, folder, OVERRIDES);
            if (override != null) {
                names.add(override);
            }
        }
        return List.copyOf(names);
    }

    private static @Nullable String first(ProjectFiles files, String folder, List<String> names) {
        for (String name : names) {
            String path = TreePaths.join(folder, name);
            if (files.isFile(path, ComposePlace.ofFile(path))) {
                return path;
            }
        }
        return null;
    }

    private static String name(
            ModelLoader loader, List<String> names, ComposeOptions options, Map<String, String> variables) {
        String said = options.projectName();
        if (said == null || said.isEmpty()) {
            said = variables.getOrDefault("COMPOSE_PROJECT_NAME", "");
        }
        if (!said.isEmpty()) {
            if (!normal(said).equals(said)) {
                throw Problems.stop(new ComposeProblem.InvalidValue(
                        ComposePlace.ofFile(names.getFirst()),
                        "the project name '" + said + "' is not allowed",
                        "Use lower-case letters, digits, - and _, and begin with a letter or digit"));
            }
            return said;
        }
        for (String file : names) {
            for (YamlReader.Document document : loader.documents(file, ComposePlace.ofFile(file))) {
                if (document.root() instanceof Mapping root
                        && root.get("name") instanceof ComposeNode.Scalar scalar
                        && scalar.value() instanceof String text
                        && !text.isEmpty()) {
                    said = substituted(text, scalar, variables);
                }
            }
        }
        String fallback = options.fallbackName();
        String name = normal(said);
        if (name.isEmpty()) {
            name = normal(fallback == null ? TreePaths.name(TreePaths.clean(options.projectDirectory())) : fallback);
        }
        if (name.isEmpty()) {
            throw Problems.stop(new ComposeProblem.InvalidValue(
                    ComposePlace.ofFile(names.getFirst()), "the project has no name", "Add name: at the top"));
        }
        return name;
    }

    private static String substituted(String text, ComposeNode node, Map<String, String> variables) {
        ComposePlace place = KeyPath.of("name").place(node);
        try {
            return new Template(variables::get, unset -> {}).substitute(text);
        } catch (Template.InvalidException e) {
            throw Problems.stop(new ComposeProblem.InvalidTemplate(place, String.valueOf(e.getMessage())));
        } catch (Template.MissingException e) {
            throw Problems.stop(
                    new ComposeProblem.MissingVariable(place, e.variable(), String.valueOf(e.getMessage())));
        }
    }

    private static String normal(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "").replaceAll("^[_-]+", "");
    }
}

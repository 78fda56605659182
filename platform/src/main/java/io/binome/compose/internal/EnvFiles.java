package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposePlace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the files with variables: those of the project, and those of each service into its environment. */
final class EnvFiles {
    private final ProjectFiles files;
    private final String projectDirectory;
    private final Map<String, String> variables;

    EnvFiles(ProjectFiles files, String projectDirectory, Map<String, String> variables) {
        this.files = files;
        this.projectDirectory = projectDirectory;
        this.variables = variables;
    }

    /** The given variables and, after them, those of the project's env files. */
    static Map<String, String> ofProject(
            ProjectFiles files, String projectDirectory, Map<String, String> given, @Nullable List<String> named) {
        List<String> paths = named;
        if (paths == null) {
            String usual = TreePaths.join(projectDirectory, ".env");
            paths = files.isFile(usual, ComposePlace.ofFile(usual)) ? List.of(usual) : List.of();
        }
        Map<String, String> read = new LinkedHashMap<>();
        for (String path : paths) {
            ComposePlace place = ComposePlace.ofFile(path);
            EnvFile.read(path, files.text(path, place), name -> {
                        String value = given.get(name);
                        return value == null ? read.get(name) : value;
                    })
                    .forEach(read::put);
        }
        Map<String, String> all = new LinkedHashMap<>(read);
        all.putAll(given);
        return all;
    }

    /** The service with its env files read into its environment, which wins over them. */
    Mapping intoEnvironment(String name, Mapping service) {
        List<ComposeNode> entries = service.items("env_file");
        if (entries.isEmpty()) {
            return service.without("env_file");
        }
        Map<String, ComposeNode> environment = new TreeMap<>(NaturalOrder.KEYS);
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            if (!(entries.get(i) instanceof Mapping entry)) {
                continue;
            }
            ComposePlace place =
                    KeyPath.of("services", name, "env_file").item(i).place(entry);
            String path = files.join(projectDirectory, String.valueOf(entry.text("path")), place);
            if (!entry.isTrue("required") && !files.isThere(path, place)) {
                continue;
            }
            EnvFile.read(path, files.text(path, place), key -> {
                        String known = values.get(key);
                        return known == null ? variables.get(key) : known;
                    })
                    .forEach((key, value) -> {
                        values.put(key, value);
                        environment.put(key, ComposeNode.scalar(value, entry.origin()));
                    });
        }
        Mapping own = service.mapping("environment");
        environment.putAll(own.entries());
        Map<String, ComposeNode> result = new LinkedHashMap<>();
        service.entries().forEach((key, value) -> {
            if (key.equals("env_file")) {
                if (!environment.isEmpty() && !service.has("environment")) {
                    result.put("environment", new Mapping(environment, value.origin()));
                }
            } else {
                result.put(key, key.equals("environment") ? new Mapping(environment, value.origin()) : value);
            }
        });
        return new Mapping(result, service.origin());
    }
}

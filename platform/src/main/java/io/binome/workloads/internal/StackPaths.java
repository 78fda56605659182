package io.binome.workloads.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeProject;
import io.binome.stacks.StackDeclaration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which paths of a repository a plan of a Compose stack rests on. */
final class StackPaths {
    private StackPaths() {}

    static Set<String> of(ComposeProject project, StackDeclaration declaration) {
        Set<String> paths = new TreeSet<>(project.files());
        // A file that is not there yet may decide as well: an override, an .env.
        for (String name : Set.of(
                "compose.yaml",
                "compose.yml",
                "docker-compose.yaml",
                "docker-compose.yml",
                "compose.override.yaml",
                "compose.override.yml",
                "docker-compose.override.yaml",
                "docker-compose.override.yml",
                ".env")) {
            paths.add(RepositoryFiles.join(declaration.path(), name));
        }
        PathCollector collector = new PathCollector(declaration.path(), paths);
        project.tree().mapping("services").entries().values().forEach(value -> {
            if (value instanceof Mapping service) {
                collector.add(service.mapping("build").text("context"));
                for (ComposeNode item : service.items("volumes")) {
                    if (item instanceof Mapping volume && "bind".equals(volume.text("type"))) {
                        collector.add(volume.text("source"));
                    }
                }
            }
        });
        for (String kind : Set.of("secrets", "configs")) {
            project.tree().mapping(kind).entries().values().forEach(value -> {
                if (value instanceof Mapping file) {
                    collector.add(file.text("file"));
                }
            });
        }
        return paths;
    }

    private record PathCollector(String base, Set<String> paths) {
        void add(@Nullable String path) {
            if (path != null && !path.startsWith("/") && !path.startsWith("~")) {
                RepositoryFiles.normal(base, path).ifPresent(paths::add);
            }
        }
    }
}

package io.binome.compose;

import io.binome.compose.internal.JsonWriter;
import io.binome.compose.internal.YamlWriter;

/** How a project in normal form is printed; both as {@code docker compose config} does. */
public enum ComposeConfigFormat {
    /** YAML that can be loaded again. */
    YAML {
        @Override
        public String print(ComposeProject project) {
            return new YamlWriter().write(project.tree());
        }
    },
    /** JSON, indented by two spaces. */
    JSON {
        @Override
        public String print(ComposeProject project) {
            return new JsonWriter().write(project.tree());
        }
    };

    /** The project's tree as text, ending with a line feed. A dollar sign is doubled, so that it stays one. */
    public abstract String print(ComposeProject project);
}

package io.binome.workloads.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ComposeSupportTest {
    @Test
    void decidesEveryKeyOfTheSpecification() throws IOException {
        JsonNode definitions;
        try (InputStream schema =
                ComposeSupportTest.class.getResourceAsStream("/io/binome/compose/internal/compose-spec.json")) {
            definitions = new JsonMapper().readTree(schema).get("definitions");
        }
        JsonNode service = definitions.get("service").get("properties");
        assertThat(ComposeSupport.service().keySet()).containsAll(names(service));
        assertThat(ComposeSupport.build().keySet())
                .containsAll(names(service.get("build").get("oneOf").get(1).get("properties")));
        assertThat(ComposeSupport.deploy().keySet())
                .containsAll(names(definitions.get("deployment").get("properties")));
    }

    @Test
    void isWhatTheReferenceSays() throws IOException {
        assertThat(Files.readString(Path.of("../docs/reference/compose-support.md")))
                .endsWith(ComposeSupport.reference());
    }

    private static Set<String> names(JsonNode properties) {
        return new TreeSet<>(properties.propertyNames());
    }
}

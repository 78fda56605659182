package io.binome.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The committed description of the API is the one that the server gives. */
class OpenApiTest {
    private static final Path COMMITTED = Path.of("..", "docs", "reference", "openapi.json");

    @TempDir
    private static Path home;

    @Test
    void isAsCommitted() throws Exception {
        try (ApiServer server = ApiServer.start(home)) {
            var response = server.send("GET", "/api/v1/openapi.json", null, null);
            assertThat(response.statusCode()).isEqualTo(200);
            JsonMapper mapper = JsonMapper.builder()
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, SerializationFeature.INDENT_OUTPUT)
                    .build();
            String given = mapper.writeValueAsString(mapper.treeToValue(ApiServer.json(response), Object.class)) + "\n";
            if (Boolean.getBoolean("binome.regenerate")) {
                Files.writeString(COMMITTED, given);
            }
            assertThat(COMMITTED)
                    .as("the API has changed: regenerate with `mvn -pl server -am -Dtest=OpenApiTest"
                            + " -Dbinome.regenerate=true test`, look at the difference, commit it")
                    .hasContent(given);
        }
    }
}

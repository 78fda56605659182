package io.binome.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What holds for each operation that the API's description names, and for each answer of the server. */
class EveryOperationTest {
    /** Answered whole today. The list may grow shorter: whatever is new has pages from the beginning. */
    private static final Set<String> WHOLE = Set.of(
            "/api/v1/me/tokens",
            "/api/v1/sites",
            "/api/v1/sites/{site}/hosts",
            "/api/v1/tenants",
            "/api/v1/tenants/{tenant}/invitations",
            "/api/v1/tenants/{tenant}/members",
            "/api/v1/tenants/{tenant}/registries",
            "/api/v1/tenants/{tenant}/repositories",
            "/api/v1/tenants/{tenant}/repositories/{repository}/branches",
            "/api/v1/tenants/{tenant}/repositories/{repository}/changes/{number}/activity",
            "/api/v1/tenants/{tenant}/repositories/{repository}/changes/{number}/plans",
            "/api/v1/tenants/{tenant}/repositories/{repository}/changes/{number}/reviews",
            "/api/v1/tenants/{tenant}/repositories/{repository}/changes/{number}/runs",
            "/api/v1/tenants/{tenant}/repositories/{repository}/commits",
            "/api/v1/tenants/{tenant}/repositories/{repository}/stacks/{stack}/drift",
            "/api/v1/tenants/{tenant}/repositories/{repository}/stacks/{stack}/queue",
            "/api/v1/tenants/{tenant}/repositories/{repository}/stacks/{stack}/services/{service}/logs",
            "/api/v1/tenants/{tenant}/stacks",
            "/api/v1/tenants/{tenant}/volumes");

    @TempDir
    private Path home;

    @Test
    void newListsHavePages() throws Exception {
        try (ApiServer server = ApiServer.start(home)) {
            JsonNode document = ApiServer.json(server.send("GET", "/api/v1/openapi.json", null, null));
            Set<String> withoutPages = new TreeSet<>();
            document.path("paths").properties().forEach(path -> {
                JsonNode get = path.getValue().path("get");
                String schema =
                        get.path("responses").path("200").path("content").toString();
                List<String> parameters = new ArrayList<>();
                get.path("parameters")
                        .forEach(one -> parameters.add(one.path("name").asString()));
                if (schema.contains("Listing") && !parameters.contains("after")) {
                    withoutPages.add(path.getKey());
                }
            });
            assertThat(withoutPages).isEqualTo(WHOLE);
        }
    }

    @Test
    void everyAnswerCarriesTheHeadersThatBindABrowser() throws Exception {
        try (ApiServer server = ApiServer.start(home)) {
            for (String path : List.of(
                    "/api/v1/openapi.json",
                    "/api/v1/me",
                    "/api/v1/nowhere",
                    "/nowhere",
                    "/health/ready",
                    "/git/nobody/nothing.git/info/refs?service=git-upload-pack",
                    "/a;b=c//d")) {
                var headers = server.send("GET", path, null, null).headers();
                assertThat(headers.firstValue("X-Content-Type-Options"))
                        .as(path)
                        .contains("nosniff");
                assertThat(headers.firstValue("Referrer-Policy")).as(path).contains("same-origin");
                assertThat(headers.firstValue("X-Frame-Options")).as(path).contains("DENY");
                assertThat(headers.firstValue("Content-Security-Policy"))
                        .as(path)
                        .hasValueSatisfying(policy -> assertThat(policy)
                                .contains("default-src 'self'", "frame-ancestors 'none'")
                                .doesNotContain("unsafe"));
            }
        }
    }

    @Test
    void everyPostTakesAnIdempotencyKey() throws Exception {
        try (ApiServer server = ApiServer.start(home)) {
            JsonNode document = ApiServer.json(server.send("GET", "/api/v1/openapi.json", null, null));
            Set<String> without = new TreeSet<>();
            document.path("paths").properties().forEach(path -> {
                JsonNode post = path.getValue().path("post");
                if (!post.isMissingNode() && !post.path("parameters").toString().contains("Idempotency-Key")) {
                    without.add(path.getKey());
                }
            });
            // Without a principal there is nobody whose keys they would be; signing in twice gives two tokens.
            assertThat(without).containsExactly("/api/v1/sign-in");
        }
    }
}

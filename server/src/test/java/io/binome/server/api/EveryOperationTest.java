package io.binome.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What holds for each operation that the API's description names, and for each answer of the server. */
class EveryOperationTest {
    private static final String REPOSITORY = "/api/v1/tenants/{tenant}/repositories/{repository}";
    private static final String CHANGE = REPOSITORY + "/changes/{number}";
    private static final String STACK = REPOSITORY + "/stacks/{stack}";

    /** Answered whole, and why nobody will miss pages there. Whatever is new has pages from the beginning. */
    private static final Map<String, String> WHOLE = Map.ofEntries(
            Map.entry("/api/v1/sites", "a provider's data centres are few"),
            Map.entry("/api/v1/sites/{site}/hosts", "somebody has put up and registered each of these servers"),
            Map.entry("/api/v1/tenants/{tenant}/registries", "one login for each registry that images come from"),
            Map.entry(
                    "/api/v1/tenants/{tenant}/repositories/{repository}/stacks/{stack}/states/{workspace}/break-glasses",
                    "one for each person at most"),
            Map.entry("/api/v1/tenants/{tenant}/webhooks", "20 at most"),
            Map.entry("/api/v1/tenants/{tenant}/vault", "one connection for each environment at most"),
            Map.entry(CHANGE + "/plans", "one for each stack that binome.yaml names, and that file has a limit"),
            Map.entry(CHANGE + "/reviews", "each is a decision of a person about one change"),
            Map.entry(STACK + "/queue", "only changes that were approved and not applied yet"),
            Map.entry(STACK + "/services/{service}/logs", "the parameter tail says how many lines, 5,000 at most"),
            Map.entry("/api/v1/tenants/{tenant}/autonomy", "one for each environment of the contract and risk"),
            Map.entry("/api/v1/tenants/{tenant}/invoices", "one for each month, and credit notes, without lines"),
            Map.entry(
                    "/api/v1/tenants/{tenant}/budgets", "each is a term of the contract, which is a file with a limit"),
            Map.entry("/api/v1/tenants/{tenant}/bill/year", "the twelve months of a year at most"),
            Map.entry(
                    "/api/v1/tenants/{tenant}/costs",
                    "what its rows sum up to stands beside them; one for each stack that is applied"));

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
            assertThat(withoutPages).isEqualTo(WHOLE.keySet());
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
                    "/state/nobody/nothing/nothing",
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
            // Without a principal there is nobody whose keys they would be; signing in twice gives two tokens, and
            // readings
            // count once however often they come.
            assertThat(without).containsExactly("/api/v1/agent/readings", "/api/v1/sign-in");
        }
    }
}

package io.binome.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.Database;
import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.TokenScope;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Long lists, read page by page over HTTP. */
class PagesTest {
    private static final String ACME = "/api/v1/tenants/acme";

    @TempDir
    private static Path home;

    private static ApiServer server;
    private static String lead;
    private static String operator;
    private static List<String> commits;

    @BeforeAll
    static void start() {
        server = ApiServer.start(home);
        Tenant acme = server.tenant("acme");
        for (String name : List.of("zebra", "bistro", "abbey")) {
            server.tenant(name);
        }
        Member person = server.member(acme, Role.LEAD, "m-lead@acme.example");
        lead = server.token(person, TokenScope.API, TokenScope.READ);
        operator = server.token(
                server.member(server.bean(Tenants.class).provider(), Role.OPERATOR, "operator@provider.example"),
                TokenScope.API);
        TenantScope scope = new TenantScope(acme.id());
        Actor actor = new Actor.Person(person.id(), acme.id());
        for (String name : List.of("z", "A", "b", "é")) {
            server.member(acme, Role.READER, name + "@acme.example");
            server.bean(SignIn.class).invite(scope, actor, name + "@elsewhere.example", Role.READER);
            server.token(person, TokenScope.READ);
        }
        Repositories repositories = server.bean(Repositories.class);
        Repository shop = repositories.create(scope, actor, "shop");
        for (String name : List.of("web", "api", "store")) {
            repositories.create(scope, actor, name);
        }
        commits = write(repositories, scope, actor, shop);
    }

    private static List<String> write(Repositories repositories, TenantScope scope, Actor actor, Repository shop) {
        List<String> written = new ArrayList<>();
        String head = null;
        for (int i = 0; i < 5; i++) {
            head = repositories.write(
                    scope,
                    actor,
                    shop.id(),
                    new Repositories.BranchWrite(
                            "branch-" + i, head, Map.of("file", new byte[] {(byte) i}), List.of(), "Step " + i));
            written.addFirst(head);
        }
        String last = written.getFirst();
        server.bean(Database.class)
                .inTenant(scope, transaction -> repositories.moveDefaultBranch(transaction, shop.id(), null, last));
        return written;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<String> all(String path, String token, int limit, String field) throws Exception {
        List<String> values = new ArrayList<>();
        String after = null;
        do {
            JsonNode page = page(path, token, limit, after);
            page.path("items").forEach(item -> values.add(item.path(field).asString()));
            after = page.path("next").asString(null);
        } while (after != null);
        return values;
    }

    private static JsonNode page(String path, String token, int limit, @Nullable String after) throws Exception {
        var answer = server.send(
                "GET",
                path + "?limit=" + limit
                        + (after == null ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8)),
                token,
                null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return ApiServer.json(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/me/tokens id 5",
                ACME + "/members email 5",
                ACME + "/invitations email 4",
                ACME + "/repositories name 4",
                ACME + "/repositories/shop/branches name 6",
                ACME + "/repositories/shop/commits id 5"
            })
    void pagesTogetherAreTheWholeList(String list) throws Exception {
        String[] words = list.split(" ");
        List<String> whole = all(words[0], lead, 200, words[1]);
        assertThat(whole).hasSize(Integer.parseInt(words[2])).doesNotHaveDuplicates();
        assertThat(all(words[0], lead, 1, words[1])).isEqualTo(whole);
        assertThat(all(words[0], lead, 2, words[1])).isEqualTo(whole);
    }

    @Test
    void theProviderIsTheFirstOfTheTenants() throws Exception {
        String provider = server.bean(Tenants.class).provider().name();
        assertThat(all("/api/v1/tenants", operator, 1, "name"))
                .containsExactly(provider, "abbey", "acme", "bistro", "zebra");
        assertThat(all("/api/v1/tenants", operator, 2, "name"))
                .containsExactly(provider, "abbey", "acme", "bistro", "zebra");
    }

    @Test
    void aPageGoesOnWhereTheLastOneEndedThoughItsLastItemIsGone() throws Exception {
        String path = ACME + "/invitations";
        JsonNode first = page(path, lead, 2, null);
        List<String> whole = all(path, lead, 200, "email");
        String gone = first.path("items").path(1).path("id").asString();
        assertThat(server.send("DELETE", path + "/" + gone, lead, null).statusCode())
                .isEqualTo(204);
        JsonNode second = page(path, lead, 2, first.path("next").asString());
        assertThat(second.path("items").path(0).path("email").asString()).isEqualTo(whole.get(2));
        server.send("POST", path, lead, "{\"email\":\"%s\",\"role\":\"reader\"}".formatted(whole.get(1)));
    }

    @Test
    void commitsAreThoseOfTheFirstPagesHead() throws Exception {
        assertThat(all(ACME + "/repositories/shop/commits", lead, 2, "id")).isEqualTo(commits);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/me/tokens",
                "/api/v1/tenants",
                ACME + "/members",
                ACME + "/invitations",
                ACME + "/repositories/shop/commits",
                ACME + "/ledger"
            })
    void whatIsNoCursorIsRefused(String path) throws Exception {
        for (String wrong : List.of("nonsense", "%00", "AAAA", "eAoA", "-1", "..", "eA", "%F0%9F%92%A9")) {
            var answer = server.send("GET", path + "?after=" + wrong, operator(path), null);
            assertThat(answer.statusCode()).as(path + " after " + wrong).isIn(400, 404, 200);
            if (answer.statusCode() == 200) {
                assertThat(wrong).as(path).isIn("-1");
            }
        }
        assertThat(server.send("GET", path + "?limit=201", operator(path), null).statusCode())
                .isEqualTo(400);
        assertThat(server.send("GET", path + "?limit=0", operator(path), null).statusCode())
                .isEqualTo(400);
    }

    @Test
    void anyNameIsACursorOfAListInTheOrderOfNames() throws Exception {
        for (String list : List.of("/repositories", "/repositories/shop/branches")) {
            assertThat(server.send("GET", ACME + list + "?after=%F0%9F%92%A9", lead, null)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(server.send("GET", ACME + list + "?after=a%00b", lead, null)
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    private static String operator(String path) {
        return path.equals("/api/v1/tenants") ? operator : lead;
    }
}

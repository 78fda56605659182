package io.binome.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.Database;
import io.binome.database.OpenDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Ids;
import io.binome.kernel.RunId;
import io.binome.kernel.TenantScope;
import io.binome.runs.Run;
import io.binome.runs.RunLog;
import io.binome.runs.Runs;
import io.binome.tenancy.Role;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.TokenScope;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What callers of the API rely on, over real HTTP. */
class ApiTest {
    private static final String REPOSITORIES = "/api/v1/tenants/acme/repositories";

    @TempDir
    private static Path home;

    private static ApiServer server;
    private static Tenant acme;
    private static String lead;

    @BeforeAll
    static void start() {
        server = ApiServer.start(home);
        acme = server.tenant("acme");
        lead = server.token(server.member(acme, Role.LEAD, "lead@acme.example"), TokenScope.API, TokenScope.GIT);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return server.send("POST", path, lead, body, headers);
    }

    private static String code(HttpResponse<String> response) {
        return ApiServer.json(response).path("code").asString("");
    }

    @Test
    void aPasswordGivesATokenThatWorks() throws Exception {
        var refused = server.send(
                "POST",
                "/api/v1/sign-in",
                null,
                "{\"email\":\"lead@acme.example\",\"password\":\"wrong wrong wrong\"}");
        assertThat(refused.statusCode()).isEqualTo(401);
        var answer = server.send(
                "POST",
                "/api/v1/sign-in",
                null,
                "{\"email\":\"lead@acme.example\",\"password\":\"correct horse battery\",\"lifetimeDays\":1}");
        // A member made by commands has a first password, to be changed at the first sign-in, or not, as tenancy says.
        if (answer.statusCode() == 403) {
            assertThat(code(answer)).isEqualTo("password-change-required");
            answer = server.send(
                    "POST",
                    "/api/v1/sign-in",
                    null,
                    "{\"email\":\"lead@acme.example\",\"password\":\"correct horse battery\","
                            + "\"newPassword\":\"a battery of my own\"}");
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        String secret = ApiServer.json(answer).path("secret").asString();
        JsonNode me = ApiServer.json(server.send("GET", "/api/v1/me", secret, null));
        assertThat(me.path("email").asString()).isEqualTo("lead@acme.example");
        assertThat(me.path("tenant").asString()).isEqualTo("acme");
    }

    @Test
    void theProviderChangesATenantsLimitsAndTheTenantReadsThem() throws Exception {
        Tenant provider = server.bean(Tenants.class).provider();
        String operator = server.token(
                server.member(provider, Role.OPERATOR, "operator@provider.example"), TokenScope.API, TokenScope.READ);
        String limits = "/api/v1/tenants/acme/limits";
        var refused = server.send("PATCH", limits, lead, "{\"maximumVolumes\":1}");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);

        long memory = ApiServer.json(server.send("GET", limits, lead, null))
                .path("maximumMemoryBytes")
                .asLong();
        var changed = server.send("PATCH", limits, operator, "{\"maximumVolumes\":7,\"maximumCpuMillis\":3000}");
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        JsonNode read = ApiServer.json(server.send("GET", limits, lead, null));
        assertThat(read.path("maximumVolumes").asInt()).isEqualTo(7);
        assertThat(read.path("maximumCpuMillis").asLong()).isEqualTo(3_000);
        assertThat(read.path("maximumMemoryBytes").asLong()).isEqualTo(memory);
        assertThat(read.path("over").isArray()).isTrue();

        var wrong = server.send("PATCH", limits, operator, "{\"maximumMemoryBytes\":1}");
        assertThat(wrong.statusCode()).as(wrong.body()).isIn(400, 422);
        JsonNode ledger = ApiServer.json(server.send("GET", "/api/v1/tenants/acme/ledger", lead, null));
        assertThat(ledger.toString()).contains("tenant.limits-changed", "-> 3000");
    }

    @Test
    void onlyTheOfferThatWasReadIsAccepted() throws Exception {
        String contract = "/api/v1/tenants/acme/contract";
        var unsaid = post(contract + "/accept", "{}");
        assertThat(unsaid.statusCode()).as(unsaid.body()).isIn(400, 422);
        var moved = post(contract + "/accept", "{\"hash\":\"" + "0".repeat(64) + "\"}");
        assertThat(moved.statusCode()).as(moved.body()).isEqualTo(409);
        assertThat(code(moved)).isEqualTo("offer-moved");
        JsonNode read = ApiServer.json(server.send("GET", contract, lead, null)).path("version");
        assertThat(read.path("accepted").asBoolean()).isFalse();
        assertThat(read.path("hash").asString()).hasSize(64);
    }

    @Test
    void aRepeatedRequestIsCarriedOutOnce() throws Exception {
        var first = post(REPOSITORIES, "{\"name\":\"once\"}", "Idempotency-Key", "key-1");
        var second = post(REPOSITORIES, "{\"name\":\"once\"}", "Idempotency-Key", "key-1");
        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(second.statusCode()).as(second.body()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(post(REPOSITORIES, "{\"name\":\"once\"}").statusCode()).isEqualTo(409);
    }

    @Test
    void aKeyIsForOneRequest() throws Exception {
        post(REPOSITORIES, "{\"name\":\"mine\"}", "Idempotency-Key", "key-2");
        var other = post(REPOSITORIES, "{\"name\":\"other\"}", "Idempotency-Key", "key-2");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(code(other)).isEqualTo("idempotency-key-reused");
    }

    @Test
    void whatWasRefusedMayBeSentAgain() throws Exception {
        assertThat(post(REPOSITORIES, "{\"name\":\"No Name\"}", "Idempotency-Key", "key-3")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(REPOSITORIES, "{\"name\":\"a-name\"}", "Idempotency-Key", "key-3")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void ofManyAtOnceOneIsCarriedOut() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> send = () -> {
                start.await();
                return post(REPOSITORIES, "{\"name\":\"at-once\"}", "Idempotency-Key", "key-4")
                        .statusCode();
            };
            List<Future<Integer>> answers = java.util.stream.IntStream.range(0, 8)
                    .mapToObj(number -> threads.submit(send))
                    .toList();
            start.countDown();
            for (Future<Integer> answer : answers) {
                // Done, done again from memory, or told that it is being done; never that the name is taken.
                assertThat(answer.get()).isIn(201, 409);
            }
        }
        var after = post(REPOSITORIES, "{\"name\":\"at-once\"}", "Idempotency-Key", "key-4");
        assertThat(after.statusCode()).isEqualTo(201);
        assertThat(after.headers().firstValue("Idempotent-Replayed")).contains("true");
    }

    @Test
    void aSecretIsNotKeptToBeGivenAgain() throws Exception {
        var first = post("/api/v1/me/tokens", "{\"title\":\"ci\",\"scopes\":[\"read\"]}", "Idempotency-Key", "key-5");
        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        var second = post("/api/v1/me/tokens", "{\"title\":\"ci\",\"scopes\":[\"read\"]}", "Idempotency-Key", "key-5");
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(code(second)).isEqualTo("answer-not-kept");
    }

    @Test
    void aTokenMakesNoneThatMayDoMore() throws Exception {
        String api = server.token(server.member(acme, Role.DEVELOPER, "api@acme.example"), TokenScope.API);
        var answer = server.send("POST", "/api/v1/me/tokens", api, "{\"title\":\"more\",\"scopes\":[\"git\"]}");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(code(answer)).isEqualTo("token-too-narrow");
    }

    @Test
    void largeBodiesAreRefused() throws Exception {
        var answer = post(REPOSITORIES, "{\"name\":\"" + "a".repeat(BodyLimitFilter.MAXIMUM_BYTES) + "\"}");
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(code(answer)).isEqualTo("body-too-large");
    }

    @Test
    void badRequestsSayWhatIsWrong() throws Exception {
        var misspelt = post(REPOSITORIES, "{\"nmae\":\"x\"}");
        assertThat(misspelt.statusCode()).isEqualTo(400);
        assertThat(ApiServer.json(misspelt).path("detail").asString()).contains("nmae", "Known are: name");
        var broken = post(REPOSITORIES, "{\"name\":");
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(ApiServer.json(broken).path("detail").asString()).contains("line 1");
        var missing = post(REPOSITORIES, "{}");
        assertThat(missing.statusCode()).isEqualTo(400);
        assertThat(ApiServer.json(missing).path("detail").asString()).isEqualTo("The name is missing.");
        var unknown = server.send("GET", "/api/v1/nothing", lead, null);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(code(unknown)).isEqualTo("operation-not-found");
        var command = post(REPOSITORIES + "/x/changes/1/explode", "{}");
        assertThat(command.statusCode()).isEqualTo(400);
        assertThat(ApiServer.json(command).path("detail").asString()).contains("go-back");
    }

    @Test
    void aLogIsFollowedFromAnyOffset() throws Exception {
        Runs runs = server.bean(Runs.class);
        TenantScope scope = new TenantScope(acme.id());
        Actor actor = new Actor.Machine("test");
        Database database = server.bean(OpenDatabase.class);
        RunId run = database.inTenant(
                scope,
                transaction -> runs.begin(
                        transaction,
                        actor,
                        Run.Kind.APPLY,
                        new ChangeId(server.bean(Ids.class).next()),
                        null));
        try (RunLog log = runs.log(scope, run)) {
            log.line("one");
            log.line("two");
        }
        database.inTenant(scope, transaction -> {
            runs.finish(transaction, run, Run.State.SUCCEEDED, null);
            return true;
        });
        String path = "/api/v1/tenants/acme/runs/" + run;
        JsonNode slice = ApiServer.json(server.send("GET", path + "/log", lead, null));
        assertThat(slice.path("text").asString()).contains("one", "two");
        assertThat(slice.path("ended").asBoolean()).isTrue();
        var whole = server.send("GET", path + "/log/stream", lead, null);
        assertThat(whole.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        assertThat(whole.body()).contains("event: log", "one", "two", "event: end\ndata: succeeded\n\n");
        String lineEnd = Integer.toString(slice.path("text").asString().indexOf('\n') + 1);
        assertThat(server.send("GET", path + "/log/stream", lead, null, "Last-Event-ID", lineEnd)
                        .body())
                .contains("two")
                .doesNotContain("one");
    }
}

package io.binome.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.Actor;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import io.binome.metering.AgentReport;
import io.binome.metering.AgentReportFormat;
import io.binome.metering.Agents;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.UsageSource.Sweep;
import io.binome.repositories.Repositories;
import io.binome.tenancy.Role;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.TokenScope;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every endpoint refuses whom it must, and every endpoint is in the table. */
class AccessTest {
    /** Who may call it: anybody, whoever signed in, members of the tenant (or those of them who may change), the provider. */
    private enum Who {
        ANYBODY,
        SELF,
        SELF_WITH_API,
        MEMBER,
        CHANGES,
        PROVIDER,
        AGENT
    }

    private static final String ID = "01a200d0-a0c0-756c-83ad-a8ee52f1c6b4";
    private static final String TENANT = "/api/v1/tenants/{tenant}";
    private static final String REPOSITORY = TENANT + "/repositories/{repository}";
    private static final String CHANGE = REPOSITORY + "/changes/{number}";
    private static final String STACK = REPOSITORY + "/stacks/{stack}";
    private static final String STATE = STACK + "/states/{workspace}";
    private static final String SERVICE = STACK + "/services/{service}";

    private static final Map<String, Who> TABLE = new TreeMap<>();

    static {
        put(Who.ANYBODY, "POST /api/v1/sign-in");
        put(Who.AGENT, "POST /api/v1/agent/readings");
        put(
                Who.SELF,
                "GET /api/v1/me",
                "GET /metrics",
                "GET /api/v1/prometheus/targets",
                "GET /api/v1/me/tokens",
                "GET /api/v1/me/notifications",
                "GET /api/v1/me/notifications/count",
                "GET /api/v1/me/notifications/preferences",
                "GET /api/v1/tenants",
                "GET /api/v1/sites");
        put(
                Who.SELF_WITH_API,
                "POST /api/v1/me/notifications/{notification}/read",
                "POST /api/v1/me/notifications/read",
                "PUT /api/v1/me/notifications/preferences",
                "POST /api/v1/me/password",
                "POST /api/v1/me/sign-out-everywhere",
                "POST /api/v1/me/tokens",
                "DELETE /api/v1/me/tokens/{token}");
        put(
                Who.PROVIDER,
                "POST /api/v1/tenants",
                "PATCH " + TENANT + "/limits",
                "POST " + TENANT + "/ledger/keys/rotate",
                "POST " + TENANT + "/ledger/keys/replace",
                "PUT " + TENANT + "/vault",
                "DELETE " + TENANT + "/vault",
                "POST /api/v1/sites",
                "GET /api/v1/sites/{site}/hosts",
                "POST /api/v1/sites/{site}/hosts",
                "PUT /api/v1/sites/{site}/hosts/{host}/endpoint",
                "POST /api/v1/sites/{site}/hosts/{host}/drain",
                "POST /api/v1/sites/{site}/hosts/{host}/resume",
                "GET /api/v1/sites/{site}/hosts/{host}/usage",
                "GET /api/v1/margin",
                "GET /api/v1/margin/csv",
                "GET /api/v1/host-costs",
                "POST /api/v1/sites/{site}/hosts/{host}/costs",
                "POST /api/v1/sites/{site}/hosts/{host}/size",
                "POST /api/v1/host-costs/{cost}/end",
                "POST /api/v1/sites/{site}/hosts/{host}/agent-token",
                "DELETE /api/v1/sites/{site}/hosts/{host}/agent-token",
                "DELETE /api/v1/sites/{site}/hosts/{host}");
        put(
                Who.MEMBER,
                "GET " + TENANT,
                "GET " + TENANT + "/limits",
                "GET " + TENANT + "/closing",
                "GET " + TENANT + "/metrics",
                "GET " + TENANT + "/contract",
                "GET " + TENANT + "/contract/versions",
                "GET " + TENANT + "/contract/versions/{version}",
                "GET " + TENANT + "/budgets",
                "GET " + TENANT + "/bill",
                "GET " + TENANT + "/bill/csv",
                "GET " + TENANT + "/bill/forecast",
                "GET " + TENANT + "/bill/forecast/csv",
                "GET " + TENANT + "/bill/over-time/csv",
                "GET " + TENANT + "/bill/year",
                "GET " + TENANT + "/invoices",
                "GET " + TENANT + "/invoices/csv",
                "GET " + TENANT + "/invoices/{invoice}",
                "GET " + TENANT + "/invoices/{invoice}/pdf",
                "GET " + TENANT + "/invoices/{invoice}/xml",
                "GET " + TENANT + "/invoices/{invoice}/export",
                "GET " + TENANT + "/invoices/{invoice}/csv",
                "GET " + TENANT + "/invoices/{invoice}/focus",
                "GET " + TENANT + "/costs",
                "GET " + TENANT + "/usage",
                "GET " + TENANT + "/usage.csv",
                "GET " + TENANT + "/usage/balance",
                "GET " + TENANT + "/prices",
                "GET " + TENANT + "/members",
                "GET " + TENANT + "/repositories",
                "GET " + TENANT + "/changes",
                "GET " + TENANT + "/stacks",
                "GET " + TENANT + "/volumes",
                "GET " + TENANT + "/registries",
                "GET " + TENANT + "/secrets",
                "GET " + TENANT + "/secrets/versions",
                "GET " + TENANT + "/vault",
                "GET " + TENANT + "/ledger",
                "GET " + TENANT + "/ledger/verification",
                "GET " + TENANT + "/ledger/export",
                "GET " + TENANT + "/evidence",
                "GET " + TENANT + "/ledger/checkpoint",
                "GET " + TENANT + "/ledger/consistency",
                "GET " + TENANT + "/ledger/entries/{index}/proof",
                "GET " + TENANT + "/ledger/keys",
                "POST " + TENANT + "/ledger/cosignatures",
                "GET " + TENANT + "/runs/{run}",
                "GET " + TENANT + "/runs/{run}/log",
                "GET " + TENANT + "/runs/{run}/log/stream",
                "GET " + REPOSITORY,
                "GET " + REPOSITORY + "/branches",
                "GET " + REPOSITORY + "/commits",
                "GET " + REPOSITORY + "/changes",
                "GET " + CHANGE,
                "GET " + CHANGE + "/plans",
                "GET " + CHANGE + "/diff",
                "GET " + CHANGE + "/judgement",
                "GET " + CHANGE + "/measured-cost",
                "GET " + CHANGE + "/reviews",
                "GET " + CHANGE + "/activity",
                "GET " + CHANGE + "/runs",
                "GET " + STACK,
                "GET " + TENANT + "/autonomy",
                "GET " + TENANT + "/advice/sizing",
                "GET " + TENANT + "/advice/sizing/csv",
                "GET " + TENANT + "/calendar",
                "GET " + TENANT + "/calendar/status",
                "GET " + TENANT + "/calendar.ics",
                "GET " + TENANT + "/drift",
                "GET " + STACK + "/drift",
                "GET " + STACK + "/queue",
                "GET " + TENANT + "/states",
                "GET " + STATE,
                "GET " + STATE + "/break-glasses",
                "GET " + TENANT + "/break-glasses",
                "GET " + STATE + "/versions",
                "GET " + STATE + "/versions/{serial}",
                "GET " + STATE + "/versions/{serial}/resources",
                "GET " + SERVICE + "/logs",
                "GET " + SERVICE + "/logs/stream");
        put(
                Who.CHANGES,
                "GET " + TENANT + "/webhooks",
                "POST " + TENANT + "/webhooks",
                "DELETE " + TENANT + "/webhooks/{webhook}",
                "POST " + TENANT + "/webhooks/{webhook}/test",
                "POST " + TENANT + "/webhooks/{webhook}/resume",
                "GET " + TENANT + "/webhooks/{webhook}/deliveries",
                "PUT " + TENANT + "/closing",
                "DELETE " + TENANT + "/closing",
                "POST " + TENANT + "/members",
                "PATCH " + TENANT + "/members/{member}",
                "DELETE " + TENANT + "/members/{member}",
                "POST " + TENANT + "/members/{member}/reset",
                "POST " + TENANT + "/ledger/cosigners",
                "DELETE " + TENANT + "/ledger/cosigners",
                "GET " + TENANT + "/invitations",
                "POST " + TENANT + "/invitations",
                "DELETE " + TENANT + "/invitations/{invitation}",
                "POST " + TENANT + "/contract/accept",
                "POST " + TENANT + "/invoices",
                "POST " + TENANT + "/invoices/{invoice}/credits",
                "PUT " + TENANT + "/registries/{registry}",
                "DELETE " + TENANT + "/registries/{registry}",
                "PUT " + TENANT + "/secrets",
                "DELETE " + TENANT + "/secrets",
                "POST " + TENANT + "/repositories",
                "POST " + REPOSITORY + "/archive",
                "POST " + CHANGE + "/comments",
                "POST " + CHANGE + "/{command}",
                "GET " + STATE + "/versions/{serial}/body",
                "GET " + STATE + "/difference",
                "POST " + STATE + "/rollback",
                "POST " + STATE + "/remove-resource",
                "POST " + STATE + "/force-unlock",
                "POST " + STATE + "/break-glasses",
                "POST " + TENANT + "/break-glasses/{breakGlass}/close",
                "POST " + TENANT + "/autonomy/{environment}/{risk}/propose",
                "POST " + TENANT + "/advice/sizing/{workload}/open",
                "POST " + TENANT + "/advice/sizing/{workload}/dismiss",
                "DELETE " + TENANT + "/advice/sizing/{workload}/dismiss",
                "POST " + STACK + "/drift/look",
                "POST " + STACK + "/drift/restore",
                "POST " + STACK + "/drift/adopt",
                "POST " + SERVICE + "/restart",
                "GET " + SERVICE + "/shell");
    }

    private static void put(Who who, String... endpoints) {
        Arrays.stream(endpoints).forEach(endpoint -> TABLE.put(endpoint, who));
    }

    @TempDir
    private static Path home;

    private static ApiServer server;
    private static String reader;
    private static String readToken;
    private static String stranger;

    @BeforeAll
    static void start() {
        server = ApiServer.start(home);
        Tenant acme = server.tenant("acme");
        Tenant other = server.tenant("other");
        server.bean(Repositories.class).create(new TenantScope(acme.id()), new Actor.Machine("test"), "shop");
        server.member(acme, Role.LEAD, "lead@acme.example");
        reader = server.token(server.member(acme, Role.READER, "reader@acme.example"), TokenScope.API);
        readToken = server.token(server.member(acme, Role.LEAD, "narrow@acme.example"), TokenScope.READ);
        stranger = server.token(server.member(other, Role.LEAD, "lead@other.example"), TokenScope.API);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void noEndpointIsMissing() {
        Set<String> there = new TreeSet<>();
        server.handlers().getHandlerMethods().forEach((mapping, method) -> {
            if (method.getBeanType().getPackageName().equals(AccessTest.class.getPackageName())
                    && method.getBeanType() != UnknownAddressController.class) {
                mapping.getPatternValues().forEach(path -> mapping.getMethodsCondition()
                        .getMethods()
                        .forEach(verb -> there.add(verb + " " + path)));
            }
        });
        assertThat(there)
                .as("an endpoint that is not in the table is not tried by the tests below")
                .isEqualTo(TABLE.keySet());
    }

    @TestFactory
    Stream<DynamicTest> withoutCredentialsNobodyComesIn() {
        return each(Set.of(Who.SELF, Who.SELF_WITH_API, Who.MEMBER, Who.CHANGES, Who.PROVIDER), null, 401);
    }

    @TestFactory
    Stream<DynamicTest> aWrongTokenIsNone() {
        return each(Set.of(Who.SELF, Who.MEMBER, Who.CHANGES, Who.PROVIDER), "bnm_wrong", 401);
    }

    @TestFactory
    Stream<DynamicTest> membersOfAnotherTenantAreNotTold() {
        return each(Set.of(Who.MEMBER, Who.CHANGES), stranger, 404);
    }

    @TestFactory
    Stream<DynamicTest> readersChangeNothing() {
        return each(Set.of(Who.CHANGES), reader, 403);
    }

    @TestFactory
    Stream<DynamicTest> tokensForReadingChangeNothing() {
        return each(Set.of(Who.CHANGES, Who.SELF_WITH_API), readToken, 403);
    }

    @TestFactory
    Stream<DynamicTest> clientsDoNotComeIntoThePlatform() {
        return each(Set.of(Who.PROVIDER), stranger, 403);
    }

    @TestFactory
    Stream<DynamicTest> theTokenOfAnAgentOpensNothingButItsIntake() {
        String token = server.bean(Agents.class).issueToken(new Actor.Machine("test"), ApiServer.HOSTS.getFirst());
        return each(Set.of(Who.SELF, Who.SELF_WITH_API, Who.MEMBER, Who.CHANGES, Who.PROVIDER), token, 401);
    }

    /** The host is the token's, and who was never placed there has nothing counted. */
    @Test
    void anAgentReportsForItsHostAndForWhomItHasOnly() throws Exception {
        Agents agents = server.bean(Agents.class);
        String token = agents.issueToken(new Actor.Machine("test"), ApiServer.HOSTS.getFirst());
        String replaced = agents.issueToken(new Actor.Machine("test"), ApiServer.HOSTS.getLast());
        agents.issueToken(new Actor.Machine("test"), ApiServer.HOSTS.getLast());
        TenantId acme = server.bean(Tenants.class).byName("acme").orElseThrow().id();
        TenantId other =
                server.bean(Tenants.class).byName("other").orElseThrow().id();
        for (String wrong : new String[] {null, "", "bnh_wrong", replaced, reader, readToken}) {
            assertThat(server.report(wrong, report(1, acme)).statusCode()).isEqualTo(401);
        }
        assertThat(server.report(token, report(1, acme, other)).body())
                .isEqualTo("{\"counted\":1,\"known\":0,\"tenants\":[\"" + acme + "\"]}");
        assertThat(server.report(token, report(60, acme, other)).body())
                .isEqualTo("{\"counted\":1,\"known\":0,\"tenants\":[\"" + acme + "\"]}");
        assertThat(server.report(token, report(60, acme, other)).body())
                .isEqualTo("{\"counted\":0,\"known\":1,\"tenants\":[\"" + acme + "\"]}");
        assertThat(used(acme)).containsExactly(ApiServer.HOSTS.getFirst() + " 59");
        assertThat(used(other)).isEmpty();
        assertThat(agents.heard().get(ApiServer.HOSTS.getFirst()).heardAt()).isNotNull();
        assertThat(agents.heard().get(ApiServer.HOSTS.getLast()).heardAt()).isNull();

        assertThat(server.report(token, new byte[] {1, 2, 3}).statusCode()).isEqualTo(400);
        assertThat(server.report(token, new byte[2 << 20]).statusCode()).isEqualTo(413);
        assertThat(server.report(token, report(Long.MAX_VALUE / 2, acme)).statusCode())
                .isEqualTo(422);
        agents.revokeToken(new Actor.Machine("test"), ApiServer.HOSTS.getFirst());
        assertThat(server.report(token, report(61, acme)).statusCode()).isEqualTo(401);
    }

    /** A reading so many seconds after the start of the kernel, in each of which a millionth was used. */
    private static byte[] report(long seconds, TenantId... tenants) {
        List<Counters> all = Arrays.stream(tenants)
                .map(tenant -> new Counters(
                        new Owner.Service(tenant, new StackId(tenant.value()), new WorkloadId(tenant.value())),
                        "1",
                        seconds,
                        0,
                        0,
                        0,
                        false,
                        -1,
                        -1))
                .toList();
        Duration sinceBoot = Duration.ofSeconds(Math.min(seconds, 1_000));
        Instant now = Instant.parse("1999-01-01T00:00:00Z");
        return AgentReportFormat.write(new AgentReport(
                new AgentReport.Moment("boot", sinceBoot, now), 0, List.of(new Sweep(now, sinceBoot, "boot", all))));
    }

    /** By host, whatever hours it fell into. */
    private static List<String> used(TenantId tenant) {
        return server.database().database().asDispatcher(transaction -> transaction
                .sql()
                .fetch(
                        "SELECT host_id::text || ' ' || sum(cpu_micros) FROM usage_open WHERE tenant_id = {0}::uuid"
                                + " GROUP BY host_id",
                        DSL.val(tenant.value()))
                .map(row -> row.get(0, String.class)));
    }

    private static Stream<DynamicTest> each(Set<Who> who, String token, int status) {
        return TABLE.entrySet().stream()
                .filter(endpoint -> who.contains(endpoint.getValue()))
                .flatMap(endpoint -> filled(endpoint.getKey()))
                .map(request -> DynamicTest.dynamicTest(request, () -> {
                    String[] words = request.split(" ");
                    var response = server.send(words[0], words[1], token, words[0].equals("GET") ? null : "{}");
                    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
                    assertThat(ApiServer.json(response).path("status").asInt()).isEqualTo(status);
                }));
    }

    /** The endpoint with values in its places: those that exist in the tenant where there are any. */
    static Stream<String> filled(String endpoint) {
        String filled = endpoint.replace("{tenant}", "acme")
                .replace("{repository}", "shop")
                .replace("{number}", "1")
                .replace("{invoice}", "2026-00001")
                .replace("{workspace}", "default")
                .replace("{serial}", "1")
                .replace("{breakGlass}", ID)
                .replace("{index}", "0")
                .replace("{environment}", "production")
                .replace("{risk}", "low")
                .replace("{version}", "1")
                .replaceAll("\\{(stack|service|site|host|registry)}", "web")
                .replaceAll("\\{(run|member|invitation|token|webhook|notification|cost|workload)}", ID);
        return filled.contains("{command}")
                ? Arrays.stream(ChangeCommandName.values()).map(name -> filled.replace("{command}", Words.of(name)))
                : Stream.of(filled);
    }

    @Test
    void anotherTenantLooksExactlyLikeNone() throws Exception {
        var other = server.send("GET", "/api/v1/tenants/acme/repositories", stranger, null);
        var none = server.send("GET", "/api/v1/tenants/nobody/repositories", stranger, null);
        assertThat(other.body().replace("acme", "nobody")).isEqualTo(none.body());
    }

    @Test
    void readersRead() throws Exception {
        String seen = Stream.of("", "/limits", "/members", "/repositories", "/ledger", "/ledger/verification")
                .map(path -> {
                    try {
                        return path + " "
                                + server.send("GET", "/api/v1/tenants/acme" + path, reader, null)
                                        .statusCode();
                    } catch (Exception failed) {
                        throw new IllegalStateException(failed);
                    }
                })
                .filter(answer -> !answer.endsWith(" 200"))
                .collect(Collectors.joining(", "));
        assertThat(seen).isEmpty();
    }
}

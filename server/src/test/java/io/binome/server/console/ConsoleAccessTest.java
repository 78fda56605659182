package io.binome.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.TenantScope;
import io.binome.tenancy.Member;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.TokenScope;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.bind.annotation.RequestMethod;

/** Asks every address of the console as nobody, as a stranger and as somebody who may only read. */
@Tag("slow")
class ConsoleAccessTest {
    private static final Set<String> OPEN = Set.of(
            "/sign-in", "/forgotten", "/reset/{secret}", "/join/{secret}", "/assets/{file}", "/favicon.ico", "/error");
    /** What belongs to the person who asks, whoever that is. */
    private static final Set<String> OWN = Set.of(
            "/",
            "/sign-out",
            "/account",
            "/account/password",
            "/account/tokens",
            "/account/tokens/{token}/revoke",
            "/account/sign-out-everywhere",
            "/account/notifications",
            "/notifications",
            "/notifications/read",
            "/notifications/{notification}/open");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path home;

    private static ConsolePreview preview;
    private static List<Endpoint> endpoints;

    record Endpoint(RequestMethod method, String pattern) {
        String path() {
            return pattern.replace("{tenant}", "librairie")
                            .replace("{repository}", "shop")
                            .replace("{number}", "12")
                            .replace("{command}", pattern.contains("/hosts/") ? "drain" : "approve")
                            .replace("{stack}", "shop-production")
                            .replace("{service}", "web")
                            .replace("{site}", "paris")
                            .replace("{host}", "paris-1")
                            .replace("{environment}", "production")
                            .replace("{risk}", "low")
                            .replace("{invoice}", "019a0000-0000-7000-8000-000000000001")
                            .replace("{position}", "1")
                            .replace("{file:pdf|xml|zip}", "pdf")
                            .replaceAll(
                                    "\\{(member|invitation|token|webhook|notification|cost|workload)\\}",
                                    "00000000-0000-7000-8000-000000000000")
                    + "?revision=0&text=x&name=abc&title=abc&email=a@example.org&role=reader&endpoint=unix:///x&registry=registry.example&user=a&password=b&address=https://a.example/&until=2027-01-01T00:00:00Z&zone=UTC";
        }
    }

    @BeforeAll
    static void start() {
        preview = ConsolePreview.start(home, 0);
        endpoints = new ArrayList<>();
        preview.handlers().getHandlerMethods().forEach((mapping, handler) -> {
            if (handler.getBeanType().getPackageName().equals("io.binome.server.console")) {
                for (String pattern : mapping.getPatternValues()) {
                    Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
                    (methods.isEmpty() ? Set.of(RequestMethod.GET) : methods)
                            .forEach(method -> endpoints.add(new Endpoint(method, pattern)));
                }
            }
        });
    }

    @AfterAll
    static void stop() {
        preview.close();
    }

    private static String token(String tenant, String email) {
        Tenants tenants = preview.bean(Tenants.class);
        TenantScope scope = new TenantScope(tenants.byName(tenant).orElseThrow().id());
        Member member = tenants.members(scope).stream()
                .filter(one -> one.email().equals(email))
                .findFirst()
                .orElseThrow();
        return preview.bean(SignIn.class)
                .createToken(scope, member.id(), "test", Set.of(TokenScope.API, TokenScope.READ), Duration.ofDays(1))
                .secret();
    }

    private static HttpResponse<Void> ask(Endpoint endpoint, @Nullable String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(preview.base() + endpoint.path()))
                .method(endpoint.method().name(), HttpRequest.BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding());
    }

    @Test
    void clientsReadTheSiteAndOnlyTheProviderReadsTheServer() throws Exception {
        String reader = token("librairie", "reader@librairie.example");
        for (Endpoint endpoint : endpoints) {
            // Who names a server in the address reads no more than that name.
            if (endpoint.method() == RequestMethod.GET
                    && !OPEN.contains(endpoint.pattern())
                    && !endpoint.pattern().contains("{host}")) {
                assertThat(body(endpoint, reader)).as(endpoint.toString()).doesNotContain("paris-1");
            }
        }
        Endpoint page = endpoints.stream()
                .filter(one ->
                        one.method() == RequestMethod.GET && one.pattern().endsWith("/{service}"))
                .findFirst()
                .orElseThrow();
        assertThat(body(page, reader)).contains("<td>paris</td>");
        Tenants tenants = preview.bean(Tenants.class);
        assertThat(body(page, token(tenants.provider().name(), "operator@provider.example")))
                .contains("<td>paris-1 (paris)</td>");
    }

    @Test
    void metricsHoldAndTargetsNameOnlyWhatTheTokenMayRead() throws Exception {
        String client = token("librairie", "reader@librairie.example");
        String other = token("atelier", "lead@atelier.example");
        String provider = token(preview.bean(Tenants.class).provider().name(), "operator@provider.example");
        String own = "/api/v1/tenants/librairie/metrics";
        assertThat(body(get("/metrics"), client))
                .contains("\nbinome_service_cpu_seconds_total{environment=\"production\",repository=\"shop\","
                        + "service=\"web\",stack=\"shop-production\"} ")
                .doesNotContain("paris-1", "00000000-");
        assertThat(body(get("/metrics"), other)).isEmpty();
        assertThat(body(get(own), other)).contains("tenant-not-found");
        assertThat(body(get(own), provider)).contains("service=\"web\"");
        assertThat(body(get("/api/v1/prometheus/targets"), client))
                .contains(own)
                .doesNotContain("atelier");
        assertThat(body(get("/api/v1/prometheus/targets"), other))
                .contains("/tenants/atelier/")
                .doesNotContain("librairie");
        assertThat(body(get("/api/v1/prometheus/targets"), provider)).contains(own, "/tenants/atelier/");
    }

    @Test
    void aServiceThatUsesFarMoreThanUsualIsToldOnceWithItsNumbers() {
        Tenants tenants = preview.bean(Tenants.class);
        TenantScope scope =
                new TenantScope(tenants.byName("librairie").orElseThrow().id());
        FakeWorkloads workloads = preview.bean(FakeWorkloads.class);
        FakeMetering shape = new FakeMetering(workloads, java.time.Clock.systemUTC());
        java.time.Instant hour = java.time.Instant.now().truncatedTo(java.time.temporal.ChronoUnit.HOURS);
        var watch = io.binome.advice.internal.AdviceRoom.unusualUse(
                shape.rising(hour, 3_600_000_000L),
                preview.bean(io.binome.changes.Changes.class),
                preview.bean(io.binome.stacks.Stacks.class),
                workloads,
                _ -> "librairie",
                java.time.InstantSource.fixed(hour.plusSeconds(1_800)));
        var found = watch.look(scope);
        assertThat(found).extracting(notice -> notice.facts().get("service")).contains("shop-production/web");
        assertThat(found.getFirst().facts()).containsEntry("now", "3.00 CPU").containsEntry("usual", "1.00 CPU");
        assertThat(found)
                .filteredOn(
                        notice -> "shop-production/web".equals(notice.facts().get("service")))
                .extracting(notice -> notice.facts().get("reason"))
                .containsExactly("The last change before it was shop!9.");
        assertThat(watch.look(scope))
                .extracting(notice -> notice.once())
                .containsExactlyElementsOf(
                        found.stream().map(notice -> notice.once()).toList());
    }

    private static Endpoint get(String path) {
        return new Endpoint(RequestMethod.GET, path);
    }

    private static String body(Endpoint endpoint, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(preview.base() + endpoint.path()))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<Stream<String>> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
            // What is followed live never ends.
            boolean live =
                    answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
            return live ? "" : lines.collect(Collectors.joining("\n"));
        }
    }

    @Test
    void thereIsMuchToAsk() {
        assertThat(endpoints).hasSizeGreaterThan(40);
    }

    @Test
    void nobodyIsSentToSignInFirst() throws Exception {
        for (Endpoint endpoint : endpoints) {
            if (!OPEN.contains(endpoint.pattern())) {
                HttpResponse<Void> answer = ask(endpoint, null);
                boolean refused = answer.statusCode() == 403
                        || (answer.statusCode() == 302
                                && answer.headers()
                                        .firstValue("Location")
                                        .orElse("")
                                        .contains("/sign-in"));
                assertThat(refused)
                        .as(endpoint + " answered " + answer.statusCode())
                        .isTrue();
            }
        }
    }

    @Test
    void aStrangerSeesNothingOfATenantOrOfTheProvider() throws Exception {
        String stranger = token("atelier", "lead@atelier.example");
        for (Endpoint endpoint : endpoints) {
            if (!OPEN.contains(endpoint.pattern()) && !OWN.contains(endpoint.pattern())) {
                assertThat(ask(endpoint, stranger).statusCode())
                        .as(endpoint.toString())
                        .isIn(403, 404);
            }
        }
    }

    @Test
    void whoeverOnlyReadsChangesNothing() throws Exception {
        String reader = token("librairie", "reader@librairie.example");
        for (Endpoint endpoint : endpoints) {
            if (endpoint.method() == RequestMethod.POST
                    && !OPEN.contains(endpoint.pattern())
                    && !OWN.contains(endpoint.pattern())) {
                assertThat(ask(endpoint, reader).statusCode())
                        .as(endpoint.toString())
                        .isIn(403, 404);
            }
        }
    }
}

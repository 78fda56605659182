package io.binome.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.tenancy.Role;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.TokenScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tenant is closed through the API; afterwards each door that changes something is shut, and those for reading are not. */
class ClosingApiTest {
    private static final String TENANT = "/api/v1/tenants/{tenant}";
    private static final String CLOSING = "/api/v1/tenants/acme/closing";
    private static final String ORDER = """
            {"confirm": "acme", "reason": "The contract ends"%s}""";

    /** What is still done in a tenant that is closed: its people, its record, its last invoices. */
    private static final Set<String> LEFT = Set.of(
            "POST " + TENANT + "/members",
            "PATCH " + TENANT + "/members/{member}",
            "DELETE " + TENANT + "/members/{member}",
            "POST " + TENANT + "/members/{member}/reset",
            "POST " + TENANT + "/invitations",
            "DELETE " + TENANT + "/invitations/{invitation}",
            "POST " + TENANT + "/ledger/cosigners",
            "DELETE " + TENANT + "/ledger/cosigners",
            "POST " + TENANT + "/ledger/cosignatures",
            "POST " + TENANT + "/invoices",
            "POST " + TENANT + "/invoices/{invoice}/credits");
    /** What is the provider's own, whatever becomes of a client: the keys of its ledger, the store of its secrets. */
    private static final Set<String> OF_PLATFORM = Set.of(
            "PATCH " + TENANT + "/limits",
            "POST " + TENANT + "/ledger/keys/rotate",
            "POST " + TENANT + "/ledger/keys/replace",
            "PUT " + TENANT + "/vault",
            "DELETE " + TENANT + "/vault");

    @TempDir
    private static Path home;

    private static ApiServer server;
    private static String owner;
    private static String operator;
    private static String lead;

    @BeforeAll
    static void start() {
        server = ApiServer.start(home);
        Tenant acme = server.tenant("acme");
        server.bean(Repositories.class).create(new TenantScope(acme.id()), new Actor.Machine("test"), "shop");
        lead = server.token(server.member(acme, Role.LEAD, "lead@acme.example"), TokenScope.API);
        owner = server.token(
                server.member(server.bean(Tenants.class).provider(), Role.OWNER, "second@provider.example"),
                TokenScope.API);
        operator = server.token(
                server.member(server.bean(Tenants.class).provider(), Role.OPERATOR, "op@provider.example"),
                TokenScope.API);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aTenantIsClosedByAnOwnerAloneAndThenOnlyRead() throws Exception {
        for (String wrong : List.of(operator, lead)) {
            assertThat(server.send("PUT", CLOSING, wrong, ORDER.formatted("")).statusCode())
                    .isEqualTo(403);
        }
        assertThat(server.send("PUT", CLOSING, owner, """
                {"confirm": "shop", "reason": "The contract ends"}""").body()).contains("closing-not-confirmed");
        var announced = server.send("PUT", CLOSING, owner, ORDER.formatted(", \"closesAt\": \"2099-01-01T00:00:00Z\""));
        assertThat(announced.statusCode()).as(announced.body()).isEqualTo(200);
        var seen = ApiServer.json(server.send("GET", CLOSING, lead, null));
        assertThat(seen.path("state").asString()).isEqualTo("announced");
        assertThat(seen.path("reason").asString()).isEqualTo("The contract ends");
        assertThat(server.send("DELETE", CLOSING, operator, null).statusCode()).isEqualTo(403);
        assertThat(server.send("DELETE", CLOSING, owner, null).statusCode()).isEqualTo(204);
        assertThat(ApiServer.json(server.send("GET", CLOSING, lead, null))
                        .path("state")
                        .asString())
                .isEqualTo("open");

        var closed = server.send("PUT", CLOSING, owner, ORDER.formatted(", \"readingDays\": 30"));
        assertThat(closed.statusCode()).as(closed.body()).isEqualTo(200);
        assertThat(ApiServer.json(closed).path("state").asString()).isEqualTo("closed");
        assertThat(server.send("DELETE", CLOSING, owner, null).body()).contains("stay-ended");
        nothingIsChanged(lead);
        nothingIsChanged(owner);
        for (String path : List.of("", "/members", "/repositories", "/ledger/export", "/contract")) {
            for (String who : List.of(lead, owner, operator)) {
                var read = server.send("GET", "/api/v1/tenants/acme" + path, who, null);
                assertThat(read.statusCode()).as(path + read.body()).isEqualTo(200);
            }
        }
        assertThat(server.send("GET", "/api/v1/tenants", owner, null).body()).contains("\"closedAt\":\"2");
    }

    private static void nothingIsChanged(String token) throws Exception {
        List<String> open = new ArrayList<>();
        Set<String> tried = new TreeSet<>();
        server.handlers().getHandlerMethods().forEach((mapping, method) -> mapping.getPatternValues().stream()
                .filter(path -> path.startsWith(TENANT + "/"))
                .forEach(path -> mapping.getMethodsCondition().getMethods().stream()
                        .map(verb -> verb + " " + path)
                        .filter(endpoint -> !endpoint.startsWith("GET "))
                        .filter(endpoint -> !LEFT.contains(endpoint) && !OF_PLATFORM.contains(endpoint))
                        .forEach(tried::add)));
        assertThat(tried).hasSizeGreaterThan(25);
        for (String endpoint : tried) {
            for (String request : AccessTest.filled(endpoint).toList()) {
                String[] words = request.split(" ");
                var answer = server.send(words[0], words[1], token, "{}");
                if (!answer.body().contains("stay-ended")) {
                    open.add(request + " " + answer.statusCode() + " " + answer.body());
                }
            }
        }
        assertThat(open).as("what still changes something in a closed tenant").isEmpty();
    }
}

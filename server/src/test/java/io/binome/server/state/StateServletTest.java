package io.binome.server.state;

import static io.binome.server.state.StateServer.ADDRESS;
import static io.binome.server.state.StateServer.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.Database;
import io.binome.kernel.RunId;
import io.binome.states.RunCredential;
import io.binome.states.StateAccess;
import io.binome.states.StateKey;
import io.binome.tenancy.Role;
import io.binome.tenancy.TokenScope;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol, status by status, as the client of OpenTofu tells them apart. */
class StateServletTest {
    private static final String LOCK =
            "{\"ID\":\"%s\",\"Operation\":\"OperationTypeApply\",\"Info\":\"\",\"Who\":\"zoe@laptop\","
                    + "\"Version\":\"1.11.4\",\"Created\":\"2026-03-01T09:00:00Z\",\"Path\":\"\"}";

    @TempDir
    private static Path home;

    private static StateServer server;
    private static String developer;
    private static String lead;

    private RunId run;
    private String writer;
    private String reader;

    @BeforeAll
    static void start() {
        server = StateServer.start(home);
        developer = "zoe:" + server.token(Role.DEVELOPER, TokenScope.API);
        lead = "lead:" + server.token(Role.LEAD, TokenScope.API);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void begin() throws Exception {
        run = server.begin();
        writer = text(server.credential(run, StateAccess.WRITE));
        // A run has one credential at a time.
        reader = text(server.credential(server.begin(), StateAccess.READ));
        server.states().list(server.acme, server.stack).forEach(state -> {
            if (state.lock() != null) {
                server.states()
                        .forceUnlock(
                                server.acme,
                                state.key(),
                                new io.binome.kernel.Actor.Machine("test"),
                                state.lock().info().id());
            }
        });
        assertThat(send("DELETE", server.address(), writer, "").statusCode()).isEqualTo(200);
    }

    private static String text(RunCredential credential) {
        return credential.user() + ":" + credential.password();
    }

    private static String state(long serial) {
        return "{\"version\":4,\"terraform_version\":\"1.11.4\",\"serial\":" + serial
                + ",\"lineage\":\"l\",\"outputs\":{},\"resources\":[]}\n";
    }

    private static String lock(String id) {
        return LOCK.formatted(id);
    }

    @Test
    void noStateIsAnEmptyAnswerAndAWrongAddressIsNot() throws Exception {
        assertThat(send("GET", server.address(), developer, (String) null).statusCode())
                .isEqualTo(204);
        for (String wrong : List.of("/state/acme/shop/nothing", "/state/acme/nothing/network", "/state/acme/shop")) {
            String address = server.address().replace(ADDRESS, wrong);
            assertThat(send("GET", address, developer, (String) null).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        assertThat(send("LOCK", server.address(), writer, lock("a")).statusCode())
                .isEqualTo(200);
        assertThat(send("LOCK", server.address(), writer, lock("a")).statusCode())
                .isEqualTo(200);
        String md5 = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("MD5").digest(state(1).getBytes(StandardCharsets.UTF_8)));
        assertThat(send("POST", server.address() + "?ID=a", writer, state(1), "Content-MD5", md5)
                        .statusCode())
                .isEqualTo(200);
        assertThat(send("PUT", server.address() + "?x=y&ID=a", writer, state(2)).statusCode())
                .isEqualTo(200);
        // A form is what curl -d makes of it, and whoever looks for parameters has read it by now.
        assertThat(send(
                                "PUT",
                                server.address() + "?ID=a",
                                writer,
                                state(3),
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .statusCode())
                .isEqualTo(415);
        HttpResponse<String> read = send("GET", server.address(), reader, (String) null);
        assertThat(read.body()).isEqualTo(state(2));
        assertThat(read.headers().firstValue("Content-MD5")).isPresent();
        assertThat(read.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(send("UNLOCK", server.address(), writer, lock("a")).statusCode())
                .isEqualTo(200);
        assertThat(send("UNLOCK", server.address(), writer, lock("a")).statusCode())
                .isEqualTo(200);
        assertThat(send("POST", server.address() + "?ID=a", writer, state(3)).statusCode())
                .isEqualTo(409);
        assertThat(send("POST", server.address(), writer, state(1)).statusCode())
                .isEqualTo(409);
        assertThat(send("POST", server.address(), reader, state(3)).statusCode())
                .isEqualTo(403);
    }

    @Test
    void aHeldLockAnswersWithItsHolder() throws Exception {
        assertThat(send("LOCK", server.address(), developer, lock("a")).statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused = send("LOCK", server.address(), writer, lock("b"));
        assertThat(refused.statusCode()).isEqualTo(423);
        assertThat(refused.body()).isEqualTo(lock("a"));
        assertThat(send("POST", server.address() + "?ID=b", writer, state(1)).statusCode())
                .isEqualTo(423);
        assertThat(send("UNLOCK", server.address(), writer, lock("b")).statusCode())
                .isEqualTo(409);
        assertThat(send("UNLOCK", server.address(), writer, lock("a")).statusCode())
                .isEqualTo(403);
        // By force: neither a run nor another developer, but a lead.
        String force = "{\"ID\":\"a\",\"Operation\":\"\",\"Info\":\"\",\"Who\":\"\",\"Version\":\"\","
                + "\"Created\":\"0001-01-01T00:00:00Z\",\"Path\":\"\"}";
        String another = "x:" + server.token(Role.DEVELOPER, TokenScope.API);
        assertThat(send("UNLOCK", server.address(), writer, force).statusCode()).isEqualTo(403);
        assertThat(send("UNLOCK", server.address(), another, force).statusCode())
                .isEqualTo(403);
        assertThat(send("UNLOCK", server.address(), lead, force).statusCode()).isEqualTo(200);
        assertThat(send("UNLOCK", server.address(), lead, force).statusCode()).isEqualTo(409);
        // As Terraform does it: without a word about which.
        assertThat(send("UNLOCK", server.address(), lead, "").statusCode()).isEqualTo(409);
        send("LOCK", server.address(), developer, lock("a"));
        assertThat(send("UNLOCK", server.address(), another, "").statusCode()).isEqualTo(403);
        assertThat(send("UNLOCK", server.address(), lead, "").statusCode()).isEqualTo(200);
        // Whoever holds it may always release it, also when they have nothing but its id left.
        send("LOCK", server.address(), developer, lock("a"));
        assertThat(send("UNLOCK", server.address(), developer, force).statusCode())
                .isEqualTo(200);
    }

    @Test
    void lockingByOrdinaryMethods() throws Exception {
        String at = server.address() + "/lock";
        assertThat(send("POST", at, developer, lock("a")).statusCode()).isEqualTo(200);
        assertThat(send("PUT", at, writer, lock("b")).statusCode()).isEqualTo(423);
        assertThat(send("DELETE", at, developer, lock("a")).statusCode()).isEqualTo(200);
        assertThat(send("LOCK", at, writer, lock("b")).statusCode()).isEqualTo(200);
        assertThat(send("UNLOCK", at, writer, lock("b")).statusCode()).isEqualTo(200);
        assertThat(send("GET", at, writer, (String) null).statusCode()).isEqualTo(405);
        assertThat(send("PATCH", at, writer, "").statusCode()).isEqualTo(400);
    }

    @Test
    void workspacesAreStatesOfTheirOwn() throws Exception {
        assertThat(send("POST", server.address() + "/blue", lead, state(1)).statusCode())
                .isEqualTo(200);
        assertThat(send("GET", server.address() + "/blue", developer, (String) null)
                        .body())
                .isEqualTo(state(1));
        assertThat(send("GET", server.address(), developer, (String) null).statusCode())
                .isEqualTo(204);
        // By hand once only.
        assertThat(send("POST", server.address() + "/blue", lead, state(2)).statusCode())
                .isEqualTo(403);
        assertThat(send("DELETE", server.address() + "/blue", lead, "").statusCode())
                .isEqualTo(403);
        // A run reaches its own state and no other.
        assertThat(send("GET", server.address() + "/blue", writer, (String) null)
                        .statusCode())
                .isEqualTo(400);
        for (String name : List.of("a%20b", "..b", "-b", "x".repeat(81))) {
            assertThat(send("GET", server.address() + "/" + name, developer, (String) null)
                            .statusCode())
                    .as(name)
                    .isEqualTo(400);
        }
    }

    @Test
    void whoMayComeIn() throws Exception {
        String stranger = "x:" + server.tokenOfAnother();
        String narrow = "x:" + server.token(Role.LEAD, TokenScope.READ, TokenScope.GIT);
        String onlyReads = "x:" + server.token(Role.READER, TokenScope.API);
        assertThat(send("GET", server.address(), null, (String) null).statusCode())
                .isEqualTo(401);
        assertThat(send("GET", server.address(), "x:bnm_wrong", (String) null).statusCode())
                .isEqualTo(401);
        assertThat(send("GET", server.address(), stranger, (String) null).statusCode())
                .isEqualTo(400);
        assertThat(send("GET", server.address(), narrow, (String) null).statusCode())
                .isEqualTo(403);
        assertThat(send("GET", server.address(), onlyReads, (String) null).statusCode())
                .isEqualTo(403);
        assertThat(send("GET", server.address().replace("acme", "other"), writer, (String) null)
                        .statusCode())
                .isEqualTo(400);
        String bearer = developer.substring(developer.indexOf(':') + 1);
        assertThat(send("GET", server.address(), null, (String) null, "Authorization", "Bearer " + bearer)
                        .statusCode())
                .isEqualTo(204);
        server.bean(Database.class).inTenant(server.acme, transaction -> {
            server.states().endRun(transaction, run);
            return true;
        });
        assertThat(send("GET", server.address(), writer, (String) null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void behindTheDoorOfRunsThereIsNothingElse() throws Exception {
        assertThat(send("POST", server.runAddress(), writer, state(1)).statusCode())
                .isEqualTo(200);
        assertThat(send("GET", server.runAddress(), reader, (String) null).body())
                .isEqualTo(state(1));
        assertThat(send("LOCK", server.runAddress(), reader, lock("a")).statusCode())
                .isEqualTo(200);
        assertThat(send("GET", server.runAddress(), lead, (String) null).statusCode())
                .isEqualTo(401);
        String root = server.runAddress().replace(ADDRESS, "");
        for (String path :
                List.of("/", "/api/v1/openapi.json", "/health/ready", "/sign-in", "/git/acme/shop.git", "/states")) {
            assertThat(send("GET", root + path, writer, (String) null).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        for (String path : List.of("/state/../api/v1/openapi.json", "/state/..;/health/ready", "/state//x")) {
            assertThat(send("GET", root + path, writer, (String) null).statusCode())
                    .as(path)
                    .isBetween(400, 404);
        }
    }

    @Test
    void whatIsCutOffOnItsWayLeavesNothing() throws Exception {
        URI uri = URI.create(server.address());
        String half = "{\"version\":4,\"serial\":1,\"lineage\":\"l\",\"resources\":[";
        try (Socket socket = new Socket("127.0.0.1", uri.getPort())) {
            socket.getOutputStream()
                    .write(("POST " + ADDRESS + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nAuthorization: Basic "
                                    + Base64.getEncoder().encodeToString(writer.getBytes(StandardCharsets.UTF_8))
                                    + "\r\n\r\n"
                                    + half)
                            .getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).doesNotContain("HTTP/1.1 200");
        }
        assertThat(send("POST", server.address(), writer, half).statusCode()).isEqualTo(400);
        assertThat(send("POST", server.address(), writer, state(1), "Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA==")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("POST", server.address(), writer, state(1), "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(415);
        assertThat(send("POST", server.address(), writer, "").statusCode()).isEqualTo(400);
        assertThat(send("LOCK", server.address(), writer, "").statusCode()).isEqualTo(400);
        assertThat(server.states().latest(server.acme, StateKey.of(server.stack)))
                .isEmpty();
    }
}

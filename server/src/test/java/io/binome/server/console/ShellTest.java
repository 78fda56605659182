package io.binome.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import io.binome.server.shell.ShellLimits;
import io.binome.server.shell.Shells;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.TokenScope;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A shell over a real WebSocket: what goes through, who gets in, what ends it, and what a hostile client achieves. */
class ShellTest {
    private static final String PATH =
            "/api/v1/tenants/librairie/repositories/shop/stacks/shop-production/services/web/shell";
    private static final String START = "{\"type\":\"start\",\"command\":[\"%s\"]}";
    private static final Actor SETUP = new Actor.Machine("test");

    @TempDir
    static Path home;

    private static ConsolePreview preview;
    private static FakeWorkloads workloads;
    private static String address;
    private static int members;
    private final List<ShellClient> clients = new ArrayList<>();

    /** Nothing here ends by itself, however slow the machine; a test that waits for an end makes its own limit short. */
    private record Limits(Duration idle, Duration longest, Duration startWithin, Duration sendWithin) {
        static final Duration LONG = Duration.ofMinutes(5);
        static final Duration SHORT = Duration.ofMillis(500);
        static final Limits NONE = new Limits(LONG, LONG, LONG, LONG);

        @SuppressWarnings("unchecked")
        void set() {
            preview.bean(AtomicReference.class)
                    .set(new ShellLimits(idle, longest, 3, startWithin, sendWithin, Duration.ofMillis(50), 64 * 1024));
        }
    }

    @BeforeAll
    static void start() {
        preview = ConsolePreview.start(home, 0);
        workloads = preview.bean(FakeWorkloads.class);
        address = preview.base() + PATH;
    }

    @AfterAll
    static void stop() {
        preview.close();
    }

    @BeforeEach
    void noLimits() {
        Limits.NONE.set();
    }

    @AfterEach
    void nothingStaysOpen() throws Exception {
        clients.forEach(ShellClient::close);
        for (FakeShell shell : workloads.shells) {
            assertThat(shell.closedWithin(20)).as("the command ended").isTrue();
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (preview.bean(Shells.class).count() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(preview.bean(Shells.class).count()).isZero();
        workloads.shells.clear();
    }

    private static Tenant librairie() {
        return preview.bean(Tenants.class).byName("librairie").orElseThrow();
    }

    private static Member member(Role role) {
        members++;
        return preview.bean(Tenants.class)
                .createMember(
                        new TenantScope(librairie().id()),
                        SETUP,
                        new Tenants.NewMember(
                                "m" + members + "@example.org", "M" + members, role, ConsolePreview.PASSWORD));
    }

    private static SignIn.NewToken token(Member member, TokenScope scope) {
        return preview.bean(SignIn.class)
                .createToken(new TenantScope(member.tenant()), member.id(), "test", Set.of(scope), Duration.ofDays(1));
    }

    private static String bearer(Member member) {
        return "Bearer " + token(member, TokenScope.API).secret();
    }

    private ShellClient open(String... headers) {
        ShellClient client = ShellClient.open(address, headers);
        clients.add(client);
        return client;
    }

    private ShellClient started(String command, String... headers) throws InterruptedException {
        ShellClient client = open(headers.length > 0 ? headers : new String[] {"Authorization", bearer(developer())});
        client.text(START.formatted(command));
        assertThat(client.frame().path("type").asString()).isEqualTo("started");
        return client;
    }

    private static Member developer() {
        return member(Role.DEVELOPER);
    }

    private static void endsWith(ShellClient client, String code, int closeCode) throws Exception {
        JsonNode frame = client.frame();
        assertThat(frame.path("type").asString()).isEqualTo("problem");
        assertThat(frame.path("problem").path("code").asString()).isEqualTo(code);
        assertThat(frame.path("problem").path("detail").asString()).startsWith("The shell was closed: ");
        assertThat(client.closed.get(20, TimeUnit.SECONDS)).isEqualTo(closeCode);
    }

    @Test
    void whatIsTypedIsShownAndTheExitCodeFollowsTheEndOfInput() throws Exception {
        ShellClient client = open("Authorization", bearer(developer()));
        client.text("{\"type\":\"start\",\"command\":[\"cat\",\"-u\"],\"replica\":2,\"terminal\":true,"
                + "\"columns\":120,\"rows\":40}");
        assertThat(client.frame().path("type").asString()).isEqualTo("started");
        FakeShell shell = workloads.shells.getFirst();
        assertThat(shell.command).containsExactly("cat", "-u");
        assertThat(shell.replica).isEqualTo(2);
        assertThat(shell.terminal).isTrue();
        assertThat(shell.size).isEqualTo("120x40");
        client.type("grüezi\n").text("{\"type\":\"resize\",\"columns\":80,\"rows\":25}");
        client.type("et bonjour\n").text("{\"type\":\"end-of-input\"}");
        JsonNode last = client.frame();
        assertThat(last.path("type").asString()).isEqualTo("exit");
        assertThat(last.path("code").asInt(-1)).isEqualTo(7);
        assertThat(client.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1000);
        assertThat(client.shown()).isEqualTo("grüezi\net bonjour\n");
        assertThat(shell.size).isEqualTo("80x25");
    }

    @Test
    void withoutACommandItIsAShellInTheFirstReplicaThatRuns() throws Exception {
        ShellClient client = open("Authorization", bearer(developer()));
        client.text("{\"type\":\"start\"}");
        assertThat(client.frame().path("type").asString()).isEqualTo("started");
        assertThat(workloads.shells.getFirst().command).startsWith("/bin/sh", "-c");
        assertThat(workloads.shells.getFirst().replica).isEqualTo(1);
        assertThat(workloads.shells.getFirst().terminal).isFalse();
    }

    @Test
    void onlyThoseWhoOperateComeIn() {
        assertThat(ShellClient.refusal(address)).isEqualTo(401);
        assertThat(ShellClient.refusal(address, "Authorization", "Bearer bnm_wrong"))
                .isEqualTo(401);
        assertThat(ShellClient.refusal(address, "Authorization", bearer(member(Role.READER))))
                .isEqualTo(403);
        String reads = token(member(Role.LEAD), TokenScope.READ).secret();
        assertThat(ShellClient.refusal(address, "Authorization", "Bearer " + reads))
                .isEqualTo(403);
        assertThat(ShellClient.refusal(address.replace("/web/", "/nothing/"), "Authorization", bearer(developer())))
                .isEqualTo(404);
        assertThat(workloads.shells).isEmpty();
    }

    @Test
    void aSessionIsGoodForPagesOfThisConsoleAlone() throws Exception {
        Member member = developer();
        String cookie = "binome="
                + preview.bean(SignIn.class)
                        .open(member.email(), ConsolePreview.PASSWORD, "127.0.0.1")
                        .secret();
        String own = preview.base();
        for (String foreign : List.of(
                "https://evil.example",
                "null",
                own + ".evil.example",
                own.replaceFirst(":\\d+$", ":1"),
                own.replaceFirst("http", "https"))) {
            assertThat(ShellClient.refusal(address, "Cookie", cookie, "Origin", foreign))
                    .as(foreign)
                    .isEqualTo(403);
        }
        assertThat(ShellClient.refusal(address, "Cookie", cookie)).isEqualTo(403);
        assertThat(workloads.shells).isEmpty();
        started("cat", "Cookie", cookie, "Origin", own);
    }

    @Test
    void aRevokedTokenClosesItAtOnce() throws Exception {
        Member member = developer();
        SignIn.NewToken token = token(member, TokenScope.API);
        ShellClient client = started("cat", "Authorization", "Bearer " + token.secret());
        preview.bean(SignIn.class)
                .revokeToken(
                        new TenantScope(member.tenant()),
                        member.id(),
                        token.token().id());
        assertThat(workloads.shells.getFirst().closedWithin(20)).isTrue();
        endsWith(client, "no-longer-allowed", 1008);
    }

    @Test
    void soDoesARemovedMemberAndAnotherRole() throws Exception {
        Member leaves = developer();
        Member reads = developer();
        ShellClient one = started("cat", "Authorization", bearer(leaves));
        ShellClient two = started("cat", "Authorization", bearer(reads));
        TenantScope scope = new TenantScope(librairie().id());
        preview.bean(Tenants.class).remove(scope, SETUP, leaves.id());
        preview.bean(Tenants.class).changeRole(scope, SETUP, reads.id(), Role.READER);
        endsWith(one, "no-longer-allowed", 1008);
        endsWith(two, "no-longer-allowed", 1008);
    }

    @Test
    void aServerThatStopsClosesAll() throws Exception {
        ShellClient client = started("cat");
        Shells shells = preview.bean(Shells.class);
        shells.stop();
        try {
            endsWith(client, "server-stops", 1001);
            assertThat(ShellClient.refusal(address, "Authorization", bearer(developer())))
                    .isEqualTo(503);
        } finally {
            shells.start();
        }
    }

    @Test
    void quietOnesAreClosed() throws Exception {
        new Limits(Limits.SHORT, Limits.LONG, Limits.LONG, Limits.LONG).set();
        endsWith(started("cat"), "shell-idle", 1008);
    }

    @Test
    void busyOnesAreClosedInTheEnd() throws Exception {
        new Limits(Limits.LONG, Limits.SHORT, Limits.LONG, Limits.LONG).set();
        ShellClient client = started("cat");
        while (!workloads.shells.getFirst().closedWithin(Duration.ofMillis(20))) {
            client.type("still here\n");
        }
        endsWith(client, "shell-too-long", 1008);
    }

    @Test
    void whoSaysNothingIsNotWaitedFor() throws Exception {
        new Limits(Limits.LONG, Limits.LONG, Limits.SHORT, Limits.LONG).set();
        endsWith(open("Authorization", bearer(developer())), "bad-frame", 1008);
    }

    @Test
    void aTenantHasSoManyAndNoMore() throws Exception {
        for (int i = 0; i < 3; i++) {
            started("cat");
        }
        assertThat(ShellClient.refusal(address, "Authorization", bearer(developer())))
                .isEqualTo(429);
        clients.getFirst().close();
        assertThat(workloads.shells.getFirst().closedWithin(20)).isTrue();
        started("cat");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{\"type\":\"other\"}",
                "{\"type\":\"start\",\"command\":\"ls\"}",
                "{\"type\":\"start\",\"command\":[1]}",
                "{\"type\":\"start\",\"command\":[\"a\\u0000b\"]}",
                "{\"type\":\"start\",\"replica\":\"one\"}",
                "{\"type\":\"start\",\"columns\":0,\"rows\":5}",
                "{\"type\":\"start\",\"columns\":99999,\"rows\":5}"
            })
    void badFramesAreExplained(String frame) throws Exception {
        endsWith(open("Authorization", bearer(developer())).text(frame), "bad-frame", 1008);
    }

    @Test
    void typingBeforeTheStartIsNone() throws Exception {
        endsWith(open("Authorization", bearer(developer())).type("ls\n"), "bad-frame", 1008);
    }

    @Test
    void hugeFramesEndIt() throws Exception {
        ShellClient client = started("cat");
        client.type(new byte[65 * 1024]);
        assertThat(client.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1009);
    }

    @Test
    void aFrameThatOnlyClaimsToBeHugeIsNotWaitedFor() throws Exception {
        new Limits(Limits.SHORT, Limits.LONG, Limits.LONG, Limits.LONG).set();
        try (Socket socket = raw("cat")) {
            // A masked binary frame of 2^62 bytes, of which none come.
            socket.getOutputStream()
                    .write(new byte[] {(byte) 0x82, (byte) 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4});
            socket.getOutputStream().flush();
            assertThat(workloads.shells.getFirst().closedWithin(20)).isTrue();
        }
    }

    @Test
    void whoNeverReadsHoldsBackTheCommandAndIsGivenUp() throws Exception {
        new Limits(Limits.LONG, Limits.LONG, Limits.LONG, Limits.SHORT).set();
        try (Socket socket = raw("flood")) {
            assertThat(workloads.shells.getFirst().closedWithin(20)).isTrue();
        }
    }

    @Test
    void aCommandThatNeverReadsHoldsBackWhoTypesAndIsClosedAllTheSame() throws Exception {
        new Limits(Limits.LONG, Limits.SHORT, Limits.LONG, Limits.LONG).set();
        ShellClient client = started("deaf");
        Thread typist = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    client.type(new byte[32 * 1024]);
                }
            } catch (RuntimeException closed) {
                // As it should be.
            }
        });
        assertThat(workloads.shells.getFirst().closedWithin(20)).isTrue();
        client.close();
        typist.join();
    }

    @Test
    void aPlainRequestIsToldWhatThisIs() throws Exception {
        var answer = java.net.http.HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(URI.create(address))
                                .header("Authorization", bearer(developer()))
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(426);
        assertThat(answer.headers().firstValue("Upgrade")).contains("websocket");
        assertThat(answer.body()).contains("websocket-only");
    }

    /** A client that has said what to start and reads nothing but the handshake. */
    private static Socket raw(String command) throws IOException, InterruptedException {
        URI server = URI.create(preview.base());
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new java.net.InetSocketAddress(server.getHost(), server.getPort()));
        socket.getOutputStream()
                .write(("GET " + PATH + " HTTP/1.1\r\nHost: " + server.getAuthority()
                                + "\r\nAuthorization: " + bearer(developer())
                                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
                                + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) in.read());
        }
        assertThat(head.toString()).startsWith("HTTP/1.1 101");
        byte[] text = START.formatted(command).getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[6 + text.length];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | text.length);
        System.arraycopy(text, 0, frame, 6, text.length);
        socket.getOutputStream().write(frame);
        socket.getOutputStream().flush();
        while (workloads.shells.isEmpty()) {
            Thread.onSpinWait();
        }
        return socket;
    }
}

package io.binome.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against a server that answers by a script. */
class BinomeCommandTest {
    private static final String CHANGES = "/api/v1/tenants/acme/repositories/shop/changes/12";

    @TempDir
    private Path folder;

    private final Map<String, String> answers = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer server;
    private String address;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        address = "http://127.0.0.1:" + server.getAddress().getPort();
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(asked + " " + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
        String answer = answers.get(asked);
        int status = answer == null ? 404 : answer.startsWith("!") ? Integer.parseInt(answer.substring(1, 4)) : 200;
        byte[] bytes = (answer == null
                        ? "{\"detail\":\"There is nothing.\",\"code\":\"nothing\"}"
                        : answer.startsWith("!") ? answer.substring(4) : answer)
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private int run(String... arguments) {
        return run(Map.of("BINOME_SERVER", address, "BINOME_TOKEN", "bnm_test", "BINOME_TENANT", "acme"), arguments);
    }

    private int run(Map<String, String> environment, String... arguments) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("XDG_CONFIG_HOME", folder.toString());
        return BinomeCommand.run(
                Context.of(all, folder, new PrintWriter(out, true), new PrintWriter(err, true), false), arguments);
    }

    @Test
    void wordsOfAnOptionAreTakenAsTheyAreDocumented() {
        assertThat(run("bill", "export", "2026-00001", "--as", "pdf"))
                .as("there is no such invoice, which is not a wrong use")
                .isEqualTo(1);
        assertThat(err.toString()).contains("There is nothing");
        assertThat(run("bill", "export", "2026-00001", "--as", "paper")).isEqualTo(2);
    }

    @Test
    void whatIsForecastIsSaidAndWhatIsNotKnownYetToo() {
        String forecast = "GET /api/v1/tenants/acme/bill/forecast";
        answers.put(forecast, """
                {"month":"2026-11","currency":"EUR","spent":"3.04","intervalPercent":80,
                "end":{"expected":"4.21","low":"4.10","high":"4.40"},"days":null,
                "months":[{"month":"2026-12","expected":"5.00","low":"4.00","high":"6.00"}],
                "total":{"expected":"60.00","low":"55.00","high":"65.00"},"wholeMonths":null}""");
        assertThat(run("bill", "forecast")).isZero();
        assertThat(out.toString())
                .contains(
                        "2026-11 so far  3.04 EUR",
                        "Its end is expected at 4.21 EUR, in 80 of 100 cases from 4.10 to 4.40.")
                .containsPattern("2026-12 +5.00 EUR +4.00 EUR +6.00 EUR")
                .containsPattern("together +60.00 EUR")
                .contains("Each is between LOW and HIGH in 80 of 100 cases.");
        out.getBuffer().setLength(0);
        answers.put(forecast, """
                {"month":"2026-11","currency":"EUR","spent":"3.04","intervalPercent":80,
                "end":null,"days":{"seen":5,"needed":14},"months":[],"total":null,
                "wholeMonths":{"seen":0,"needed":3}}""");
        assertThat(run("bill", "forecast")).isZero();
        assertThat(out.toString())
                .contains("Its end is not known yet: 5 days were measured, and it takes 14.")
                .contains("The months after it are not known yet: 0 whole months were measured, and it takes 3.")
                .doesNotContain("of 100 cases");
        answers.put(forecast + "/csv", "\ufeffmonth,spent\r\n2026-11,3.04\r\n");
        out.getBuffer().setLength(0);
        assertThat(run("bill", "forecast", "--csv")).isZero();
        assertThat(out.toString().lines()).containsExactly("month,spent", "2026-11,3.04");
    }

    @Test
    void processorTimeIsShownFromBothEnds() {
        answers.put("GET /api/v1/tenants/acme/usage/balance?from=2026-11-01", """
                {"items":[{"from":"2026-11-01T10:00:00Z","cpuMicros":3700000000,"servicesMicros":3600000000,
                "buildsMicros":90000000,"residualMicros":10000000}]}""");
        assertThat(run("usage", "balance", "--from", "2026-11-01")).isZero();
        assertThat(out.toString()).containsPattern("2026-11-01 10:00 +1.0000 +0.0250 +0.0028 +1.0278");
        out.getBuffer().setLength(0);
        answers.put("GET /api/v1/sites/paris/hosts/one/usage", """
                {"items":[{"from":"2026-11-01T10:00:00Z","cpuMicros":7200000000,"tenantsMicros":3600000000,
                "systemMicros":3600000000}],"lost":[{"from":"2026-11-01T11:00:00Z","to":"2026-11-01T11:02:00Z"}]}""");
        assertThat(run("host", "usage", "paris", "one")).isZero();
        assertThat(out.toString())
                .containsPattern("2026-11-01 10:00 +1.0000 +1.0000 +2.0000")
                .contains("Nothing is known of 2026-11-01T11:00:00Z to 2026-11-01T11:02:00Z.");
    }

    @Test
    void listsChangesAsATable() {
        answers.put("GET /api/v1/tenants/acme/changes?state=open&limit=50", """
                {"items":[{"reference":"shop!12","state":"planned","draft":false,"title":"Add\\u001b[2J a replica",
                "opener":{"displayName":"Lead"},"updatedAt":"2026-11-22T00:00:00Z"}],"next":null}""");
        assertThat(run("change", "list")).isZero();
        assertThat(out.toString())
                .contains("shop!12  planned  Add[2J a replica  Lead")
                .doesNotContain("\u001b");
        assertThat(requests.getFirst()).contains("Bearer bnm_test");
    }

    @Test
    void aLongListIsShownByPagesOrWhole() {
        String members = "GET /api/v1/tenants/acme/members?limit=";
        String one = "{\"email\":\"one@acme.example\",\"role\":\"lead\"}";
        String two = "{\"email\":\"two@acme.example\",\"role\":\"reader\"}";
        answers.put(members + "1", "{\"items\":[" + one + "],\"next\":\"c1\"}");
        answers.put(members + "1&after=c1", "{\"items\":[" + two + "],\"next\":null}");
        answers.put(members + "200", "{\"items\":[" + one + "],\"next\":\"c 1\"}");
        answers.put(members + "200&after=c%201", "{\"items\":[" + two + "],\"next\":null}");

        assertThat(run("member", "list", "--limit", "1")).isZero();
        assertThat(out.toString())
                .contains("one@acme.example", "There are more: --after c1, or --all.")
                .doesNotContain("two@");
        assertThat(run("member", "list", "--limit", "1", "--after", "c1")).isZero();
        assertThat(out.toString()).contains("two@acme.example");
        out.getBuffer().setLength(0);
        assertThat(run("--json", "member", "list", "--all")).isZero();
        assertThat(out.toString()).contains("one@acme.example", "two@acme.example", "\"next\" : null");
    }

    @Test
    void votesForWhatTheChangeIs() {
        answers.put("GET " + CHANGES, "{\"fingerprint\":\"abc\"}");
        answers.put("POST " + CHANGES + "/approve", "{\"blockers\":[]}");
        assertThat(run("change", "approve", "shop!12", "--note", "good")).isZero();
        assertThat(requests.getLast()).contains("\"seen\":\"abc\"", "\"note\":\"good\"");
        assertThat(out.toString()).contains("shop!12 approved.");
        assertThat(run("change", "approve", "shop", "12", "--seen", "old")).isZero();
        assertThat(requests.getLast()).contains("\"seen\":\"old\"");
    }

    @Test
    void acceptsTheContractThatWasRead() {
        String contract = "/api/v1/tenants/acme/contract";
        answers.put("GET " + contract, "{\"version\":{\"number\":1,\"accepted\":false,\"hash\":\"abc\"}}");
        answers.put("POST " + contract + "/accept", "{\"version\":{\"number\":1,\"accepted\":true}}");
        assertThat(run("contract", "show")).isZero();
        assertThat(out.toString()).contains("Hash abc");
        assertThat(run("contract", "accept")).as("nobody is there to be asked").isEqualTo(1);
        assertThat(err.toString()).contains("binome contract accept --hash HASH");
        assertThat(requests).noneMatch(request -> request.startsWith("POST"));
        assertThat(run("contract", "accept", "--hash", "abc")).isZero();
        assertThat(requests.getLast()).contains("{\"hash\":\"abc\"}");
        assertThat(out.toString()).contains("Accepted: version 1 of the contract");
        answers.put("POST " + contract + "/accept", "!409{\"code\":\"offer-moved\",\"detail\":\"Read it again.\"}");
        assertThat(run("contract", "accept", "--hash", "abc")).isEqualTo(1);
        assertThat(err.toString()).contains("Read it again.");
    }

    @Test
    void showsAPlanAsATree() {
        answers.put("GET " + CHANGES, """
                {"reference":"shop!12","title":"Two","state":"planned","branch":"two","head":"0123456789",
                "opener":{"displayName":"Lead"},"summary":{"updates":1,"environments":["production"]},
                "blockers":[{"sentence":"It needs an approval."}],"address":"http://x"}""");
        answers.put("GET " + CHANGES + "/plans", """
                {"items":[{"stack":"web","environment":"production","site":"one","findings":[],"plan":{
                "resource_changes":[{"address":"service.web","action":"UPDATE","replaced_because":[],"notes":[],
                "before":{"replicas":{"value":"1"},"key":{"sensitive":"x"}},
                "after":{"replicas":{"value":"2"},"key":{"sensitive":"y"}}}]}}]}""");
        assertThat(run("change", "show", "shop!12")).isZero();
        assertThat(out.toString())
                .contains(
                        "It updates 1 in production.",
                        "needs: It needs an approval.",
                        "~ service.web",
                        "~ replicas  1 → 2",
                        "~ key       (sensitive, changes)");
    }

    @Test
    void followsAnApplyToItsEnd() {
        answers.put("GET " + CHANGES, "{\"fingerprint\":\"f\",\"state\":\"applying\",\"revision\":1}");
        answers.put("POST " + CHANGES + "/apply", "{\"repository\":\"shop\",\"number\":12}");
        answers.put(
                "GET " + CHANGES + "/runs", "{\"items\":[{\"id\":\"r1\",\"kind\":\"apply\",\"state\":\"running\"}]}");
        answers.put(
                "GET /api/v1/tenants/acme/runs/r1/log/stream",
                "id: 4\nevent: log\ndata: pulling\ndata: starting\n\nid: 4\nevent: end\ndata: succeeded\n\n");
        answers.put("GET " + CHANGES + "?after=1&wait=1", "{\"state\":\"merged\",\"revision\":2,\"over\":true}");
        assertThat(run("change", "apply", "shop!12", "--wait")).isZero();
        assertThat(out.toString()).contains("is applying", "pulling\nstarting\n", "is merged");
    }

    @Test
    void aProblemIsOneSentenceAndExitCodeOne() {
        answers.put("GET " + CHANGES, "!404{\"detail\":\"There is no change shop!12.\",\"code\":\"change-not-found\"}");
        assertThat(run("change", "show", "shop!12")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("binome: There is no change shop!12.\n");
        assertThat(run("--json", "change", "show", "shop!12")).isEqualTo(1);
        assertThat(err.toString()).contains("\"code\":\"change-not-found\"");
    }

    @Test
    void wrongUsageIsTwoAndNoServerThree() {
        assertThat(run("chnage")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        server.stop(0);
        assertThat(run("whoami")).isEqualTo(3);
        assertThat(err.toString()).contains("No server answers at " + address);
    }

    @Test
    void aSignInIsKeptForItsServerAlone() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "secret of mine\n");
        answers.put("POST /api/v1/sign-in", """
                {"secret":"bnm_kept","token":{"id":"t1"},
                "me":{"displayName":"Lead","role":"lead","tenant":"acme","tenantTitle":"Acme"}}""");
        answers.put(
                "GET /api/v1/me",
                "{\"displayName\":\"Lead\",\"email\":\"lead@acme.example\",\"role\":\"lead\",\"tenant\":\"acme\"}");
        Map<String, String> environment = Map.of();
        assertThat(run(
                        environment,
                        "login",
                        "--server",
                        address,
                        "--email",
                        "lead@acme.example",
                        "--password-file",
                        password.toString()))
                .isZero();
        Path kept = folder.resolve("binome").resolve("config.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");
        assertThat(run(environment, "whoami")).isZero();
        assertThat(requests.getLast()).contains("Bearer bnm_kept");
        // The same machine by another name is another server.
        assertThat(run(environment, "whoami", "--server", address.replace("127.0.0.1", "localhost")))
                .isZero();
        assertThat(requests.getLast()).contains(" null ");
    }

    @Test
    void answersGitsQuestionForItsServer() throws IOException {
        Files.createDirectories(folder.resolve("binome"));
        Files.writeString(
                folder.resolve("binome").resolve("config.json"),
                "{\"servers\":{\"" + address + "\":{\"token\":\"bnm_kept\",\"tokenId\":\"t\",\"tenant\":\"acme\"}}}");
        var stdin = System.in;
        try {
            System.setIn(new java.io.ByteArrayInputStream(
                    ("protocol=http\nhost=" + address.substring(7) + "\n\n").getBytes(StandardCharsets.UTF_8)));
            assertThat(run(Map.of(), "git-credential", "get")).isZero();
        } finally {
            System.setIn(stdin);
        }
        assertThat(out.toString()).isEqualTo("username=binome\npassword=bnm_kept\n");
    }

    @Test
    void completesInTheShell() {
        assertThat(run("generate-completion")).isZero();
        assertThat(out.toString()).contains("_complete_binome", "go-back");
    }
}

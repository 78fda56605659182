package io.binome.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.Database;
import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Checkpoints;
import io.binome.ledger.ForgedLog;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.ledger.Verification;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.TokenScope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as clients run it, in a process of its own, against a server whose database somebody has changed. */
@Tag("slow")
class LedgerTamperingTest {
    private static final Actor SOMEBODY = new Actor.Machine("test");

    @TempDir
    private Path folder;

    private ApiServer server;
    private Tenant acme;
    private TenantScope scope;
    private String token;

    @BeforeEach
    void start() {
        server = ApiServer.start(folder.resolve("home"));
        acme = server.tenant("acme");
        scope = new TenantScope(acme.id());
        token = server.token(server.member(acme, Role.LEAD, "lead@acme.example"), TokenScope.API);
        append(20);
        server.bean(Checkpoints.class).sign(scope);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRowThatWasRewrittenIsNamedAndARewrittenLogRefused() throws Exception {
        assertThat(binome("ledger", "list").exit()).isZero();
        assertThat(remembered()).isNotEmpty();
        String key = binome("ledger", "key", "show").out().split(" ")[0];
        assertThat(binome("ledger", "export", "-o", "before.jsonl").exit()).isZero();
        assertThat(binome("ledger", "verify", "before.jsonl", "--key", key))
                .satisfies(verified ->
                        assertThat(verified.exit()).as(verified.err()).isZero())
                .satisfies(verified -> assertThat(verified.out()).contains("holds", "Signed by " + key));
        assertThat(binome("ledger", "prove", "7", "-o", "entry.tlog-proof").exit())
                .isZero();
        assertThat(binome("ledger", "verify", "entry.tlog-proof", "--key", key).out())
                .contains("Proven", "\"index\":7");

        server.database()
                .asOwner(sql ->
                        sql.execute("UPDATE ledger_leaf SET leaf = replace(leaf, 'a:3', 'a:4') WHERE subject = 'a:3'"));
        Ended found = binome("ledger", "verify");
        assertThat(found.exit()).isEqualTo(1);
        assertThat(found.out()).containsPattern("does not hold at entry [0-9]+: the leaf hash is not the hash");
        assertThat(binome("ledger", "export", "-o", "changed.jsonl").exit()).isZero();
        assertThat(binome("ledger", "verify", "changed.jsonl", "--key", key).exit())
                .isEqualTo(1);

        ForgedLog.rewrite(server.database(), scope, 5, leaf -> leaf.replace("a.happened", "b.happened"));
        Ended refused = binome("ledger", "checkpoint");
        assertThat(refused.exit()).as(refused.out() + refused.err()).isEqualTo(4);
        assertThat(refused.err()).contains("THE LEDGER OF acme WAS REWRITTEN");
        assertThat(refused.out()).isEmpty();
        assertThat(server.bean(Ledger.class).verify(scope))
                .as("to the server itself it looks sound")
                .isInstanceOf(Verification.Sound.class);
        Ended every = binome("member", "list");
        assertThat(every.exit()).isEqualTo(4);
        assertThat(every.out()).isEmpty();
        try (Stream<Path> files = Files.walk(folder.resolve("binome/ledgers"))) {
            assertThat(files).anyMatch(file -> file.toString().contains("acme.refused-"));
        }
        assertThat(binome("ledger", "forget").exit()).isZero();
        assertThat(binome("member", "list").exit()).isZero();
    }

    @Test
    void aNamedKeyIsFollowedAndALostOneAcceptedByHand() throws Exception {
        assertThat(binome("ledger", "list").exit()).isZero();
        Checkpoints checkpoints = server.bean(Checkpoints.class);
        checkpoints.rotate(scope, SOMEBODY);
        append(1);
        checkpoints.sign(scope);
        Ended followed = binome("ledger", "list");
        assertThat(followed.exit()).as(followed.err()).isZero();

        String next = checkpoints.replace(scope, SOMEBODY).key().toString();
        append(1);
        checkpoints.sign(scope);
        Ended refused = binome("ledger", "list");
        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.err())
                .contains("a key that this computer does not know", "binome ledger key accept " + next);
        assertThat(binome("ledger", "key", "accept", next).exit()).isZero();
        assertThat(binome("ledger", "list").exit()).isZero();
    }

    @Test
    void aSecondPartySignsWhatItHasSeen() throws Exception {
        assertThat(binome("ledger", "cosigner", "new", "acme.example/audit", "audit.key")
                        .out())
                .contains("acme.example/audit+");
        String key = Files.readAllLines(folder.resolve("audit.key")).getFirst();
        assertThat(binome("ledger", "cosign", "--key-file", "audit.key").exit()).isEqualTo(1);
        assertThat(binome("ledger", "cosigner", "add", key).exit()).isZero();
        Ended cosigned = binome("ledger", "cosign", "--key-file", "audit.key");
        assertThat(cosigned.exit()).as(cosigned.err()).isZero();
        assertThat(binome("ledger", "checkpoint").out()).contains("\u2014 acme.example/audit ");
        assertThat(binome("ledger", "export", "-o", "all.jsonl").exit()).isZero();
        assertThat(binome("ledger", "verify", "all.jsonl", "--key", key).out())
                .contains("Co-signed up to", "Signed by binome/");
    }

    @Test
    void aPersonWhoIsRemovedLeavesTheLogIntact() throws Exception {
        Member somebody = server.member(acme, Role.DEVELOPER, "jeanne.doe@acme.example");
        server.bean(Tenants.class).remove(scope, SOMEBODY, somebody.id());
        server.bean(Checkpoints.class).sign(scope);
        assertThat(server.bean(Ledger.class).verify(scope)).isInstanceOf(Verification.Sound.class);
        assertThat(binome("ledger", "export", "-o", "all.jsonl").exit()).isZero();
        assertThat(Files.readString(folder.resolve("all.jsonl")))
                .contains(somebody.id().toString())
                .doesNotContainIgnoringCase("jeanne")
                .doesNotContain("@acme.example");
        assertThat(binome("ledger", "verify", "all.jsonl").exit()).isZero();
    }

    @Test
    void everyAnswerAboutATenantCarriesItsCheckpointAndNoneOfAnother() throws Exception {
        assertThat(server.send("GET", "/api/v1/tenants/acme/members", token, null)
                        .headers()
                        .firstValue("Binome-Checkpoint"))
                .isPresent();
        server.tenant("other");
        assertThat(server.send("GET", "/api/v1/tenants/other/members", token, null)
                        .headers()
                        .firstValue("Binome-Checkpoint"))
                .isEmpty();
        assertThat(server.send("GET", "/api/v1/me", token, null).headers().firstValue("Binome-Checkpoint"))
                .isEmpty();
    }

    private void append(int entries) {
        server.bean(Database.class).inTenant(scope, transaction -> {
            for (int i = 0; i < entries; i++) {
                server.bean(Ledger.class)
                        .append(transaction, SOMEBODY, new LedgerEvent("a.happened", "a:" + i, Map.of("i", i)));
            }
            return entries;
        });
    }

    private List<Path> remembered() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("binome/ledgers"))) {
            return files.filter(file -> file.getFileName().toString().equals("acme.json"))
                    .toList();
        }
    }

    private record Ended(int exit, String out, String err) {}

    private Ended binome(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.binome.cli.BinomeCommand"));
        command.addAll(List.of(arguments));
        Path err = Files.createTempFile(folder, "err", ".txt");
        Path out = Files.createTempFile(folder, "out", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment()
                .putAll(Map.of(
                        "BINOME_SERVER",
                        server.address(),
                        "BINOME_TOKEN",
                        token,
                        "BINOME_TENANT",
                        "acme",
                        "XDG_CONFIG_HOME",
                        folder.toString()));
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}

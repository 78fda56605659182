package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.drivers.docker.TestDocker;
import io.binome.drivers.vault.FakeVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * What goes wrong around a real run, with a whole server whose master key is in Vault: Vault sealed, a plan that hangs, the
 * server killed in the middle of an apply. The Vault is the drivers' stand-in, which speaks the documented protocol.
 */
@Tag("docker")
@Tag("terraform")
@Tag("slow")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenTofuFailureTest {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    /** Of an apply of the test that kills; a plan that hangs is ended after it. */
    private static final Duration RUN_TIME = Duration.ofSeconds(75);

    private static FakeVault vault;
    private static RunningServer server;

    private Company company;
    private Company.Person author;

    @BeforeAll
    static void start() throws IOException {
        vault = new FakeVault();
        Path secret = Scratch.folder("vault").resolve("secret-id");
        Files.writeString(secret, FakeVault.SECRET_ID);
        server = RunningServer.start(
                TestDocker.shared(),
                Map.of(
                        "BINOME_VAULT_KEY_ADDRESS",
                        vault.address().toString(),
                        "BINOME_VAULT_KEY_ROLE",
                        FakeVault.ROLE_ID,
                        "BINOME_VAULT_KEY_CREDENTIAL_FILE",
                        secret.toString(),
                        "BINOME_OPENTOFU_TIME",
                        RUN_TIME.toSeconds() + "s",
                        "BINOME_OPENTOFU_PATIENCE",
                        "10s"));
    }

    @AfterAll
    static void end() {
        server.close();
        vault.close();
    }

    @BeforeEach
    void aCompanyWithADeveloper() {
        vault.sealed = false;
        company = server.company();
        author = company.developer();
    }

    private ChangeClient pushed(String secrets, String code) {
        GitClient git = company.repository(author);
        git.write("binome.yaml", """
                        stacks:
                          network: {engine: opentofu, path: network, environment: production%s}
                        """.formatted(secrets))
                .write("network/main.tf", code)
                .commit("Network")
                .push("network");
        return company.change(git, 1, author);
    }

    private static void rest(ChangeClient change, String state) {
        try {
            Await.until(change.path() + " to be " + state, PATIENCE, () -> change.state()
                    .equals(state));
        } catch (AssertionError late) {
            throw new AssertionError(late.getMessage() + ": " + change.get() + change.complaints(), late);
        }
    }

    private void approveAndApply(ChangeClient change) {
        change.as(company.lead()).command("approve").orFail();
        change.command("apply").orFail();
    }

    /** Of all runs of that kind, the first one first. */
    private List<String> logs(ChangeClient change, String kind) {
        List<String> logs = new ArrayList<>();
        for (JsonNode run : runs(change, kind)) {
            logs.add(author.api()
                    .get(company.path("/runs/" + run.path("id").asString() + "/log"))
                    .path("text")
                    .asString());
        }
        return logs;
    }

    private List<JsonNode> runs(ChangeClient change, String kind) {
        return author.api()
                .get(change.path() + "/runs")
                .path("items")
                .valueStream()
                .filter(run -> run.path("kind").asString().equalsIgnoreCase(kind))
                .toList()
                .reversed();
    }

    private JsonNode state() {
        return company.lead().api().get(company.path("/states")).path("items").path(0);
    }

    /** The tenant's secret comes from the same Vault as the server's master key. */
    private void connectToVault() {
        vault.put("shop/db", Map.of("password", "from-the-vault"));
        server.owner()
                .send(
                        "PUT",
                        company.path("/vault"),
                        "{\"address\": \"" + vault.address() + "\", \"role\": \"" + FakeVault.ROLE_ID
                                + "\", \"credential\": \"" + FakeVault.SECRET_ID + "\"}")
                .orFail();
    }

    @Test
    @Order(1)
    void aSealedVaultIsWaitedForThenTheRunFailsAndNothingIsApplied() {
        connectToVault();
        ChangeClient change = pushed(", secrets: {password: \"vault:kv/shop/db#password\"}", """
                variable "password" { type = string }
                resource "terraform_data" "a" { input = "with ${var.password}" }
                """);
        // Code that nobody else has seen gets no secret.
        rest(change, "plan-failed");
        change.as(company.lead()).command("replan").orFail();
        rest(change, "planned");
        change.as(company.lead()).command("approve").orFail();

        vault.sealed = true;
        change.command("apply").orFail();
        Await.until("a run to wait", PATIENCE, () -> waits(change) == 1);
        change.awaitRest();
        assertThat(change.complaints()).contains("is sealed", "Nothing was applied");
        assertThat(state().path("latest").path("serial").asLong(0))
                .as(state().toString())
                .isZero();
        assertThat(isLocked()).as(state().toString()).isFalse();

        // It waits, and goes on by itself when Vault is back in time.
        change.as(company.lead()).command("replan").orFail();
        Await.until("another run to wait", PATIENCE, () -> waits(change) == 2);
        vault.sealed = false;
        rest(change, "planned");
        approveAndApply(change);
        rest(change, "merged");
        assertThat(logs(change, "APPLY").toString()).doesNotContain("from-the-vault");
        assertThat(state().path("latest").path("serial").asLong(0)).isPositive();
    }

    /** How many runs said that they wait for Vault; before an apply the plan is made again. */
    private long waits(ChangeClient change) {
        return Stream.of("PLAN", "APPLY")
                .flatMap(kind -> logs(change, kind).stream())
                .filter(log -> log.contains("is sealed. Waiting for it"))
                .count();
    }

    private boolean isLocked() {
        return state().path("lock").isObject();
    }

    @Test
    @Order(2)
    void aPlanThatHangsAndIgnoresItsInterruptionIsEndedAtItsTimeLimit() {
        // Reading a terminal's other side never ends, and Terraform waits for it however it is asked to stop.
        ChangeClient change = pushed("", "resource \"terraform_data\" \"a\" { input = file(\"/dev/ptmx\") }\n");
        Instant start = Instant.now();
        rest(change, "plan-failed");
        assertThat(change.complaints()).contains("time limit");
        assertThat(Duration.between(start, Instant.now())).isGreaterThan(RUN_TIME.minusSeconds(15));
        assertThat(runs(change, "PLAN").getLast().path("state").asString()).isEqualToIgnoringCase("failed");
    }

    @Test
    @Order(3)
    void killedInTheMiddleOfAnApplyARetryAppliesTheRestAndNothingTwice() {
        ChangeClient change = pushed("", """
                resource "terraform_data" "first" {
                  provisioner "local-exec" { command = "echo witness-of-the-first" }
                }
                resource "terraform_data" "second" {
                  depends_on = [terraform_data.first]
                  provisioner "local-exec" { command = "sleep 21; echo witness-of-the-second" }
                }
                resource "terraform_data" "slow" {
                  depends_on = [terraform_data.second]
                  provisioner "local-exec" { command = "echo witness-of-the-slow; sleep 25; echo slept" }
                }
                """);
        rest(change, "planned");
        approveAndApply(change);
        // Terraform hands its state over when something is ready and 20 s have passed: what was ready then is written.
        Await.until(
                "a state in the middle of the apply",
                PATIENCE,
                () -> state().path("latest").path("serial").asLong(0) > 0);
        Await.until("the last resource to begin", PATIENCE, () -> logs(change, "APPLY")
                .toString()
                .contains("witness-of-the-slow"));
        server.kill();
        server.start();

        Instant back = Instant.now();
        Await.until(
                "the killed run to be ended",
                PATIENCE,
                () -> runs(change, "APPLY").getFirst().path("state").asString().equalsIgnoreCase("failed"));
        Duration took = Duration.between(back, Instant.now());
        assertThat(took).as("from the new server's first answer").isLessThan(Duration.ofSeconds(30));
        assertThat(runs(change, "APPLY").getFirst().path("reason").asString()).isNotBlank();
        if (change.awaitRest().path("state").asString().equals("apply-failed")) {
            assertThat(isLocked())
                    .as("the lock of a run that has ended: " + state())
                    .isFalse();
            change.command("retry").orFail();
        }
        rest(change, "merged");

        String all = String.join("\n", logs(change, "APPLY"));
        for (String once : List.of("witness-of-the-first", "witness-of-the-second")) {
            assertThat(all.lines().filter(line -> line.contains("(local-exec): " + once)))
                    .as(once + " in\n" + all)
                    .hasSize(1);
        }
        assertThat(all.lines().filter(line -> line.contains("(local-exec): slept")))
                .hasSize(1);
        assertThat(all).contains("1 added");
    }

    @Test
    @Order(4)
    void aServerThatStartsWhileVaultIsSealedAnswersWhatNeedsNoKeyAndGoesOnWhenItIsBack() {
        server.stop();
        vault.sealed = true;
        server.start();
        assertThat(author.api().get(company.path("/repositories")).path("items").isArray())
                .isTrue();
        String body = "{\"name\": \"key\", \"value\": \"dmFsdWU=\"}";
        ApiClient.Answer refused = company.lead().api().send("PUT", company.path("/secrets"), body);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("master-key-away");
        vault.sealed = false;
        Await.until("the secret to be put", PATIENCE, () -> company.lead()
                .api()
                .send("PUT", company.path("/secrets"), body)
                .ok());
    }
}

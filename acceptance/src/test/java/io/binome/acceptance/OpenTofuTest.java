package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Stacks of OpenTofu and Terraform from push to state, with the real program in the real sandbox. */
@Tag("docker")
@Tag("terraform")
@Tag("slow")
class OpenTofuTest {
    private static final String ONE_STACK = """
            stacks:
              network: {engine: opentofu, path: network, environment: production}
            """;

    private final RunningServer server = RunningServer.shared();
    private Company company = server.company();
    private Company.Person author = company.lead();

    @BeforeEach
    void aCompanyWithADeveloper() {
        company = server.company();
        author = company.developer();
    }

    private static String network(String size) {
        return """
                terraform {
                  backend "s3" {}
                }
                variable "region" { default = "fr-par" }
                resource "terraform_data" "subnet" {
                  input = "10.0.0.0/%s in ${var.region}"
                }
                output "cidr" { value = terraform_data.subnet.output }
                output "id" { value = terraform_data.subnet.id }
                """.formatted(size);
    }

    private ChangeClient pushed(String binome, String... files) {
        GitClient git = company.repository(author);
        return pushed(git, 1, binome, files);
    }

    private ChangeClient pushed(GitClient git, int number, String binome, String... files) {
        if (number > 1) {
            git.branch("work-" + number);
        }
        git.write("binome.yaml", binome);
        for (int i = 0; i < files.length; i += 2) {
            git.write(files[i], files[i + 1]);
        }
        git.commit("Change " + number).push("branch-" + number);
        return company.change(git, number, author);
    }

    private void ship(ChangeClient change) {
        change.await("planned");
        change.as(company.lead()).command("approve").orFail();
        change.command("apply").orFail();
        change.await("merged");
    }

    private static JsonNode resources(ChangeClient change, String stack) {
        for (JsonNode plan : change.plans()) {
            if (plan.path("stack").asString().equals(stack)) {
                return plan.path("plan").path("resource_changes");
            }
        }
        throw new AssertionError("No plan of " + stack + ": " + change.plans());
    }

    @Test
    void existingCodeIsPlannedAppliedAndChangedInPlace() {
        GitClient git = company.repository(author);
        ChangeClient first = pushed(git, 1, ONE_STACK, "network/main.tf", network("24"));
        first.await("planned");
        JsonNode created = resources(first, "network").path(0);
        assertThat(created.path("address").asString()).isEqualTo("terraform_data.subnet");
        assertThat(created.path("action").asString()).isEqualTo("CREATE");
        ship(first);

        ChangeClient second = pushed(git, 2, ONE_STACK, "network/main.tf", network("20"));
        second.await("planned");
        assertThat(resources(second, "network").path(0).path("action").asString())
                .isEqualTo("UPDATE");
        ship(second);

        // Nothing but the apply of a reviewed plan changes the state: planning again finds nothing to do.
        ChangeClient third = pushed(git, 3, ONE_STACK, "network/README.md", "Nothing of importance.\n");
        third.await("planned");
        assertThat(third.get().path("summary").path("updates").asInt()).isZero();

        ChangeClient removal = pushed(git, 4, "stacks: {}\n");
        removal.await("planned");
        assertThat(resources(removal, "network").path(0).path("action").asString())
                .isEqualTo("DELETE");
        ship(removal);
    }

    @Test
    void aPlanThatSomebodyElseOvertookIsMadeAgain() {
        GitClient git = company.repository(author);
        ship(pushed(git, 1, ONE_STACK, "network/main.tf", network("24")));
        ChangeClient slow = pushed(git, 2, ONE_STACK, "network/other.tf", "resource \"terraform_data\" \"other\" {}\n");
        slow.await("planned");
        slow.as(company.lead()).command("approve").orFail();
        String seen = slow.get().path("fingerprint").asString();
        ship(pushed(git, 3, ONE_STACK, "network/main.tf", network("20")));
        assertThat(slow.commandSeen("apply", seen).ok()).isFalse();
    }

    @Test
    void whatIsKnownOnlyOnceAppliedStopsForAReview() {
        GitClient git = company.repository(author);
        ChangeClient change = pushed(git, 1, """
                stacks:
                  app: {engine: opentofu, path: app, environment: production, inputs: {subnet: network.id}}
                  network: {engine: opentofu, path: network, environment: production}
                """, "network/main.tf", network("24"), "app/main.tf", """
                variable "subnet" { type = string }
                resource "terraform_data" "app" { input = var.subnet }
                """);
        JsonNode before = change.await("planned");
        change.as(company.lead()).command("approve").orFail();
        change.command("apply").orFail();
        Await.until(
                "the second review",
                ChangeClient.PATIENCE,
                () -> change.state().equals("planned")
                        && !change.get().path("fingerprint").equals(before.path("fingerprint")));
        assertThat(resources(change, "app").path(0).path("after").toString()).doesNotContain("unknown\":true,\"input");
        ship(change);
    }

    @Test
    void aWorkspaceIsReadByTheCodeAndHasAStateOfItsOwn() {
        GitClient git = company.repository(author);
        String binome = """
                stacks:
                  network: {engine: opentofu, path: network, environment: production, workspace: prod_eu}
                """;
        String code = """
                terraform {
                  backend "s3" {
                    bucket               = "states"
                    workspace_key_prefix = "network"
                  }
                }
                resource "terraform_data" "net" {
                  input = { name = "net-${terraform.workspace}", size = terraform.workspace == "prod_eu" ? %d : 0 }
                }
                output "name" { value = terraform_data.net.output.name }
                """;
        ChangeClient first = pushed(git, 1, binome, "network/main.tf", code.formatted(24));
        first.await("planned");
        assertThat(resources(first, "network").path(0).path("after").toString()).contains("net-prod_eu", "24");
        ship(first);
        String state = company.path("/repositories/" + git.repository() + "/stacks/network/states/");
        JsonNode kept = author.api().get(state + "prod_eu");
        assertThat(kept.path("latest").path("serial").asLong()).isPositive();
        assertThat(kept.path("latest").path("run").isString()).isTrue();
        assertThat(kept.path("lock").isObject()).isFalse();
        assertThat(author.api().get(state + "default").path("latest").isObject())
                .isFalse();

        ChangeClient second = pushed(git, 2, binome, "network/main.tf", code.formatted(20));
        second.await("planned");
        assertThat(resources(second, "network").path(0).path("action").asString())
                .isEqualTo("UPDATE");
        ship(second);
        assertThat(author.api()
                        .get(state + "prod_eu")
                        .path("latest")
                        .path("serial")
                        .asLong())
                .isGreaterThan(kept.path("latest").path("serial").asLong());
        assertThat(author.api()
                        .get(state + "prod_eu/versions")
                        .path("items")
                        .valueStream()
                        .map(version -> version.path("lineage").asString())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void aPersonWritesAStateByHandUnderTheContractsBreakGlass() {
        GitClient git = company.repository(author);
        ship(pushed(git, 1, ONE_STACK, "network/main.tf", network("24")));
        String stack = "/repositories/" + git.repository() + "/stacks/network";
        String state = company.path(stack + "/states/default");
        Company.Person operator = server.ownerPerson();
        Map<String, ?> opening = Map.of("reason", "The subnet was renamed by hand", "minutes", 5);
        long serial = author.api().get(state).path("latest").path("serial").asLong();
        String written = operator.api()
                .get(state + "/versions/" + serial + "/body")
                .toString()
                .replace("\"serial\":" + serial, "\"serial\":" + (serial + 1))
                .replace("10.0.0.0/24", "10.0.0.0/25");

        assertThat(stateStatus(operator, git, written)).isEqualTo(403);
        assertThat(author.api().tryPost(state + "/break-glasses", opening).status())
                .isEqualTo(403);
        operator.api().post(state + "/break-glasses", opening);
        assertThat(stateStatus(author, git, written)).as("not the opener").isEqualTo(403);
        assertThat(stateStatus(operator, git, written)).isEqualTo(200);

        Await.until(
                "the client's lead to be told",
                ChangeClient.PATIENCE,
                () -> company.lead().api().get("/me/notifications").toString().contains("glass-broken"));
        Await.until("the look after it to find what was renamed", ChangeClient.PATIENCE, () -> author.api()
                .get(company.path(stack + "/drift"))
                .toString()
                .contains("10.0.0.0/25"));
    }

    /** What the backend answers to a write from outside of runs. */
    private int stateStatus(Company.Person person, GitClient git, String body) {
        String basic = Base64.getEncoder().encodeToString(("token:" + person.token()).getBytes(StandardCharsets.UTF_8));
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(server.address() + "/state/" + company.name() + "/"
                                            + git.repository() + "/network"))
                                    .header("Authorization", "Basic " + basic)
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void aPlanOfAPartAppliesThatPartAndTheNextShowsTheRest() {
        GitClient git = company.repository(author);
        ChangeClient first = pushed(git, 1, ONE_STACK, "network/main.tf", """
                resource "terraform_data" "wanted" { input = "now" }
                resource "terraform_data" "later" {
                  for_each = toset(["a b"])
                  input    = each.key
                }
                output "wanted" { value = terraform_data.wanted.output }
                """);
        JsonNode whole = first.await("planned");
        assertThat(resources(first, "network").size()).isEqualTo(2);
        Map<String, Object> part =
                Map.of("targets", List.of("terraform_data.wanted"), "reason", "The rest waits for its supplier.");
        assertThat(author.api().tryPost(first.path() + "/targets", part).status())
                .isEqualTo(403);
        ApiClient operator = server.owner();
        assertThat(refusal(whole, "targets")).isEqualTo("provider-only");
        assertThat(refusal(operator.get(first.path()), "targets")).isEmpty();
        for (String option : List.of("-destroy", "terraform_data.wanted -destroy", "--help", "-target=x.y")) {
            assertThat(operator.tryPost(first.path() + "/targets", Map.of("targets", List.of(option), "reason", "No."))
                            .status())
                    .isEqualTo(400);
        }
        operator.tryPost(first.path() + "/targets", part).orFail();
        JsonNode limited = first.await("planned");
        assertThat(limited.path("fingerprint")).isNotEqualTo(whole.path("fingerprint"));
        assertThat(limited.path("limited").path("targets").path(0).asString()).isEqualTo("terraform_data.wanted");
        assertThat(resources(first, "network").size()).isEqualTo(1);
        ship(first);
        String state = company.path("/repositories/" + git.repository() + "/stacks/network/states/default");
        long serial = author.api().get(state).path("latest").path("serial").asLong();
        assertThat(author.api()
                        .get(state + "/versions/" + serial + "/resources")
                        .toString())
                .contains("terraform_data.wanted")
                .doesNotContain("later");

        ChangeClient second = pushed(git, 2, ONE_STACK, "network/README.md", "Nothing of importance.\n");
        second.await("planned");
        JsonNode rest = resources(second, "network");
        assertThat(rest.valueStream()
                        .filter(one -> one.path("action").asString().equals("CREATE"))
                        .map(one -> one.path("address").asString()))
                .containsExactly("terraform_data.later[\"a b\"]");
    }

    /** Why a command would not be taken from whoever looked; empty when it would be. */
    private static String refusal(JsonNode change, String command) {
        return change.path("offers")
                .valueStream()
                .filter(offer -> offer.path("command").asString().equals(command))
                .map(offer -> offer.path("refusal").asString(""))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anErrorIsShownAtItsFileAndLine() {
        ChangeClient change =
                pushed(ONE_STACK, "network/main.tf", "resource \"terraform_data\" \"a\" {\n  input = nowhere.x\n}\n");
        assertThat(change.awaitRest().path("state").asString()).isEqualTo("refused");
        assertThat(change.complaints()).contains("network/main.tf:2");
        ChangeClient syntax = pushed(ONE_STACK, "network/main.tf", "resource \"terraform_data\" {\n");
        assertThat(syntax.awaitRest().path("state").asString()).isEqualTo("refused");
        assertThat(syntax.complaints()).contains("network/main.tf:1");
    }

    @Test
    void aProviderThatCannotBeFetchedIsNamed() {
        ChangeClient change = pushed(ONE_STACK, "network/main.tf", """
                terraform {
                  required_providers {
                    nothing = { source = "registry.invalid/nobody/nothing" }
                  }
                }
                resource "nothing_thing" "a" {}
                """);
        assertThat(change.awaitRest().path("state").asString()).isEqualTo("plan-failed");
        assertThat(change.complaints()).contains("registry.invalid/nobody/nothing");
    }

    @Test
    void aVersionThatIsNotThereIsNamedWithThoseThatAre() {
        ChangeClient change = pushed(
                "stacks:\n  network: {engine: opentofu, path: network, environment: production, version: 1.6.1}\n",
                "network/main.tf",
                network("24"));
        assertThat(change.awaitRest().path("state").asString()).isEqualTo("plan-failed");
        assertThat(change.complaints()).contains("1.6.1").contains("There are: ");
    }

    @Test
    void anApplyThatIgnoresItsCancellationIsKilledAndSaysHowFarItCame() {
        ChangeClient change = pushed(ONE_STACK, "network/main.tf", """
                resource "terraform_data" "first" {}
                resource "terraform_data" "slow" {
                  depends_on = [terraform_data.first]
                  provisioner "local-exec" {
                    command = "trap '' INT TERM; sleep 60 & wait; sleep 60"
                  }
                }
                """);
        change.await("planned");
        change.as(company.lead()).command("approve").orFail();
        change.command("apply").orFail();
        Await.until("the provisioner to run", ChangeClient.PATIENCE, () -> log(change, "APPLY")
                .contains("slow: Provisioning with"));
        change.command("cancel").orFail();
        JsonNode ended = change.awaitRest();
        assertThat(ended.path("state").asString()).isEqualTo("apply-failed");
        assertThat(ended.path("reason").asString()).contains("cancelled");
        change.command("go-back").orFail();
        change.await("went-back");
    }

    @Test
    void aSecretReachesTheRunThatNamesItAndNothingElse() {
        String value = "s3cret-f0r-0ne-Run";
        company.lead()
                .api()
                .send(
                        "PUT",
                        company.path("/secrets"),
                        "{\"name\": \"deploy-key\", \"value\": \""
                                + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "\"}")
                .orFail();
        ChangeClient change = pushed(
                """
                stacks:
                  network:
                    engine: opentofu
                    path: network
                    environment: production
                    secrets:
                      key: deploy-key
                      key_file: {secret: deploy-key, as: file}
                      DEPLOY_KEY: {secret: deploy-key, as: environment}
                """, "network/main.tf", """
                variable "key" { type = string }
                variable "key_file" { type = string }
                resource "terraform_data" "a" {
                  input = "key is ${var.key}"
                  provisioner "local-exec" {
                    command = "echo variable ${var.key}; echo file $(cat ${var.key_file}); echo environment $DEPLOY_KEY"
                  }
                }
                """, "network/terraform.tfvars", "key = \"the-repository-does-not-decide\"\n");
        // Code that nobody else has seen does not get it.
        assertThat(change.awaitRest().path("state").asString()).isEqualTo("plan-failed");
        assertThat(change.complaints()).contains("wants secrets").contains("deploy-key");
        change.as(company.lead()).command("replan").orFail();
        ship(change);
        String log = log(change, "APPLY");
        assertThat(log).contains("variable ••••").contains("file ••••").contains("environment ••••");
        assertThat(log + change.plans() + change.get()).doesNotContain(value).doesNotContain("the-repository");
        assertThat(change.plans().toString()).contains("sensitive");
    }

    private String log(ChangeClient change, String kind) {
        List<JsonNode> runs = author.api()
                .get(change.path() + "/runs")
                .path("items")
                .valueStream()
                .filter(run -> run.path("kind").asString().equalsIgnoreCase(kind))
                .toList();
        return runs.isEmpty()
                ? ""
                : author.api()
                        .get(company.path("/runs/" + runs.getFirst().path("id").asString() + "/log"))
                        .path("text")
                        .asString();
    }
}

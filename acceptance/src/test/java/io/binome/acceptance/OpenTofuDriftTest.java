package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Drift of an OpenTofu stack with the real program. Resources that are built into it never change outside, so the state is
 * what is no longer as it was applied: somebody rolled it back.
 */
@Tag("docker")
@Tag("slow")
class OpenTofuDriftTest {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private Company company = RunningServer.shared().company();
    private Company.Person author = company.lead();

    @BeforeEach
    void aCompanyWithADeveloper() {
        company = RunningServer.shared().company();
        author = company.developer();
    }

    private GitClient applied() {
        GitClient git = company.repository(author);
        git.write("binome.yaml", """
                stacks:
                  network: {engine: opentofu, path: network, environment: production}
                """);
        git.write("network/main.tf", network("24", "fr-par"));
        git.commit("First").push("first");
        ship(company.change(git, 1, author));
        git.branch("second-work");
        git.write("network/main.tf", network("20", "nl-ams"));
        git.commit("Second").push("second");
        ship(company.change(git, 2, author));
        return git;
    }

    private void ship(ChangeClient change) {
        rest(change, "planned");
        change.as(company.lead()).command("approve").orFail();
        change.command("apply").orFail();
        rest(change, "merged");
    }

    private static void rest(ChangeClient change, String state) {
        Await.until(change.path() + " to be " + state, PATIENCE, () -> {
            String now = change.state();
            assertThat(now)
                    .as(change.path() + ": " + change.complaints())
                    .isNotIn("plan-failed", "refused", "not-applied");
            return now.equals(state);
        });
    }

    private static String network(String size, String region) {
        return """
                variable "region" { default = "%s" }
                resource "terraform_data" "subnet" {
                  input = "10.0.0.0/%s"
                }
                output "region" { value = var.region }
                """.formatted(region, size);
    }

    private String stack(GitClient git) {
        return company.path("/repositories/" + git.repository() + "/stacks/network");
    }

    private void rollBackTheState(GitClient git) {
        String state = stack(git) + "/states/default";
        JsonNode versions = company.lead().api().get(state + "/versions").path("items");
        long first = versions.valueStream()
                .mapToLong(version -> version.path("serial").asLong())
                .min()
                .orElseThrow();
        company.lead().api().post(state + "/rollback", Map.of("serial", first));
    }

    private JsonNode look(GitClient git) {
        author.api().post(stack(git) + "/drift/look", Map.of());
        return Await.until("the look", PATIENCE, () -> Optional.of(author.api().get(stack(git) + "/drift"))
                .filter(drift -> !drift.path("looking").asBoolean()));
    }

    private static JsonNode item(JsonNode drift, String address) {
        return drift.path("items")
                .valueStream()
                .filter(item -> item.path("address").asString().equals(address))
                .findFirst()
                .orElseThrow(() -> new AssertionError(address + " is not in " + drift));
    }

    @Test
    void aStateThatWasRolledBackIsFoundAndRestoredByOnePress() {
        GitClient git = applied();
        JsonNode clean = look(git);
        assertThat(clean.path("failure").isNull()).as(clean.toString()).isTrue();
        assertThat(clean.path("items")).isEmpty();
        assertThat(clean.path("watch").asString()).isEqualTo("scheduled");

        rollBackTheState(git);
        JsonNode drift = look(git);
        JsonNode input =
                item(drift, "terraform_data.subnet").path("differences").path("input");
        assertThat(input.path("applied").asString()).contains("/20");
        assertThat(input.path("live").asString()).contains("/24");
        assertThat(drift.path("since").isString()).isTrue();
        String log = author.api()
                .get(company.path("/runs/" + drift.path("run").asString() + "/log"))
                .path("text")
                .asString();
        assertThat(log).contains("not as applied");

        JsonNode opened = author.api().post(stack(git) + "/drift/restore", Map.of());
        ChangeClient change = company.change(git, opened.path("number").asInt(), author);
        rest(change, "planned");
        JsonNode planned =
                change.plans().path(0).path("plan").path("resource_changes").path(0);
        assertThat(planned.path("action").asString()).isEqualTo("UPDATE");
        ship(change);
        assertThat(look(git).path("items")).isEmpty();
    }

    @Test
    void whatWasFoundCanBeTakenIntoTheStateWithoutChangingWhatRuns() {
        GitClient git = applied();
        rollBackTheState(git);
        assertThat(item(look(git), "output.region").path("differences").toString())
                .contains("fr-par");
        JsonNode opened = author.api().post(stack(git) + "/drift/adopt", Map.of());
        ChangeClient change = company.change(git, opened.path("number").asInt(), author);
        rest(change, "planned");
        JsonNode plan = change.plans().path(0).path("plan");
        plan.path("resource_changes")
                .forEach(resource ->
                        assertThat(resource.path("action").asString()).isIn("NO_OP", "ADOPT"));
        assertThat(plan.path("output_changes").toString()).contains("nl-ams");
        ship(change);

        // The output is recorded now; what the code still says otherwise of the resource is still told.
        JsonNode after = look(git);
        assertThat(after.toString()).doesNotContain("output.region");
        assertThat(item(after, "terraform_data.subnet").path("action").asString())
                .isEqualTo("update");
    }
}

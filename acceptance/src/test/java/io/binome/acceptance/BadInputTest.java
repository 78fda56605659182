package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What people push by mistake or on purpose gets a clear answer, and the server goes on. */
@Tag("docker")
@Tag("slow")
class BadInputTest {
    private final RunningServer server = RunningServer.shared();
    private Company company = server.company();
    private Company.Person author = company.lead();

    @BeforeEach
    void aCompanyWithADeveloper() {
        TestImages.in(server);
        company = server.company();
        author = company.developer();
    }

    private ChangeClient pushed(String compose) {
        return pushed(Shop.BINOME, compose);
    }

    private ChangeClient pushed(String binome, String compose) {
        GitClient git = company.repository(author);
        git.write("binome.yaml", binome).write("compose.yaml", compose).commit("Try this");
        git.push("try");
        return company.change(git, 1, author);
    }

    private static void assertSaid(ChangeClient change, String state, String... words) {
        assertThat(change.awaitRest().path("state").asString())
                .as(change.complaints())
                .isEqualTo(state);
        assertThat(change.complaints()).contains(words);
        assertThat(change.command("apply").ok()).isFalse();
    }

    @Test
    void malformedYamlIsRefusedWithItsLine() {
        assertSaid(pushed("services:\n  web:\n    image: [unclosed\n"), "refused", "compose.yaml:");
    }

    @Test
    void malformedBinomeYamlIsRefusedWithItsLine() {
        ChangeClient change = pushed("stacks:\n  shop: {environment: production\n", Shop.first());
        assertThat(change.awaitRest().path("state").asString()).isIn("refused", "plan-failed");
    }

    @Test
    void unknownKeysAreRefusedByName() {
        assertSaid(
                pushed("services:\n  web:\n    image: " + TestImages.PAGE_1 + "\n    imgae: typo\n"),
                "refused",
                "compose.yaml:4",
                "imgae");
    }

    @Test
    void anAliasBombIsRefusedQuickly() {
        StringBuilder bomb = new StringBuilder("x-a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i <= 30; i++) {
            bomb.append("x-a").append(i).append(": &a").append(i).append(" [");
            bomb.append(("*a" + (i - 1) + ", ").repeat(8))
                    .append("*a")
                    .append(i - 1)
                    .append("]\n");
        }
        bomb.append("services:\n  web:\n    image: ").append(TestImages.PAGE_1).append("\n    command: *a30\n");
        assertThat(pushed(bomb.toString()).awaitRest().path("state").asString()).isIn("refused", "plan-failed");
    }

    @Test
    void aHundredMegabytesOfYamlAreRefusedByThePush() {
        Tool.Ended push = pushOfYaml(100).tryGit("push", "origin", "HEAD:refs/heads/big");
        assertThat(push.well()).isFalse();
        assertThat(push.output()).contains("larger than 100 MB");
    }

    @Test
    void tensOfMegabytesOfYamlAreRefusedByThePlan() {
        GitClient git = pushOfYaml(40);
        git.push("big");
        assertSaid(company.change(git, 1, author), "refused", "compose.yaml");
    }

    private GitClient pushOfYaml(int mebibytes) {
        String line = "# " + "x".repeat(1_021) + "\n";
        return company.repository(author)
                .write("binome.yaml", Shop.BINOME)
                .write("compose.yaml", line.repeat(mebibytes * 1_024) + Shop.first())
                .commit("Something big");
    }

    @Test
    void withoutBinomeYamlAChangeIsMergedAndNothingRuns() {
        GitClient git = company.repository(author);
        git.write("README.md", "Nothing runs here.\n").commit("Say so");
        git.push("readme");
        ChangeClient change = company.change(git, 1, author);
        change.await("planned");
        assertThat(change.plans().size()).isZero();
        change.as(company.lead()).command("approve").orFail();
        change.command("apply").orFail();
        change.await("merged");
        assertThat(company.containers()).isEmpty();
        assertThat(git.remoteHead()).isEqualTo(change.get().path("merge").asString());
    }

    @Test
    void anImageThatDoesNotExistIsSaidAtItsPlace() {
        ChangeClient change = pushed("services:\n  web:\n    image: 127.0.0.1:9/nobody/has-this:1\n");
        assertThat(change.awaitRest().path("state").asString()).isIn("refused", "plan-failed");
        assertThat(change.complaints()).contains("nobody/has-this:1");
    }

    @Test
    void anImageThatStopsAtOnceFailsTheApplyWithItsLastWords() {
        ChangeClient change = pushed("services:\n  web:\n    image: " + TestImages.STOPS + "\n");
        change.await("planned");
        change.as(company.lead()).command("approve").orFail();
        change.command("apply").orFail();
        assertThat(change.awaitRest().path("state").asString()).isEqualTo("apply-failed");
        assertThat(change.complaints()).contains("web");
        change.command("go-back").orFail();
        change.await("went-back");
        assertThat(company.containers()).isEmpty();
    }

    @Test
    void aPortThatAnotherHasIsRefusedWithItsNumber() {
        GitClient git = Shop.running(company, author);
        String address = company.lead()
                .api()
                .get(company.path("/repositories/" + git.repository() + "/stacks/shop"))
                .path("services")
                .path(0)
                .path("addresses")
                .path(0)
                .asString();
        String port = address.substring(address.lastIndexOf(':') + 1);
        ChangeClient change = pushed(
                "services:\n  other:\n    image: " + TestImages.PAGE_1 + "\n    ports: [\"" + port + ":8080\"]\n");
        assertSaid(change, "refused", port);
    }

    @Test
    void aRequestThatIsNoJsonIsAProblemDocument() {
        ApiClient.Answer answer = author.api().send("POST", company.path("/repositories"), "{\"name\": ");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("detail").asString()).isNotEmpty();
        assertThat(author.api()
                        .tryPost(company.path("/repositories"), Map.of("name", "../etc"))
                        .status())
                .isBetween(400, 403);
    }
}

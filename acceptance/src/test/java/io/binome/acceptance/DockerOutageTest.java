package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.drivers.docker.TestDocker;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A Docker Engine of its own that is stopped in the middle of an apply. */
@Tag("docker")
@Tag("slow")
class DockerOutageTest {
    @Test
    void anEngineThatStopsDuringAnApplyFailsItAndARetryFinishesIt() {
        try (TestDocker docker = TestDocker.start(List.of());
                RunningServer server = RunningServer.start(docker)) {
            TestImages.in(server);
            Company company = server.company();
            Company.Person author = company.developer();
            GitClient git = Shop.running(company, author);
            git.branch("more")
                    .write("compose.yaml", Shop.compose(TestImages.PAGE_2, 8, 2))
                    .commit("Eight");
            git.push("more");
            ChangeClient change = company.change(git, 2, author);
            change.await("planned");
            change.as(company.lead()).command("approve").orFail();
            change.command("apply").orFail();
            Await.until(
                    "the apply to have begun",
                    ChangeClient.PATIENCE,
                    () -> company.containers().size() > 1);
            docker.stopEngine();
            String state = change.awaitRest().path("state").asString();
            assertThat(state).as(change.complaints()).isIn("apply-failed", "plan-failed", "not-applied", "merged");
            String head = git.remoteHead();
            docker.startEngine();
            if (!state.equals("merged")) {
                assertThat(head)
                        .as("nothing is merged by a failed apply")
                        .isNotEqualTo(change.get().path("merge").asString());
                change.finish(company.lead());
            }
            Await.until(
                    "eight containers",
                    ChangeClient.PATIENCE,
                    () -> company.containers().stream()
                                    .filter(line -> line.endsWith("running"))
                                    .count()
                            == 8);
        }
    }
}

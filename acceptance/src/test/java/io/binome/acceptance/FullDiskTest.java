package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.drivers.docker.TestDocker;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each place that Binome writes to, filled to the last byte: it says so, loses nothing, and goes on once there is room. */
@Tag("docker")
@Tag("slow")
class FullDiskTest {
    private static final String WORDS = "(?is).*(disk|space|full|database).*";

    /** The database holds repositories, changes, the ledger and the logs of runs. */
    @Test
    void aFullDiskOfTheDatabaseIsSaidAndNothingIsLost() throws Exception {
        RunningServer server = RunningServer.prepare(TestDocker.shared(), Map.of());
        try (Disk disk = Disk.mount(server.databaseFolder(), 700);
                server) {
            server.startFirst();
            TestImages.in(server);
            Company company = server.company();
            Company.Person author = company.developer();
            GitClient git = Shop.running(company, author);
            String head = git.remoteHead();

            byte[] noise = new byte[6 << 20];
            new Random(7).nextBytes(noise);
            git.branch("next").write("compose.yaml", Shop.compose(TestImages.PAGE_2, 2, 2));
            Files.write(git.folder().resolve("noise.bin"), noise);
            git.commit("Version 2 with much beside");
            disk.fill(0);
            Tool.Ended refused = Await.until("a push to be refused", ChangeClient.PATIENCE, () -> {
                Tool.Ended push = git.tryGit("push", "origin", "HEAD:refs/heads/next");
                return push.well() ? Optional.empty() : Optional.of(push);
            });
            assertThat(refused.output()).matches(WORDS);
            ApiClient.Answer answer = answered(company);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
            assertThat(answer.body().path("detail").asString()).matches(WORDS);
            assertThat(company.containers())
                    .as("what runs goes on")
                    .hasSize(1)
                    .allMatch(line -> line.endsWith("running"));

            disk.makeRoom();
            Await.until("pushes to be taken again", ChangeClient.PATIENCE, () -> git.tryGit(
                            "push", "origin", "HEAD:refs/heads/next")
                    .well());
            assertThat(git.remoteHead()).isEqualTo(head);
            ChangeClient change = company.change(git, 2, author);
            change.await("planned");
            change.as(company.lead()).command("approve").orFail();
            change.command("apply").orFail();
            change.await("merged");
            assertThat(company.containers()).hasSize(2).allMatch(line -> line.endsWith("running"));
            assertThat(company.lead()
                            .api()
                            .get(company.path("/ledger/verification"))
                            .path("sound")
                            .asBoolean())
                    .isTrue();
        }
    }

    /** Something that writes, until the disk has no room for it. */
    private static ApiClient.Answer answered(Company company) {
        int[] number = {0};
        return Await.until("a write to be refused", ChangeClient.PATIENCE, () -> {
            ApiClient.Answer answer =
                    company.lead().api().tryPost(company.path("/repositories"), Map.of("name", "more-" + number[0]++));
            return answer.ok() ? Optional.empty() : Optional.of(answer);
        });
    }

    /** The edge's configuration and the server's own log are in its home. */
    @Test
    void aFullDiskOfTheServersHomeFailsTheApplyOrNothing() {
        RunningServer server = RunningServer.prepare(TestDocker.shared(), Map.of());
        try (Disk disk = Disk.mount(server.home(), 64);
                server) {
            server.startFirst();
            TestImages.in(server);
            Company company = server.company();
            Company.Person author = company.developer();
            GitClient git = Shop.running(company, author);
            disk.fill(0);
            appliesOnceThereIsRoom(company, author, git, disk::makeRoom);
        }
    }

    @Test
    void aFullDiskOfADockerHostFailsTheApplyAndARetryFinishesIt() {
        try (TestDocker docker = TestDocker.start(List.of())) {
            docker.stopEngine();
            // Unmounted with all else that the engine leaves behind.
            Disk disk = Disk.mount(docker.dataFolder(), 300);
            docker.startEngine();
            try (RunningServer server = RunningServer.start(docker)) {
                TestImages.in(server);
                Company company = server.company();
                Company.Person author = company.developer();
                GitClient git = Shop.running(company, author);
                disk.fill(0);
                String failed = appliesOnceThereIsRoom(company, author, git, disk::makeRoom);
                assertThat(failed).matches(WORDS);
            }
        }
    }

    /** @return what the change said of itself when it came to rest on the full disk */
    private static String appliesOnceThereIsRoom(
            Company company, Company.Person author, GitClient git, Runnable makeRoom) {
        String head = git.remoteHead();
        git.branch("more")
                .write("compose.yaml", Shop.compose(TestImages.PAGE_2, 3, 2) + """
                          other:
                            image: %s
                            ports: [{target: 8080, app_protocol: http}]
                        """.formatted(TestImages.PAGE_1))
                .commit("More");
        git.push("more");
        ChangeClient change = company.change(git, 2, author);
        change.await("planned");
        change.as(company.lead()).command("approve").orFail();
        change.command("apply").orFail();
        String state = change.awaitRest().path("state").asString();
        String said = change.complaints();
        // Planned again before anything was done, it fails there.
        assertThat(state).as(said).isIn("apply-failed", "plan-failed", "not-applied", "merged");
        if (!state.equals("merged")) {
            assertThat(git.remoteHead()).as("nothing is merged").isEqualTo(head);
            assertThat(said).matches(WORDS);
        }
        assertThat(company.containers())
                .as("what ran goes on")
                .anyMatch(line -> line.startsWith("web ") && line.endsWith("running"));
        makeRoom.run();
        change.finish(company.lead());
        Await.until("all four containers", ChangeClient.PATIENCE, () -> {
            List<String> containers = company.containers();
            return containers.size() == 4 && containers.stream().allMatch(line -> line.endsWith("running"));
        });
        return said;
    }
}

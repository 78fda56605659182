package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.drivers.docker.TestDocker;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The server killed with -9 at random moments over the phases of changes: each change comes to its end all the same,
 * applied once. {@code -Dbinome.kills=200} for the long form, {@code -Dbinome.seed=…} to repeat a run.
 */
@Tag("docker")
@Tag("pending")
@Tag("slow")
class KillTest {
    private static final int KILLS = Integer.getInteger("binome.kills", 12);
    private static final long LATEST_MILLIS = 3_000;

    private final long seed = Long.getLong("binome.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void nothingIsLostAndNothingDoneTwice() throws InterruptedException {
        System.out.println("KillTest: " + KILLS + " kills, -Dbinome.seed=" + seed);
        try (RunningServer server = RunningServer.start(TestDocker.shared())) {
            TestImages.in(server);
            Company company = server.company();
            Company.Person author = company.developer();
            GitClient git = Shop.running(company, author);
            for (int i = 1; i <= KILLS; i++) {
                round(server, company, author, git, i);
            }
            JsonNode ledger = company.lead().api().get(company.path("/ledger/verification"));
            assertThat(ledger.path("sound").asBoolean()).as(ledger.toString()).isTrue();
        }
    }

    private void round(RunningServer server, Company company, Company.Person author, GitClient git, int round)
            throws InterruptedException {
        long moment = random.nextLong(LATEST_MILLIS);
        int replicas = 1 + round % 2;
        Thread killer = Thread.ofPlatform().start(() -> {
            try {
                Thread.sleep(moment);
            } catch (InterruptedException stopped) {
                return;
            }
            server.kill();
            server.start();
        });
        String what = "round " + round + ", killed after " + moment + " ms, seed " + seed;
        String before = patiently(git::remoteHead);
        patiently(() -> {
            git.git("fetch", "--quiet", "origin");
            return git.git("switch", "--quiet", "--no-track", "--force-create", "round-" + round, "origin/main");
        });
        git.write(
                        "compose.yaml",
                        Shop.compose(round % 3 == 0 ? TestImages.PAGE_2 : TestImages.PAGE_1, replicas, round + 1))
                .commit("Round " + round);
        patiently(() -> git.push("round-" + round));
        ChangeClient change = company.change(git, round + 1, author);
        JsonNode merged = drive(company, change, what);
        killer.join();

        assertThat(patiently(git::remoteHead))
                .as(what)
                .isEqualTo(merged.path("merge").asString())
                .isNotEqualTo(before);
        String subject = "change:" + merged.path("id").asString();
        assertThat(patiently(() -> company.lead()
                                .api()
                                .get(company.path("/ledger?limit=100&kind=change.applied&subject=" + subject)))
                        .path("items")
                        .size())
                .as("entries of the apply, " + what)
                .isEqualTo(1);
        Await.until("the containers to be as applied, " + what, ChangeClient.PATIENCE, () -> {
            List<String> containers = company.containers();
            return containers.size() == replicas && containers.stream().allMatch(line -> line.endsWith("running"));
        });
        JsonNode runs = patiently(() -> company.lead().api().get(change.path() + "/runs"));
        assertThat(runs.path("items").valueStream().map(run -> run.path("state").asString()))
                .as("no run is left running, " + what)
                .doesNotContain("running", "queued");
    }

    /** Does at each time what a person would do next, until the change is merged. */
    private static JsonNode drive(Company company, ChangeClient change, String what) {
        return Await.until("the change to be merged, " + what, ChangeClient.PATIENCE, () -> {
            try {
                JsonNode now = change.get();
                switch (now.path("state").asString()) {
                    case "planned" -> {
                        boolean approved = now.path("blockers").valueStream().noneMatch(blocker -> blocker.path("kind")
                                .asString()
                                .equals("needs-approval"));
                        if (!approved) {
                            change.as(company.lead()).command("approve");
                        } else {
                            change.command("apply");
                        }
                    }
                    case "apply-failed" -> change.command("retry");
                    case "plan-failed", "not-applied" -> change.command("replan");
                    case "merged" -> {
                        return java.util.Optional.of(now);
                    }
                    case "conflicting", "refused", "empty", "went-back", "closed" ->
                        throw new IllegalStateException("It came to rest: " + now);
                    default -> {
                        // It moves by itself.
                    }
                }
            } catch (ApiClient.Unanswered | AssertionError serverIsAway) {
                // Asked again when it is back.
            }
            return java.util.Optional.empty();
        });
    }

    /** Again until it is answered. */
    private static <T> T patiently(Supplier<T> action) {
        return Await.until("an answer of the server", ChangeClient.PATIENCE, () -> {
            try {
                return java.util.Optional.of(action.get());
            } catch (ApiClient.Unanswered | AssertionError serverIsAway) {
                return java.util.Optional.empty();
            }
        });
    }
}

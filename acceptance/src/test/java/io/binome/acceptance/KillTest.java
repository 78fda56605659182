package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.drivers.docker.TestDocker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import tools.jackson.databind.JsonNode;

/**
 * The server killed with -9 at random moments over the phases of changes: each change comes to its end all the same,
 * applied once. {@code -Dbinome.kills=200} for the long form, {@code -Dbinome.seed=…} to repeat a run.
 */
@Tag("docker")
@Tag("slow")
class KillTest {
    private static final int KILLS = Integer.getInteger("binome.kills", 12);
    /** How long after the beginning of its phase the server is killed at the latest. */
    private static final long LATEST_MILLIS = 1_500;

    private final long seed = Long.getLong("binome.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<Phase, Integer> kills = new EnumMap<>(Phase.class);
    private final List<String> merges = new ArrayList<>();

    /** What the server was doing when it was killed. */
    private enum Phase {
        PUSH,
        PLAN,
        REVIEW,
        APPLY,
        REST
    }

    @Test
    void nothingIsLostAndNothingDoneTwice(TestReporter reporter) {
        reporter.publishEntry("kills", KILLS + ", repeated by -Dbinome.seed=" + seed);
        try (RunningServer server = RunningServer.start(TestDocker.shared());
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            TestImages.in(server);
            Company company = server.company();
            Company.Person author = company.developer();
            GitClient git = Shop.running(company, author);
            merges.add(git.remoteHead());
            for (int i = 1; i <= KILLS; i++) {
                new Round(server, company, author, git, i, executor).play();
                if (i % 10 == 0) {
                    reporter.publishEntry("rounds done", String.valueOf(i));
                }
            }
        }
        reporter.publishEntry("killed while", kills.toString());
    }

    /** One change, and the server killed once on its way. */
    private final class Round {
        private final RunningServer server;
        private final Company company;
        private final GitClient git;
        private final int number;
        private final ExecutorService executor;
        private final Phase phase = Phase.values()[random.nextInt(Phase.values().length)];
        private final long millis = random.nextLong(LATEST_MILLIS);
        private final String what;
        private final ChangeClient change;
        private @Nullable Future<?> kill;

        Round(
                RunningServer server,
                Company company,
                Company.Person author,
                GitClient git,
                int number,
                ExecutorService executor) {
            this.server = server;
            this.company = company;
            this.git = git;
            this.number = number;
            this.executor = executor;
            this.what = "round " + number + ", killed " + millis + " ms into " + phase + ", seed " + seed;
            this.change = company.change(git, number + 1, author);
        }

        void play() {
            int replicas = 1 + number % 2;
            git.git("fetch", "--quiet", "origin");
            git.git("switch", "--quiet", "--no-track", "--force-create", "round-" + number, "origin/main");
            git.write(
                            "compose.yaml",
                            Shop.compose(number % 3 == 0 ? TestImages.PAGE_2 : TestImages.PAGE_1, replicas, number + 1))
                    .commit("Round " + number);
            begun(Phase.PUSH);
            patiently(() -> git.push("round-" + number));
            JsonNode merged = drive();
            begun(Phase.REST);
            finishKill();
            kills.merge(phase, 1, Integer::sum);
            compare(merged, replicas);
        }

        /** The first time that the phase of this round begins, the clock for the kill does. */
        private void begun(Phase begun) {
            if (kill == null && begun.compareTo(phase) >= 0) {
                kill = executor.submit(() -> {
                    // No state to wait for: the moment is the thing that is random here.
                    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
                    server.kill();
                    server.start();
                });
            }
        }

        private void finishKill() {
            try {
                java.util.Objects.requireNonNull(kill).get();
            } catch (InterruptedException | java.util.concurrent.ExecutionException failure) {
                throw new AssertionError(what, failure);
            }
        }

        /** Does at each time what a person would do next, until the change is merged. */
        private JsonNode drive() {
            return Await.until("the change to be merged, " + what, ChangeClient.PATIENCE.multipliedBy(2), () -> {
                try {
                    return step(change.get());
                } catch (ApiClient.Unanswered | AssertionError serverIsAway) {
                    // Asked again when it is back; what keeps it away is said by the kill.
                    if (kill != null && kill.state() == Future.State.FAILED) {
                        finishKill();
                    }
                    return Optional.empty();
                }
            });
        }

        private Optional<JsonNode> step(JsonNode now) {
            switch (now.path("state").asString()) {
                case "planning" -> begun(Phase.PLAN);
                case "planned" -> {
                    begun(Phase.REVIEW);
                    boolean approved = now.path("blockers").valueStream().noneMatch(blocker -> blocker.path("kind")
                            .asString()
                            .equals("needs-approval"));
                    if (!approved) {
                        change.as(company.lead()).command("approve");
                    } else {
                        change.command("apply");
                    }
                }
                case "queued", "applying" -> begun(Phase.APPLY);
                case "apply-failed" -> change.command("retry");
                case "plan-failed", "not-applied" -> change.command("replan");
                case "merged" -> {
                    return Optional.of(now);
                }
                case "conflicting", "refused", "empty", "went-back", "closed" ->
                    throw new IllegalStateException("It came to rest: " + now + ", " + what);
                default -> {
                    // It moves by itself.
                }
            }
            return Optional.empty();
        }

        /** Ref, ledger, plans, containers and runs say the same of this change and of all before it. */
        private void compare(JsonNode merged, int replicas) {
            String merge = merged.path("merge").asString();
            assertThat(git.remoteHead()).as(what).isEqualTo(merge).isNotIn(merges);
            git.git("fetch", "--quiet", "origin");
            merges.forEach(earlier -> git.git("merge-base", "--is-ancestor", earlier, merge));
            merges.add(merge);

            JsonNode applied = ledger(
                    "kind=change.applied&subject=change:" + merged.path("id").asString());
            assertThat(applied.size()).as("entries of the apply, " + what).isEqualTo(1);
            JsonNode details = applied.path(0).path("details");
            assertThat(details.path("merge").asString()).as(what + applied).isEqualTo(merge);
            assertThat(details.path("plan:shop").asString())
                    .as(what + applied)
                    .isNotEmpty()
                    .isEqualTo(change.plans().path(0).path("hash").asString());
            JsonNode verified = company.lead().api().get(company.path("/ledger/verification"));
            assertThat(verified.path("sound").asBoolean()).as(what + verified).isTrue();

            Await.until("the containers to be as applied, " + what, ChangeClient.PATIENCE, () -> {
                List<String> containers = company.containers();
                return containers.size() == replicas && containers.stream().allMatch(line -> line.endsWith("running"));
            });
            assertThat(company.lead()
                            .api()
                            .get(change.path() + "/runs?limit=200")
                            .path("items")
                            .valueStream()
                            .map(run -> run.path("state").asString()))
                    .as("no run is left running, " + what)
                    .doesNotContain("running", "queued");
        }

        private JsonNode ledger(String query) {
            return company.lead()
                    .api()
                    .get(company.path("/ledger?limit=100&" + query))
                    .path("items");
        }
    }

    /** Again until it is answered. */
    private static <T> T patiently(Supplier<T> action) {
        return Await.until("an answer of the server", ChangeClient.PATIENCE, () -> {
            try {
                return Optional.of(action.get());
            } catch (ApiClient.Unanswered | AssertionError serverIsAway) {
                return Optional.empty();
            }
        });
    }
}

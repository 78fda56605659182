package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.drivers.docker.TestDocker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The clock of the server's process put forward and back while it works, by libfaketime; its monotonic time goes on, as
 * after {@code date --set}. What the database's own clock may do is in the tests of jobs.
 */
@Tag("docker")
@Tag("slow")
class ClockTest {
    private static final Duration FAR = Duration.ofDays(400);

    private final Path offset = Scratch.folder("clock").resolve("offset");

    @Test
    void aClockThatJumpsForwardAndBackLosesNothingAndStopsNothing() {
        set(Duration.ZERO);
        try (RunningServer server = RunningServer.start(TestDocker.shared(), fakeTime())) {
            TestImages.in(server);
            Company company = server.company();
            Company.Person author = company.developer();
            GitClient git = Shop.running(company, author);
            round(company, author, git, 2);

            set(server, FAR);
            assertThat(author.api().send("GET", "/me", null).status())
                    .as("a token that has expired by this clock")
                    .isEqualTo(401);
            Company later = company.signedInAgain();
            Company.Person returned = later.again(author);
            round(later, returned, git.as(returned), 3);

            set(server, Duration.ZERO);
            later = company.signedInAgain();
            returned = later.again(author);
            round(later, returned, git.as(returned), 4);

            set(server, Duration.ofHours(-3));
            round(later, returned, git.as(returned), 5);
            assertThat(later.lead()
                            .api()
                            .get(company.path("/ledger/verification"))
                            .path("sound")
                            .asBoolean())
                    .isTrue();
        }
    }

    /** A change from push to merge, then a container that is killed and comes back: nothing waits for another time. */
    private static void round(Company company, Company.Person author, GitClient git, int number) {
        git.branch("round-" + number)
                .write("compose.yaml", Shop.compose(TestImages.PAGE_2, 1, number))
                .commit("Round " + number);
        git.push("round-" + number);
        ChangeClient change = company.change(git, number, author);
        change.await("planned");
        change.as(company.lead()).command("approve").orFail();
        change.command("apply").orFail();
        change.await("merged");
        for (int time = 0; time < 2; time++) {
            Await.until("the container", ChangeClient.PATIENCE, () -> isRunning(company));
            company.killContainers();
            Await.until("the container to be back", ChangeClient.PATIENCE, () -> isRunning(company));
        }
    }

    private static boolean isRunning(Company company) {
        List<String> containers = company.containers();
        return containers.size() == 1 && containers.getFirst().endsWith("running");
    }

    /** Returns once the server's process has seen it. */
    private void set(RunningServer server, Duration by) {
        set(by);
        Await.until("the server's clock to jump", ChangeClient.PATIENCE, () -> {
            Duration difference = Duration.between(Instant.now().plus(by), timeOf(server));
            return difference.abs().compareTo(Duration.ofMinutes(5)) < 0;
        });
    }

    private static Instant timeOf(RunningServer server) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create(server.address() + "/sign-in").toURL().openConnection();
            try {
                return Instant.ofEpochMilli(connection.getDate());
            } finally {
                connection.disconnect();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void set(Duration by) {
        try {
            Path next = offset.resolveSibling("next");
            Files.writeString(next, (by.isNegative() ? "" : "+") + by.toSeconds() + "\n");
            Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Map<String, String> fakeTime() {
        Path library = Stream.of("x86_64", "aarch64")
                .map(machine -> Path.of("/usr/lib/" + machine + "-linux-gnu/faketime/libfaketime.so.1"))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
        if (library == null) {
            assertThat(System.getenv("CI")).as("no libfaketime here").isNull();
            Assumptions.abort("No libfaketime: apt-get install libfaketime");
        }
        return Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME_TIMESTAMP_FILE",
                offset.toString(),
                // Read at each look at the clock, the file would make the server several times slower.
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "DONT_FAKE_MONOTONIC",
                "1");
    }
}

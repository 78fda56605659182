package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a container burns is what its tenant is shown, and nobody else. */
@Tag("docker")
class MeteringTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Of the shell itself and of its children, as {@code times} prints them: 0m1.230s 0m0.050s. */
    private static final Pattern TIMES = Pattern.compile("(\\d+)m([0-9.]+)s (\\d+)m([0-9.]+)s");

    private final RunningServer server = RunningServer.shared();

    private static String compose() {
        return """
                services:
                  burner:
                    image: %s
                    entrypoint: ["/bin/sh", "-c"]
                    command:
                      - 'i=0; while [ $$i -lt 1500000 ]; do i=$$((i+1)); done; times; exec sleep 100000'
                    stop_grace_period: 1s
                """.formatted(TestImages.PAGE_1);
    }

    @Test
    void whatAContainerBurntIsWhatItsTenantIsShown() {
        TestImages.in(server);
        Company company = server.company();
        Company.Person author = company.developer();
        GitClient git = company.repository(author);
        git.write("binome.yaml", Shop.BINOME).write("compose.yaml", compose()).commit("Burn");
        git.push("burn");
        ChangeClient change = company.change(git, 1, author);
        change.await("planned");
        change.as(company.lead()).command("approve").orFail();
        change.command("apply").orFail();
        change.await("merged");

        double burnt = Await.until("the loop to end", PATIENCE, () -> burnt(company));
        long metered = Await.until("what was burnt to be metered", PATIENCE, () -> Optional.of(metered(company))
                .filter(micros -> micros >= burnt * 1e6));
        // The engine starts the container within its group as well.
        assertThat(metered / 1e6).isBetween(burnt, burnt * 1.01 + 0.5);
        JsonNode used = usage(company).get(0);
        assertThat(used.path("stack").asString()).isEqualTo(git.repository() + "/shop");
        assertThat(used.path("service").asString()).isEqualTo("burner");
        assertThat(used.path("memoryByteSeconds").asLong()).isPositive();
        assertThat(used.path("host").isNull())
                .as("a client is not told the machine")
                .isTrue();

        JsonNode balance = company.lead()
                .api()
                .get(company.path("/usage/balance"))
                .path("items")
                .get(0);
        assertThat(balance.path("cpuMicros").asLong())
                .isEqualTo(balance.path("servicesMicros").asLong()
                        + balance.path("buildsMicros").asLong()
                        + balance.path("residualMicros").asLong());
        assertThat(Math.abs(balance.path("residualMicros").asLong())).isLessThan(500_000);
        assertThat(usage(server.company())).isEmpty();
    }

    private Optional<Double> burnt(Company company) {
        List<String> ids = server.docker(List.of("ps", "-q", "--filter", "label=io.binome.tenant=" + company.id()))
                .output()
                .lines()
                .toList();
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        Matcher times =
                TIMES.matcher(server.docker(List.of("logs", ids.getFirst())).output());
        return times.find() ? Optional.of(seconds(times, 1) + seconds(times, 3)) : Optional.empty();
    }

    private static double seconds(Matcher times, int group) {
        return 60 * Double.parseDouble(times.group(group)) + Double.parseDouble(times.group(group + 1));
    }

    private static long metered(Company company) {
        return usage(company)
                .valueStream()
                .mapToLong(used -> used.path("cpuMicros").asLong())
                .sum();
    }

    private static JsonNode usage(Company company) {
        return company.lead().api().get(company.path("/usage?by=hour")).path("items");
    }
}

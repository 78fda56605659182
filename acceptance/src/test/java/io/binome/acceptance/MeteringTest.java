package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

    /** Weeks that nobody waits for are written as metering would have closed them. */
    @Test
    void aLimitThatDoesNotFitIsMendedByTheChangeThatOnePressOpens() throws Exception {
        TestImages.in(server);
        Company company = server.company();
        Company.Person author = company.developer();
        GitClient git = company.repository(author);
        String file = "# Ours.\n"
                + Shop.compose(TestImages.PAGE_1, 1, 1)
                        .replace("    ports:", "    mem_limit: 2g  # a guess\n    ports:");
        git.write("binome.yaml", Shop.BINOME).write("compose.yaml", file).commit("Open the shop");
        git.push("open");
        ChangeClient first = company.change(git, 1, author);
        first.await("planned");
        first.as(company.lead()).command("approve").orFail();
        first.command("apply").orFail();
        first.await("merged");
        assertThat(advice(company).path("items")).isEmpty();
        PastWeeks.used(server, company.id(), "web", 10, 100L << 20, 200);

        JsonNode advice = advice(company).path("items").get(0);
        assertThat(advice.path("moves").toString())
                .isEqualTo("[{\"resource\":\"memory\",\"present\":2147483648,\"proposed\":167772160}]");
        assertThat(advice.path("evidence").path("sure").asBoolean()).isTrue();
        String press = company.path("/advice/sizing/" + advice.path("workload").asString());
        JsonNode opened = author.api().post(press + "/open", Map.of());
        assertThat(opened.path("reference").asString()).isEqualTo(git.repository() + "!2");
        assertThat(author.api()
                        .post(press + "/open", Map.of())
                        .path("reference")
                        .asString())
                .as("a second press finds the first one's")
                .isEqualTo(git.repository() + "!2");
        ChangeClient change = company.change(git, 2, author);
        JsonNode planned = change.await("planned");
        assertThat(planned.path("opener").toString()).contains(author.email());
        List<JsonNode> altered = change.plans()
                .get(0)
                .path("plan")
                .path("resource_changes")
                .valueStream()
                .filter(one -> !one.path("action").asString().equals("NO_OP"))
                .toList();
        assertThat(altered).hasSize(1);
        assertThat(altered.getFirst().path("address").asString()).isEqualTo("service.web");
        assertThat(differing(altered.getFirst())).containsExactly("limits.memory");
        assertThat(author.api().get(change.path() + "/diff").toString())
                .contains("\"text\":\"    mem_limit: 160m  # a guess\"", "\"addedLines\":1,\"removedLines\":1");

        author.api().post(press + "/dismiss", dismissal());
        assertThat(advice(company).path("items")).isEmpty();
        assertThat(advice(company)
                        .path("dismissed")
                        .get(0)
                        .path("dismissed")
                        .path("reason")
                        .asString())
                .isEqualTo("A sale comes");
    }

    /** Nobody asks it anything for weeks: it is advised to take it out, which one press proposes. */
    @Test
    void aServiceThatNobodyUsesIsFoundAndTakenOutByTheChangeThatOnePressOpens() throws Exception {
        Company company = server.company();
        TestImages.in(server);
        Company.Person author = company.developer();
        GitClient git = company.repository(author);
        git.write("binome.yaml", Shop.BINOME)
                .write("compose.yaml", Shop.first() + "  forgotten:\n    image: " + TestImages.PAGE_1 + "\n");
        git.commit("Open the shop").push("open");
        ChangeClient first = company.change(git, 1, author);
        first.await("planned");
        first.as(company.lead()).command("approve").orFail();
        first.command("apply").orFail();
        first.await("merged");
        PastWeeks.used(server, company.id(), "web", 15, 100L << 20, 200);
        PastWeeks.idled(server, company.id(), "forgotten", 15);

        JsonNode idle = advice(company)
                .path("items")
                .valueStream()
                .filter(one -> one.path("idle").asBoolean())
                .findFirst()
                .orElseThrow();
        assertThat(idle.path("service").asString()).isEqualTo("forgotten");
        assertThat(idle.path("moves")).isEmpty();
        JsonNode opened = author.api()
                .post(company.path("/advice/sizing/" + idle.path("workload").asString() + "/open"), Map.of());
        assertThat(opened.path("reference").asString()).isEqualTo(git.repository() + "!2");
        ChangeClient change = company.change(git, 2, author);
        change.await("planned");
        assertThat(change.plans()
                        .get(0)
                        .path("plan")
                        .path("resource_changes")
                        .valueStream()
                        .filter(one -> !one.path("action").asString().equals("NO_OP"))
                        .map(one -> one.path("action").asString() + " "
                                + one.path("address").asString()))
                .containsExactly("DELETE service.forgotten");
    }

    private static List<String> differing(JsonNode resource) {
        JsonNode before = resource.path("before");
        JsonNode after = resource.path("after");
        return after.propertyNames().stream()
                .filter(name -> !after.path(name).equals(before.path(name)))
                .sorted()
                .toList();
    }

    private static Map<String, String> dismissal() {
        return Map.of(
                "reason",
                "A sale comes",
                "until",
                Instant.now().plus(Duration.ofDays(30)).toString());
    }

    private static JsonNode advice(Company company) {
        return company.lead().api().get(company.path("/advice/sizing"));
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

package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.cli.demo.KeepAliveClients;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import tools.jackson.databind.JsonNode;

/** What happens to containers behind Binome's back, on a real engine. */
@Tag("docker")
@Tag("slow")
class HealingTest {
    /** The promise is 5 s on a machine with nothing else to do; what was measured is reported. */
    private static final Duration GENEROUS = Duration.ofSeconds(60);

    private final RunningServer server = RunningServer.shared();
    private Company company = server.company();
    private Company.Person author = company.lead();

    @BeforeEach
    void aCompanyWithADeveloper() {
        TestImages.in(server);
        company = server.company();
        author = company.developer();
    }

    private GitClient running(String compose) {
        GitClient git = company.repository(author);
        git.write("binome.yaml", Shop.BINOME).write("compose.yaml", compose).commit("Open the shop");
        git.push("open");
        ChangeClient change = company.change(git, 1, author);
        change.await("planned");
        change.as(company.lead()).command("approve").orFail();
        change.command("apply").orFail();
        change.await("merged");
        return git;
    }

    private JsonNode service(GitClient git, String name) {
        return company.lead()
                .api()
                .get(stack(git))
                .path("services")
                .valueStream()
                .filter(service -> service.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String stack(GitClient git) {
        return company.path("/repositories/" + git.repository() + "/stacks/shop");
    }

    private String address(GitClient git) {
        return address(git, "web");
    }

    private String address(GitClient git, String service) {
        return service(git, service).path("addresses").path(0).asString().replaceFirst("^\\w+://", "");
    }

    private String container(GitClient git, String service) {
        return service(git, service)
                .path("replicas")
                .path(0)
                .path("containerId")
                .asString();
    }

    private static boolean answers(String address) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://" + address + "/").toURL().openConnection();
            connection.setConnectTimeout(500);
            connection.setReadTimeout(500);
            try {
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        } catch (IOException down) {
            return false;
        }
    }

    private void docker(String... arguments) {
        Tool.Ended ended = server.docker(List.of(arguments));
        assertThat(ended.well()).as(ended.output()).isTrue();
    }

    /** Each accident has services of its own: what ended a moment ago is started later the next time. */
    @Test
    void aKilledOrRemovedContainerIsBackAndAnswers(TestReporter reporter) {
        Map<String, List<String>> accidents = Map.of("killed", List.of("kill"), "removed", List.of("rm", "--force"));
        StringBuilder compose = new StringBuilder("services:\n");
        accidents.keySet().forEach(accident -> {
            for (int i = 1; i <= 3; i++) {
                compose.append("""
                          %s-%d:
                            image: %s
                            ports: [{target: 8080, app_protocol: http}]
                        """.formatted(accident, i, TestImages.PAGE_1));
            }
        });
        GitClient git = running(compose.toString());
        accidents.forEach((accident, command) -> {
            List<Long> millis = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                millis.add(millisUntilBack(git, accident + "-" + i, command));
            }
            Collections.sort(millis);
            reporter.publishEntry(
                    "answers again after it was " + accident,
                    "median " + millis.get(millis.size() / 2) + " ms of " + millis);
        });
    }

    private long millisUntilBack(GitClient git, String service, List<String> accident) {
        String address = address(git, service);
        Await.until("the address to answer", GENEROUS, () -> answers(address));
        String victim = container(git, service);
        List<String> command = new ArrayList<>(accident);
        command.add(victim);
        docker(command.toArray(String[]::new));
        long down = System.nanoTime();
        Await.until("the address to answer again", GENEROUS, () -> answers(address));
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - down);
    }

    @Test
    void oneOffServicesAreNotBroughtBack() {
        GitClient git = running(Shop.first() + """
                  once:
                    image: %s
                    restart: "no"
                    command: ["/bin/sh", "-c", "exec sleep 1000"]
                """.formatted(TestImages.PAGE_1));
        String once = container(git, "once");
        docker("kill", once);
        docker("kill", container(git, "web"));
        String address = address(git);
        Await.until("what is healed to be back", GENEROUS, () -> answers(address));
        assertThat(server.docker(List.of("inspect", "--format", "{{.State.Status}}", once))
                        .output())
                .isEqualTo("exited");
    }

    @Test
    void nothingIsHealedWhileAnApplyIsAtWork() {
        GitClient git = running(Shop.first());
        git.branch("slow")
                .write("compose.yaml", Shop.compose(TestImages.PAGE_1, 1, 1) + """
                          slow:
                            image: %s
                            healthcheck:
                              test: ["CMD", "/bin/sh", "-c", "test -f /tmp/go"]
                              interval: 1s
                              retries: 1000
                        """.formatted(TestImages.PAGE_1))
                .commit("Something slow");
        git.push("slow");
        ChangeClient change = company.change(git, 2, author);
        change.await("planned");
        change.as(company.lead()).command("approve").orFail();
        change.command("apply").orFail();
        String slow = Await.until("the slow container", ChangeClient.PATIENCE, () -> Optional.of(server.docker(List.of(
                                "ps",
                                "-q",
                                "--filter",
                                "label=io.binome.service=slow",
                                "--filter",
                                "label=io.binome.tenant=" + company.id()))
                        .output())
                .filter(id -> !id.isEmpty()));
        docker("kill", container(git, "web"));
        // Longer than healing takes: the apply waits for the file that is only made then.
        long end = System.nanoTime() + Duration.ofSeconds(8).toNanos();
        Await.until("eight seconds of the apply", GENEROUS, () -> {
            assertThat(change.state()).isEqualTo("applying");
            assertThat(company.containers()).anyMatch(line -> line.startsWith("web ") && line.endsWith("exited"));
            return System.nanoTime() > end;
        });
        docker("exec", slow, "/bin/sh", "-c", ": > /tmp/go");
        change.await("merged");
        String address = address(git);
        Await.until("it to be healed after the apply", GENEROUS, () -> answers(address));
    }

    @Test
    void aCrashLoopBacksOffAndIsShownWithItsLastWords() {
        GitClient git = running("""
                services:
                  web:
                    image: %s
                    command:
                      - /bin/sh
                      - -c
                      - test -f /tmp/broken && { echo 'no such configuration'; exit 3; }; sleep 1000 & wait $$!
                """.formatted(TestImages.PAGE_1));
        String container = container(git, "web");
        docker("exec", container, "/bin/sh", "-c", ": > /tmp/broken");
        docker("kill", container);
        JsonNode shown = Await.until("the loop to be shown", ChangeClient.PATIENCE, () -> Optional.of(
                        service(git, "web"))
                .filter(service ->
                        service.path("replicas").path(0).path("restarts").asInt() >= 3
                                && service.path("sentence").asString().contains("restarts every")));
        assertThat(shown.path("condition").asString()).isEqualTo("down");
        assertThat(shown.path("sentence").asString()).contains("exit 3");
        assertThat(shown.path("replicas").path(0).path("lastLog").asString()).contains("no such configuration");
        docker("rm", "--force", container);
        Await.until(
                "a new container to be well",
                GENEROUS,
                () -> service(git, "web").path("condition").asString().equals("healthy"));
    }

    @Test
    void whatIsPausedRenamedOrChangedIsShownAsDriftWithItsDifference() {
        GitClient git = running(Shop.first());
        String container = container(git, "web");
        docker("update", "--memory", "64m", "--memory-swap", "64m", container);
        JsonNode memory = drift(git, "memory");
        assertThat(memory.toString()).contains("applied").contains("live");
        docker("rename", container, "somebody-was-here-" + container);
        drift(git, "name");
        docker("pause", container);
        drift(git, "paused");
        // Drift is found by one look, what a service says of itself by another.
        Await.until(
                "the pause to be said",
                GENEROUS,
                () -> service(git, "web").path("sentence").asString().contains("paused"));
        docker("unpause", container);
    }

    /** Waits until a difference is shown that names this. */
    private JsonNode drift(GitClient git, String word) {
        return Await.until("drift of " + word, GENEROUS, () -> {
            JsonNode items = company.lead().api().get(stack(git) + "/drift").path("items");
            return items.toString().contains(word) ? Optional.of(items) : Optional.empty();
        });
    }

    @Test
    void aRestartCostsNoRequest(TestReporter reporter) throws InterruptedException {
        GitClient git = running(Shop.compose(TestImages.PAGE_1, 2, 1));
        String address = address(git);
        String before = container(git, "web");
        try (KeepAliveClients clients = KeepAliveClients.start(4, address, "/")) {
            Await.until("clients to be served", GENEROUS, () -> clients.requests() > 50);
            company.lead().api().post(stack(git) + "/services/web/restart", Map.of());
            Await.until(
                    "other containers",
                    GENEROUS,
                    () -> !container(git, "web").equals(before)
                            || service(git, "web").path("condition").asString().equals("healthy"));
            long served = clients.requests();
            Await.until("clients to be served on", GENEROUS, () -> clients.requests() > served + 50);
            reporter.publishEntry("requests over the restart", clients.requests() + ", answers " + clients.answers());
            assertThat(clients.failures()).isEmpty();
        }
    }
}

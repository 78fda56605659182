package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client's own Prometheus, set up as docs/how-to says, finds its services and nobody else's; the dashboard has data. */
@Tag("docker")
class PrometheusTest {
    private static final Path DASHBOARD = Path.of("../docs/how-to/grafana-services.json");
    private static final Path GUIDE = Path.of("../docs/how-to/connect-prometheus-and-grafana.md");
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final RunningServer server = RunningServer.shared();
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aClientsPrometheusSeesItsServicesAloneAndFillsTheDashboard() throws Exception {
        Path program = Path.of("/usr/bin/prometheus");
        if (!Files.isExecutable(program)) {
            assertThat(System.getenv("CI")).as("no Prometheus here").isNull();
            Assumptions.abort("No Prometheus: apt-get install prometheus");
        }
        TestImages.in(server);
        Company company = server.company();
        Shop.running(company, company.developer());
        Company other = server.company();
        Shop.running(other, other.developer());
        Path folder = Scratch.folder("prometheus");
        String token = company.lead()
                .api()
                .post("/me/tokens", Map.of("title", "Prometheus", "lifetimeDays", 366, "scopes", List.of("read")))
                .path("secret")
                .asString();
        Files.writeString(folder.resolve("binome-token"), token);
        Files.writeString(folder.resolve("prometheus.yml"), configuration());
        Tool.output(folder, Map.of(), "promtool", "check", "config", "prometheus.yml");
        int port = Ports.free();
        Process prometheus = new ProcessBuilder(
                        program.toString(),
                        "--config.file=prometheus.yml",
                        "--storage.tsdb.path=data",
                        "--web.listen-address=127.0.0.1:" + port)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            Await.until("Prometheus to have opened its storage", PATIENCE, () -> isReady(port));
            String address = "http://127.0.0.1:" + port + "/api/v1/";
            Await.until("every query of the dashboard to have data", PATIENCE, () -> without(address)
                    .isEmpty());
            assertThat(ask(address + "label/tenant/values").toString()).isEqualTo("[\"" + company.name() + "\"]");
            assertThat(ask(address + "series?match%5B%5D=%7B__name__%3D~%22binome_.%2B%22%7D")
                            .valueStream()
                            .map(one -> one.path("tenant").asString())
                            .distinct())
                    .containsExactly(company.name());
        } finally {
            prometheus.destroy();
            prometheus.waitFor();
        }
    }

    /** The one of the guide, asking this server and more often. */
    private String configuration() throws IOException {
        String guide = Files.readString(GUIDE);
        int begin = guide.indexOf("scrape_configs:");
        return guide.substring(begin, guide.indexOf("```", begin))
                .replace("https://binome.example", server.address())
                .replaceAll("(scrape_interval|refresh_interval): \\w+", "$1: 1s");
    }

    /** Titles of the panels whose query answers nothing. What volumes hold is measured within an hour, not before. */
    private List<String> without(String address) {
        List<String> empty = new ArrayList<>();
        panels().forEach((title, query) -> {
            if (!title.equals("Volumes")
                    && ask(address + "query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                            .path("result")
                            .isEmpty()) {
                empty.add(title);
            }
        });
        return empty;
    }

    private static SortedMap<String, String> panels() {
        SortedMap<String, String> panels = new TreeMap<>();
        try {
            for (JsonNode panel :
                    JsonMapper.shared().readTree(Files.readString(DASHBOARD)).path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    panels.put(
                            panel.path("title").asString(),
                            target.path("expr")
                                    .asString()
                                    .replace("$__rate_interval", "1m")
                                    .replaceAll("\\$(environment|stack|service)", ".*"));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        assertThat(panels).hasSizeGreaterThan(8);
        return panels;
    }

    /** It listens before its storage is open, and answers 503 to every question until then. */
    private boolean isReady(int port) {
        try {
            return get("http://127.0.0.1:" + port + "/-/ready").statusCode() == 200;
        } catch (IOException notListening) {
            return false;
        }
    }

    private JsonNode ask(String address) {
        try {
            HttpResponse<String> answer = get(address);
            assertThat(answer.statusCode()).as(address + ": " + answer.body()).isEqualTo(200);
            return JsonMapper.shared().readTree(answer.body()).path("data");
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        }
    }

    private HttpResponse<String> get(String address) throws IOException {
        try {
            return http.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}

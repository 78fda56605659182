package io.binome.drivers.agent;

import io.binome.kernel.Authorities;
import io.binome.kernel.TenantId;
import io.binome.metering.AgentReport;
import io.binome.metering.AgentReportFormat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The server's door for readings. */
interface Intake {
    JsonMapper JSON = JsonMapper.builder().build();

    /** Whoever says more is not believed: what is not brought for long takes room here. */
    Duration LONGEST_WAIT = Duration.ofMinutes(10);

    Answer send(AgentReport report) throws InterruptedException;

    /**
     * @param said what is wrong, or how many were new
     * @param tenants whose groups are to be read here, when it was taken
     * @param after how long to wait before anything is sent again; zero when that was not said
     */
    record Answer(Kind kind, String said, Set<TenantId> tenants, Duration after) {
        Answer(Kind kind, String said) {
            this(kind, said, Set.of());
        }

        Answer(Kind kind, String said, Set<TenantId> tenants) {
            this(kind, said, tenants, Duration.ZERO);
        }
    }

    /** Taken; to be sent again as it is, later; to be sent in parts; never taken as it is. */
    enum Kind {
        TAKEN,
        LATER,
        SPLIT,
        REFUSED
    }

    /**
     * @param authorities who vouches for the server; whom Java knows when null
     * @param token read each time: another one may be put into its file while the agent runs
     * @throws IllegalArgumentException when no authority can be read there
     */
    static Intake over(URI server, @Nullable Path authorities, Supplier<String> token) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).version(HttpClient.Version.HTTP_1_1);
        if (authorities != null) {
            builder.sslContext(Authorities.of(authorities));
        }
        HttpClient client = builder.build();
        URI door = URI.create(server.toString().replaceAll("/+$", "") + "/api/v1/agent/readings");
        return report -> {
            HttpRequest request = HttpRequest.newBuilder(door)
                    .timeout(Duration.ofSeconds(60))
                    .header("Content-Type", "application/gzip")
                    .header("Authorization", "Bearer " + token.get())
                    .POST(HttpRequest.BodyPublishers.ofByteArray(AgentReportFormat.write(report)))
                    .build();
            try {
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                return switch (response.statusCode()) {
                    case 200 -> taken(response.body());
                    case 400, 422 -> new Answer(Kind.REFUSED, response.body());
                    case 413 -> new Answer(Kind.SPLIT, response.body());
                    default ->
                        new Answer(
                                Kind.LATER, response.statusCode() + " " + response.body(), Set.of(), after(response));
                };
            } catch (IOException | JacksonException away) {
                return new Answer(Kind.LATER, "the server does not answer: " + away);
            }
        };
    }

    /** What is no number of seconds, such as a date, is left to the usual time between two reports. */
    private static Duration after(HttpResponse<String> response) {
        String seconds = response.headers().firstValue("Retry-After").orElse("").strip();
        Duration said = seconds.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
        return said.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : said;
    }

    private static Answer taken(String body) {
        Set<TenantId> tenants = new HashSet<>();
        JSON.readTree(body).path("tenants").forEach(id -> tenants.add(TenantId.parse(id.asString())));
        return new Answer(Kind.TAKEN, body, tenants);
    }
}

package io.binome.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.Actor;
import io.binome.kernel.HostId;
import io.binome.metering.AgentReport;
import io.binome.metering.AgentReportFormat;
import io.binome.metering.Agents;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many reports of agents are counted at once, over HTTP. */
class AgentDoorTest {
    @TempDir
    private Path home;

    @Test
    void oneReportOfAHostIsCountedAtATimeAndFewOfAll() throws Exception {
        byte[] report = AgentReportFormat.write(new AgentReport(
                new AgentReport.Moment("boot", Duration.ofHours(1), Instant.parse("2026-11-23T08:00:00Z")),
                0,
                List.of()));
        try (ApiServer server = ApiServer.start(home)) {
            HostId first = ApiServer.HOSTS.getFirst();
            String token = server.bean(Agents.class).issueToken(new Actor.Machine("test"), first);
            String other = server.bean(Agents.class).issueToken(new Actor.Machine("test"), ApiServer.HOSTS.getLast());
            ReportPlaces places = server.bean(ReportPlaces.class);
            try (ReportPlaces.Place _ = places.take(first)) {
                HttpResponse<String> refused = server.report(token, report);
                assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
                assertThat(refused.headers().firstValue("Retry-After")).contains("5");
                assertThat(refused.body()).contains("agent-report-busy");
                assertThat(server.report(other, report).statusCode()).isEqualTo(200);
                try (ReportPlaces.Place _ = places.take(new HostId(new UUID(7, 1)));
                        ReportPlaces.Place _ = places.take(new HostId(new UUID(7, 2)));
                        ReportPlaces.Place _ = places.take(new HostId(new UUID(7, 3)))) {
                    assertThat(server.report(other, report).statusCode()).isEqualTo(429);
                }
            }
            assertThat(server.report(token, report).statusCode()).isEqualTo(200);
            // One that cannot be read leaves its place as well.
            assertThat(server.report(token, new byte[] {1}).statusCode()).isEqualTo(400);
            assertThat(server.report(token, report).statusCode()).isEqualTo(200);
        }
    }
}

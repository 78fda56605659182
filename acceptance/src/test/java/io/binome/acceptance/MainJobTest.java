package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.cli.demo.Demo;
import io.binome.drivers.docker.TestDocker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The story that {@code ./binome demo} tells, against a server of its own; and told again. */
@Tag("docker")
@Tag("slow")
class MainJobTest {
    @Test
    void everyStepIsSeenToWorkAlsoTheSecondTime() {
        try (RunningServer server = RunningServer.startUntouched(TestDocker.shared())) {
            assertThat(server.home().resolve("first-password")).exists();
            JsonNode first = tell(server);
            JsonNode owner = first.path("signIns").path(0);
            server.signInOwner(
                    owner.path("email").asString(), owner.path("password").asString());
            assertThat(first.path("passed").asInt())
                    .as(first.toString())
                    .isEqualTo(first.path("of").asInt());
            assertThat(server.home().resolve("first-password")).doesNotExist();
            JsonNode second = tell(server);
            assertThat(second.path("passed").asInt())
                    .as(second.toString())
                    .isEqualTo(second.path("of").asInt());
            assertThat(second.path("signIns").path(1).path("email").asString()).isEqualTo("lead@librairie-2.example");
        }
    }

    private static JsonNode tell(RunningServer server) {
        StringWriter out = new StringWriter();
        Map<String, String> environment = server.dockerEnvironment();
        new Demo(
                        new Demo.Place(server.address(), server.home(), environment),
                        new PrintWriter(out),
                        true,
                        JsonMapper.builder().build())
                .tell();
        return ApiClient.JSON.readTree(out.toString());
    }
}

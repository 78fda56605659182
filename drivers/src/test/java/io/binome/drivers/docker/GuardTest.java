package io.binome.drivers.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The guard's own shell against the packet filter of this machine, in a network namespace. */
class GuardTest {
    @Test
    @Tag("docker")
    void oneFailureOfThePacketFilterDoesNotMakeTrafficBeCountedFromZero() throws Exception {
        Process process = new ProcessBuilder(
                        "unshare",
                        "-n",
                        "bash",
                        "-c",
                        script("guard-in-a-namespace.sh"),
                        "test",
                        script("guard.sh"),
                        IsolationRules.text(Set.of()),
                        TrafficRules.text(false),
                        TrafficRules.chain(false))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        List<String> lines = said.lines().toList();
        assertThat(lines.get(0)).as(said).matches("[0-9]+");
        assertThat(lines.get(1)).as("after a failure: " + said).isEqualTo(lines.get(0));
        assertThat(lines.get(2))
                .as("after it was gone: " + said)
                .matches("[0-9]+")
                .isNotEqualTo(lines.get(0));
        assertThat(lines.subList(3, lines.size()))
                .containsOnlyOnce("in force", "traffic is counted from zero: what counted it was gone");
    }

    private static String script(String name) throws IOException {
        try (InputStream text = GuardTest.class.getResourceAsStream(name)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

package io.binome.opentofu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class LargePlanTest {
    @Test
    void fiveThousandResourcesAreReadWithin256MegabytesOfHeap() throws Exception {
        ByteArrayOutputStream plan = new ByteArrayOutputStream();
        LargePlan.write(plan);
        assertThat(plan.size()).as("bytes of the plan").isGreaterThan(50_000_000);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargePlan.class.getName())
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            plan.writeTo(in);
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).matches("(?s)5000 [0-9a-f]{64} [0-9]+\\s+");
        System.out.println(plan.size() + " bytes of plan, " + LargePlan.RESOURCES + " resources: "
                + said.strip().replaceAll(".* ", "") + " ms");
    }
}

package io.binome.drivers.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.workloads.ObservedContainer.Health;
import io.binome.workloads.Runtime.LogLine;
import io.binome.workloads.Runtime.RuntimeRefused.Reason;
import io.binome.workloads.RuntimeEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What engines and kernels say, and what is made of it. */
class EngineAnswersTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.000000006Z");

    @ParameterizedTest
    @CsvSource({
        "404, No such container, NOT_FOUND",
        "409, Conflict, CONFLICT",
        "401, unauthorized, UNAUTHORIZED",
        "500, mkdir /x: no space left on device, NO_SPACE",
        "500, Bind for 0.0.0.0:80 failed: port is already allocated, PORT_TAKEN",
        "500, something else, OTHER"
    })
    void refusalsHaveAReason(int status, String said, Reason reason) {
        assertThat(EngineFailures.reason(status, said)).isEqualTo(reason);
    }

    @Test
    void theEnginesSentenceIsFoundInItsWrapping() {
        assertThat(EngineFailures.sentence("{\"message\":\"No such image\"}")).isEqualTo("No such image");
        assertThat(EngineFailures.sentence("Status 404: {\"message\":\"No such image\"}\n"))
                .isEqualTo("No such image");
        assertThat(EngineFailures.sentence("plain {text")).isEqualTo("plain {text");
        assertThat(EngineFailures.sentence(null)).isNotEmpty();
    }

    @Test
    void eventsOfOurContainersAreTranslatedAndNoOthers() {
        String ours = "bn-0199aaaabbbb7ccc9dddeeeeffff0001";
        assertThat(event("container", "start", ours, "")).contains(new RuntimeEvent.Started("c1"));
        assertThat(event("container", "die", ours, "\"exitCode\":\"137\",")).contains(new RuntimeEvent.Died("c1", 137));
        assertThat(event("container", "destroy", ours, "")).contains(new RuntimeEvent.Removed("c1"));
        assertThat(event("container", "health_status: unhealthy", ours, ""))
                .contains(new RuntimeEvent.HealthChanged("c1", Health.UNHEALTHY));
        assertThat(event("container", "update", ours, "")).contains(new RuntimeEvent.Altered("c1"));
        assertThat(event("container", "exec_start: sh", ours, "")).isEmpty();
        assertThat(event("container", "start", "somebody-elses", "")).isEmpty();
        assertThat(event("network", "disconnect", "net", "\"container\":\"c2\","))
                .contains(new RuntimeEvent.Altered("c2"));
    }

    private static java.util.Optional<RuntimeEvent> event(String type, String action, String name, String attributes) {
        return EventStream.translate(DockerHost.JSON.readTree("{\"Type\":\"" + type + "\",\"Action\":\"" + action
                + "\",\"Actor\":{\"ID\":\"c1\",\"Attributes\":{" + attributes + "\"name\":\"" + name + "\"}}}"));
    }

    @Test
    void logLinesArePutTogetherFromEntries() {
        List<LogLine> lines = new ArrayList<>();
        ContainerLog.Assembly assembly = new ContainerLog.Assembly(false, lines::add);
        for (String piece : List.of(
                AT + " one\n",
                AT + " a",
                AT + " b",
                AT.plusNanos(1) + " next\n",
                AT + " \n",
                AT + "\n",
                AT + " open")) {
            assembly.piece(piece.getBytes(StandardCharsets.UTF_8));
        }
        assembly.end();
        assertThat(lines).extracting(LogLine::text).containsExactly("one", "ab", "next", "", "", "open");
        assertThat(lines.get(1).at()).isEqualTo(AT);
    }

    @Test
    void useIsReadFromBothLayoutsOfTheKernel(@TempDir Path root) throws IOException {
        write(root, "unified/a/b/memory.stat", "anon 100\nfile 900\nkernel 20\nshmem 3\n");
        write(root, "unified/a/b/cpu.stat", "usage_usec 7\nuser_usec 5\n");
        write(root, "unified/a/b/pids.current", "4\n");
        var unified = new UsageReading.CgroupFiles(root.resolve("unified"), 2).read("a/b", AT);
        assertThat(unified.memoryBytes()).isEqualTo(123);
        assertThat(unified.cpuNanos()).isEqualTo(7000);
        assertThat(unified.pids()).isEqualTo(4);

        write(root, "memory/a/b/memory.stat", "cache 900\nrss 1\ntotal_rss 100\ntotal_shmem 3\n");
        write(root, "memory/a/b/memory.kmem.usage_in_bytes", "20\n");
        write(root, "cpu,cpuacct/a/b/cpuacct.usage", "7000\n");
        write(root, "pids/a/b/pids.current", "4\n");
        assertThat(new UsageReading.CgroupFiles(root, 1).read("a/b", AT)).isEqualTo(unified);
    }

    private static void write(Path root, String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}

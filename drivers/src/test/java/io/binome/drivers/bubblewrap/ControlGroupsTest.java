package io.binome.drivers.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.runs.Confinement.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both versions over trees of plain files; the machine's own version is tried in {@link BreakOutTest}. */
class ControlGroupsTest {
    private static final Limits LIMITS = new Limits(64L << 20, 1_500, 100, 16L << 20, Duration.ofMinutes(1), 1);

    @TempDir
    Path root;

    @Test
    void secondVersionAtTheRoot() throws IOException {
        Files.writeString(root.resolve("cgroup.controllers"), "cpu memory pids");
        ControlGroups.Group group = ControlGroups.find(root, "0::/\n").create("r1", LIMITS);
        Path folder = root.resolve("binome-runs/r1");
        assertThat(group.entrances()).containsExactly(folder.resolve("cgroup.procs"));
        assertThat(folder.resolve("memory.max")).hasContent("67108864");
        assertThat(folder.resolve("pids.max")).hasContent("108");
        assertThat(folder.resolve("cpu.max")).hasContent("150000 100000");
        assertThat(root.resolve("cgroup.subtree_control")).hasContent("+memory +pids +cpu");
        assertThat(root.resolve("binome-runs/cgroup.subtree_control")).hasContent("+memory +pids +cpu");
        Files.writeString(
                folder.resolve("memory.events"), "low 0\nhigh 0\nmax 9\noom 2\noom_kill 3\noom_group_kill 0\n");
        Files.writeString(folder.resolve("pids.events"), "max 4\n");
        assertThat(group.memoryKills()).isEqualTo(3);
        assertThat(group.processRefusals()).isEqualTo(4);
    }

    /** A group has processes or limited groups, never both: the server's move aside. */
    @Test
    void secondVersionInADelegatedUnit() throws IOException {
        Files.writeString(root.resolve("cgroup.controllers"), "cpu memory pids");
        Path unit = Files.createDirectories(root.resolve("system.slice/binome.service"));
        Files.writeString(unit.resolve("cgroup.procs"), "42\n");
        ControlGroups.find(root, "0::/system.slice/binome.service\n").create("r1", LIMITS);
        assertThat(unit.resolve("binome-server/cgroup.procs")).hasContent("42");
        assertThat(unit.resolve("binome-runs/r1/memory.max")).hasContent("67108864");
        assertThat(unit.resolve("cgroup.subtree_control")).hasContent("+memory +pids +cpu");
        // Started again while the unit lives on, it is in the group it made.
        ControlGroups.find(root, "0::/system.slice/binome.service/binome-server\n")
                .create("r2", LIMITS);
        assertThat(unit.resolve("binome-runs/r2")).isDirectory();
        assertThat(unit.resolve("binome-server/binome-server")).doesNotExist();
    }

    @Test
    void firstVersion() throws IOException {
        for (String controller : new String[] {"memory", "pids", "cpu"}) {
            Files.createDirectories(root.resolve(controller).resolve("session"));
        }
        ControlGroups.Group group = ControlGroups.find(root, "4:memory:/session\n8:pids:/\n1:cpu,cpuacct:/\n0::/\n")
                .create("r1", LIMITS);
        assertThat(root.resolve("memory/session/binome-runs/r1/memory.limit_in_bytes"))
                .hasContent("67108864");
        assertThat(root.resolve("pids/binome-runs/r1/pids.max")).hasContent("108");
        assertThat(root.resolve("cpu/binome-runs/r1/cpu.cfs_quota_us")).hasContent("150000");
        assertThat(group.entrances()).hasSize(3);
        Files.writeString(
                root.resolve("memory/session/binome-runs/r1/memory.oom_control"),
                "oom_kill_disable 0\nunder_oom 0\noom_kill 7\n");
        assertThat(group.memoryKills()).isEqualTo(7);
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        Files.createDirectories(root.resolve("memory"));
        assertThatThrownBy(() -> ControlGroups.find(root, ""))
                .hasMessageContaining("the control group controller pids is not mounted");
    }
}

package io.binome.drivers.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.UsageSource.Sweep;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits for the server: over kills, without end, and without losing what was counted. */
class SweepBufferTest {
    private static final Instant START = Instant.parse("2026-11-22T09:00:00Z");

    @TempDir
    private Path folder;

    private static Owner service(int number) {
        return new Owner.Service(
                new TenantId(new UUID(1, 1)), new StackId(new UUID(2, 2)), new WorkloadId(new UUID(3, number)));
    }

    private static Sweep sweep(String boot, long seconds, int... services) {
        List<Counters> all = new ArrayList<>();
        for (int service : services) {
            all.add(new Counters(service(service), "cgroup-" + service, seconds * 10, 4096, 0, 0, false, -1, -1));
        }
        return new Sweep(START.plusSeconds(seconds), Duration.ofSeconds(seconds), boot, all);
    }

    private SweepBuffer open(long most) throws IOException {
        return SweepBuffer.open(folder, most);
    }

    @Test
    void whatWasAppendedIsThereAfterAKillAndInOrder() throws IOException {
        // Nobody closes it: a process that is killed does not either.
        SweepBuffer killed = open(1 << 20);
        for (int i = 1; i <= 10; i++) {
            killed.append(sweep("one", i * 5, 1));
        }
        killed.remove(3);
        try (SweepBuffer again = open(1 << 20)) {
            List<Sweep> left = again.oldest(100);
            assertThat(left).endsWith(sweep("one", 50, 1)).contains(sweep("one", 20, 1));
            assertThat(left).isSortedAccordingTo((one, other) -> one.sinceBoot().compareTo(other.sinceBoot()));
            again.remove(left.size());
            assertThat(Files.size(folder.resolve("readings"))).isZero();
        }
    }

    @Test
    void aTailThatWasCutOffIsLeftOutWhereverItWasCut() throws IOException {
        try (SweepBuffer buffer = open(1 << 20)) {
            buffer.append(sweep("one", 5, 1));
            buffer.append(sweep("one", 10, 1));
        }
        byte[] whole = Files.readAllBytes(folder.resolve("readings"));
        long first = whole.length / 2;
        for (int length = whole.length - 1; length > 0; length -= 7) {
            Files.write(folder.resolve("readings"), java.util.Arrays.copyOf(whole, length));
            try (SweepBuffer buffer = open(1 << 20)) {
                assertThat(buffer.size())
                        .as("%d of %d bytes", length, whole.length)
                        .isEqualTo(length > first ? 1 : 0);
                buffer.append(sweep("one", 15, 1));
            }
            try (SweepBuffer buffer = open(1 << 20)) {
                assertThat(buffer.oldest(9)).endsWith(sweep("one", 15, 1));
            }
        }
        Files.write(folder.resolve("readings"), whole);
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("readings").toFile(), "rw")) {
            file.seek(whole.length - 3);
            file.write(0x7f);
        }
        try (SweepBuffer buffer = open(1 << 20)) {
            assertThat(buffer.size()).isEqualTo(1);
        }
    }

    @Test
    void threeDaysStayWithinItsBoundsAndLoseNothingThatWasCounted() throws IOException {
        long most = 128 * 1024;
        int seconds = 0;
        try (SweepBuffer buffer = open(most)) {
            for (int i = 0; i < 3 * 24 * 360; i++) {
                seconds += 10;
                // A service that lived for half a minute, and a start of the kernel after a day and a half.
                String boot = seconds < 130_000 ? "one" : "two";
                buffer.append(seconds % 50_000 < 30 ? sweep(boot, seconds, 1, 2, 77) : sweep(boot, seconds, 1, 2));
                assertThat(Files.size(folder.resolve("readings"))).isLessThanOrEqualTo(most);
            }
            assertThat(buffer.bytes()).isLessThanOrEqualTo(most);
        }
        try (SweepBuffer buffer = open(most)) {
            List<Sweep> kept = buffer.oldest(Integer.MAX_VALUE);
            assertThat(kept.getFirst().sinceBoot()).isEqualTo(Duration.ofSeconds(10));
            assertThat(kept.getLast().sinceBoot()).isEqualTo(Duration.ofSeconds(seconds));
            assertThat(kept)
                    .as("the last reading of a run of the kernel, and the first of the next")
                    .contains(sweep("one", 129_990, 1, 2), sweep("two", 130_000, 1, 2));
            assertThat(kept.stream().filter(sweep -> sweep.all().size() == 3).map(sweep -> sweep.sinceBoot()
                            .toSeconds()))
                    .as("the last of each counter that was gone afterwards")
                    .contains(20L, 50_020L, 100_020L, 150_020L, 200_020L, 250_020L);
            for (int i = 1; i < kept.size(); i++) {
                assertThat(kept.get(i).sinceBoot().minus(kept.get(i - 1).sinceBoot()))
                        .as("every hour has its readings")
                        .isLessThan(Duration.ofHours(1));
            }
        }
    }

    /** The disk is full, and nobody can be reached, for three days: it must not fill the memory instead. */
    @Test
    void whatCannotBeWrittenStaysWithinItsBoundsToo() throws IOException {
        long most = 64 * 1024;
        SweepBuffer buffer = open(most);
        buffer.append(sweep("one", 1, 1));
        // No file takes anything any more.
        buffer.close();
        int seconds = 0;
        for (int i = 0; i < 3 * 24 * 60; i++) {
            seconds += 60;
            Sweep next = sweep("one", seconds, 1, 2);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> buffer.append(next))
                    .isInstanceOf(IOException.class);
            assertThat(buffer.bytes()).isLessThanOrEqualTo(most + 1024);
        }
        List<Sweep> kept = buffer.oldest(Integer.MAX_VALUE);
        assertThat(kept).startsWith(sweep("one", 1, 1)).endsWith(sweep("one", seconds, 1, 2));
    }

    @Test
    void theAgentKeepsWhatItCannotBringAndBringsItInOrder() throws Exception {
        List<Sweep> taken = new ArrayList<>();
        List<String> said = new ArrayList<>();
        Intake.Kind[] answers = {Intake.Kind.LATER};
        long[] seconds = {0};
        io.binome.metering.UsageSource machine = (HostId _) -> sweep("one", seconds[0], 1);
        Intake server = report -> {
            assertThat(report.sent().sinceBoot()).isEqualTo(Duration.ofSeconds(seconds[0]));
            if (answers[0] == Intake.Kind.REFUSED
                    && report.sweeps().stream()
                            .noneMatch(sweep -> sweep.sinceBoot().toSeconds() == 300)) {
                taken.addAll(report.sweeps());
                return new Intake.Answer(Intake.Kind.TAKEN, "");
            }
            return new Intake.Answer(answers[0], "because");
        };
        SweepBuffer buffer = open(1 << 20);
        Files.createFile(folder.resolve("tenants"));
        WantedTenants wanted = new WantedTenants(folder, () -> {}, said::add);
        Agent agent = new Agent(machine, buffer, server, wanted, Duration.ofSeconds(15), said::add);
        for (int i = 0; i < 100; i++) {
            seconds[0] += 5;
            agent.step();
        }
        assertThat(said).as("once, not a hundred times").hasSize(1);
        // Killed: another process goes on, and one reading is such that the server does not take it.
        agent = new Agent(machine, open(1 << 20), server, wanted, Duration.ofSeconds(15), said::add);
        answers[0] = Intake.Kind.REFUSED;
        seconds[0] += 5;
        agent.step();
        assertThat(taken).hasSize(100).isSortedAccordingTo((one, other) -> one.sinceBoot()
                .compareTo(other.sinceBoot()));
        assertThat(taken).noneMatch(sweep -> sweep.sinceBoot().toSeconds() == 300);
        assertThat(said).hasSize(2).last().asString().contains("refused");
    }

    @Test
    void theCommandLineSaysWhatIsWrong() {
        assertThat(AgentOptions.of(
                                new String[] {"--server=https://binome.example", "--token-file", "/t", "--every", "2"},
                                java.util.Map.of())
                        .every())
                .isEqualTo(Duration.ofSeconds(2));
        for (String line : List.of(
                "",
                "--token-file /t",
                "--server x --token-file /t",
                "--wrong 1",
                "--server",
                "--server http://a --token-file /t --every 0",
                "--server http://a --token-file /t --most 99999")) {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> AgentOptions.of(line.isEmpty() ? new String[0] : line.split(" "), java.util.Map.of()))
                    .as(line)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}

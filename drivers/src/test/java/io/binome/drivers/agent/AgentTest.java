package io.binome.drivers.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.UsageSource;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.UsageSource.Sweep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent does with what the server answers. */
class AgentTest {
    private static final Instant START = Instant.parse("2026-11-22T09:00:00Z");
    private static final TenantId TENANT = new TenantId(new UUID(1, 1));
    private static final Owner GONE =
            new Owner.Service(TENANT, new StackId(new UUID(2, 2)), new WorkloadId(new UUID(3, 3)));
    private static final Owner USED =
            new Owner.Service(TENANT, new StackId(new UUID(2, 2)), new WorkloadId(new UUID(3, 4)));

    @TempDir
    private Path folder;

    private final List<Owner> removed = new ArrayList<>();
    private Duration up = Duration.ofHours(1);
    private Intake.Kind answer = Intake.Kind.TAKEN;
    private Duration after = Duration.ZERO;
    private int most = Integer.MAX_VALUE;
    private final List<Integer> brought = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private int services;

    private final UsageSource source = new UsageSource() {
        @Override
        public Sweep read(HostId host) {
            return new Sweep(
                    START.plus(up),
                    up,
                    "boot",
                    services > 0
                            ? many()
                            : List.of(
                                    counters(GONE, 700, 0),
                                    counters(USED, up.toMillis(), 0),
                                    counters(idle(), 5, 4096)));
        }

        @Override
        public boolean forget(HostId host, Owner owner) {
            return removed.add(owner);
        }
    };

    private static Owner idle() {
        return new Owner.Service(TENANT, new StackId(new UUID(2, 2)), new WorkloadId(new UUID(3, 5)));
    }

    private static Counters counters(Owner owner, long cpu, long memory) {
        return new Counters(owner, "group of " + owner, cpu, memory, 0, 0, false, -1, -1);
    }

    private void pass(Agent agent, Duration time) throws InterruptedException {
        for (Duration end = up.plus(time); up.compareTo(end) < 0; ) {
            up = up.plus(Duration.ofHours(1));
            agent.step();
        }
    }

    @Test
    void groupsThatUsedNothingForADayAreRemovedOnceTheServerHasAllOfThem() throws Exception {
        try (SweepBuffer buffer = SweepBuffer.open(folder, 1 << 20)) {
            Agent agent = agent(buffer);
            agent.step();
            // Of a day of which the server knows nothing, nothing is removed.
            answer = Intake.Kind.LATER;
            pass(agent, Duration.ofHours(60));
            assertThat(buffer.size()).isGreaterThan(1);
            assertThat(removed).isEmpty();
            answer = Intake.Kind.TAKEN;
            pass(agent, Duration.ofHours(30));
            assertThat(removed).containsExactly(GONE);
        }
    }

    /** Of a month in which nothing could be brought: a reading each hour, of 2,000 services. */
    @Test
    void reportsAreCutSoThatTheServerCanCountThem() throws Exception {
        services = 2_000;
        try (SweepBuffer buffer = SweepBuffer.open(folder, 64 << 20)) {
            Agent agent = agent(buffer);
            answer = Intake.Kind.LATER;
            pass(agent, Duration.ofHours(400));
            brought.clear();
            answer = Intake.Kind.TAKEN;
            pass(agent, Duration.ofHours(1));
            assertThat(buffer.size()).isZero();
            assertThat(brought).hasSizeGreaterThan(1).allMatch(count -> count * 2 * 2_000 <= 100_000);
            assertThat(said).noneMatch(line -> line.contains("left out"));
        }
    }

    @Test
    void whatTheServerWantsInPartsIsHalvedAndNothingOfItIsLeftOut() throws Exception {
        try (SweepBuffer buffer = SweepBuffer.open(folder, 1 << 20)) {
            Agent agent = agent(buffer);
            answer = Intake.Kind.LATER;
            pass(agent, Duration.ofHours(39));
            brought.clear();
            answer = Intake.Kind.TAKEN;
            most = 12;
            pass(agent, Duration.ofHours(1));
            assertThat(brought).containsExactly(40, 20, 10, 10, 10, 10);
            assertThat(buffer.size()).isZero();
            assertThat(said).noneMatch(line -> line.contains("left out"));
        }
    }

    @Test
    void nothingIsBroughtBeforeTheServerWantsIt() throws Exception {
        try (SweepBuffer buffer = SweepBuffer.open(folder, 1 << 20)) {
            Agent agent = agent(buffer);
            answer = Intake.Kind.LATER;
            after = Duration.ofMinutes(150);
            agent.step();
            assertThat(brought).containsExactly(1);
            answer = Intake.Kind.TAKEN;
            after = Duration.ZERO;
            pass(agent, Duration.ofHours(2));
            assertThat(brought).containsExactly(1);
            pass(agent, Duration.ofHours(1));
            assertThat(brought).containsExactly(1, 4);
        }
    }

    private List<Counters> many() {
        List<Counters> all = new ArrayList<>();
        for (int i = 0; i < services; i++) {
            all.add(counters(
                    new Owner.Service(TENANT, new StackId(new UUID(2, 2)), new WorkloadId(new UUID(4, i))), 7, 0));
        }
        return all;
    }

    private Agent agent(SweepBuffer buffer) throws IOException {
        WantedTenants wanted = new WantedTenants(folder, () -> {}, _ -> {});
        wanted.learn(Set.of(TENANT));
        return new Agent(
                source,
                buffer,
                report -> {
                    brought.add(report.sweeps().size());
                    return report.sweeps().size() > most
                            ? new Intake.Answer(Intake.Kind.SPLIT, "too many")
                            : new Intake.Answer(answer, "", Set.of(TENANT), after);
                },
                wanted,
                Duration.ofSeconds(15),
                said::add);
    }
}

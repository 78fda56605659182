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

    private final UsageSource source = new UsageSource() {
        @Override
        public Sweep read(HostId host) {
            return new Sweep(
                    START.plus(up),
                    up,
                    "boot",
                    List.of(counters(GONE, 700, 0), counters(USED, up.toMillis(), 0), counters(idle(), 5, 4096)));
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

    private Agent agent(SweepBuffer buffer) throws IOException {
        WantedTenants wanted = new WantedTenants(folder, () -> {}, _ -> {});
        wanted.learn(Set.of(TENANT));
        return new Agent(
                source,
                buffer,
                _ -> new Intake.Answer(answer, "", Set.of(TENANT)),
                wanted,
                Duration.ofSeconds(15),
                _ -> {});
    }
}

package io.binome.metering.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.TestDatabase;
import io.binome.kernel.HostId;
import io.binome.kernel.SiteId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.metering.MeteringSettings;
import io.binome.metering.ScriptedSource;
import io.binome.metering.UsageSource;
import io.binome.sites.Host;
import io.binome.sites.HostEndpoint;
import io.binome.workloads.KeptBytes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The threads that read hosts. */
class MeteringKeeperTest {
    private static final MeteringSettings OFTEN =
            new MeteringSettings(Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMinutes(5));

    @Test
    void aReaderThatDiesIsReplaced() throws Exception {
        try (TestDatabase database = TestDatabase.fresh()) {
            AtomicInteger reads = new AtomicInteger();
            CountDownLatch again = new CountDownLatch(3);
            ScriptedSource machine = new ScriptedSource(Instant.parse("2026-11-22T09:00:00Z"));
            UsageSource source = host -> {
                if (reads.incrementAndGet() == 2) {
                    // As when memory was short for a moment.
                    throw new OutOfMemoryError("for this test");
                }
                again.countDown();
                return machine.sweep();
            };
            UsageStore usage = new UsageStore();
            InstantSource clock = InstantSource.system();
            HostId host = new HostId(UUID.randomUUID());
            try (MeteringKeeper keeper = new MeteringKeeper(
                    () -> Set.of(host),
                    id -> new HostMeter(
                            id,
                            database.database(),
                            source,
                            _ -> List.of(),
                            new CounterStore(),
                            usage,
                            OFTEN,
                            UUID.randomUUID(),
                            clock),
                    new HourCloser(database.database(), usage, OFTEN.grace(), clock),
                    OFTEN.every())) {
                keeper.start();
                assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void volumesOfEachEngineOnThisMachineCountAndThoseOfRemoteHostsAreTheirAgents() {
        HostEndpoint here = new HostEndpoint.UnixSocket("/var/run/docker.sock");
        List<Host> hosts = List.of(
                host(1, here),
                host(2, new HostEndpoint.UnixSocket("/var/run/second.sock")),
                host(3, new HostEndpoint.Tcp("10.0.0.7", 2376, "10.0.0.7", null)));
        Function<HostId, List<KeptBytes>> volumes = host -> List.of(new KeptBytes(
                new TenantId(new UUID(5, 5)),
                new StackId(new UUID(6, 6)),
                host.value().getLeastSignificantBits(),
                Instant.EPOCH));
        assertThat(MeteringRoom.kept(hosts, volumes))
                .extracting(KeptBytes::bytes)
                .containsExactly(1L, 2L);
    }

    private static Host host(long number, HostEndpoint endpoint) {
        return new Host(
                new HostId(new UUID(0, number)),
                new SiteId(new UUID(0, 9)),
                "web" + number,
                endpoint,
                true,
                new Host.Health(Host.State.REACHABLE, "", Instant.EPOCH));
    }
}

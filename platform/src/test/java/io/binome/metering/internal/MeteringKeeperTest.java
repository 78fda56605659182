package io.binome.metering.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.TestDatabase;
import io.binome.kernel.HostId;
import io.binome.metering.MeteringSettings;
import io.binome.metering.ScriptedSource;
import io.binome.metering.UsageSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
}

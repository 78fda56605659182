package io.binome.metering.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.TestDatabase;
import io.binome.kernel.WorkloadId;
import io.binome.metering.MeteringSettings;
import io.binome.metering.Reconciliation;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageSource;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.UsageSum;
import io.binome.workloads.KeptBytes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is counted besides processor and memory, and that all of it adds up from both ends. */
class HostMeterKindsTest extends HostMeterFixture {
    private static TestDatabase database;

    HostMeterKindsTest() {
        super(database.database());
    }

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void bytesOfDisksThatTheKernelMayHaveCountedForOthersAreMarkedAndShown() {
        long[] written = {100};
        UsageSource first = _ -> new UsageSource.Sweep(
                source.now(),
                Duration.between(START, source.now()).plusHours(1),
                "boot-1",
                List.of(new UsageSource.Counters(web, "7", 0, 0, 30, written[0], true, -1, -1)));
        HostMeter server = new HostMeter(
                host,
                database.database(),
                first,
                _ -> kept,
                new CounterStore(),
                usage,
                EACH,
                UUID.randomUUID(),
                source::now);
        server.sweep();
        source.pass(SWEEP);
        written[0] += 4_096;
        server.sweep();
        assertThat(metering.sums(tenant, START, START.plus(Duration.ofHours(1)), ChronoUnit.HOURS))
                .singleElement()
                .satisfies(sum -> {
                    assertThat(sum.of(UsageSum.Counted.WRITTEN)).isEqualTo(4_096);
                    assertThat(sum.of(UsageSum.Counted.READ)).isZero();
                    assertThat(sum.blockApproximate()).isTrue();
                    assertThat(sum.estimated()).isFalse();
                });
    }

    @Test
    void trafficIsCountedByEachCounterFromItsOwnZero() {
        Owner whole = new Owner.Stack(tenant.tenant(), stack);
        source.flow(whole, "bridge", 1_000, 0);
        server().sweep();
        source.pass(Duration.ofMinutes(1)).flow(whole, "bridge", 1_500, 0).flow(web, "worker 1", 200, 3);
        server().sweep();
        source.pass(Duration.ofMinutes(1)).noFlows().flow(web, "worker 2", 50, 1);
        HostMeter last = server();
        last.sweep();
        source.pass(SWEEP).flow(web, "worker 1", 250, 4);
        last.sweep();
        last.sweep();
        assertThat(hours())
                .extracting(UsageHour::service, UsageHour::sentBytes, UsageHour::requests)
                .containsExactly(tuple(null, 500L, 0L), tuple(service, 300L, 5L));
    }

    @Test
    void volumesAreKeptOverARebootToo() {
        HostMeter server = server();
        kept = List.of(
                new KeptBytes(tenant.tenant(), stack, 1_000, Instant.EPOCH),
                new KeptBytes(tenant.tenant(), stack, 500, Instant.EPOCH));
        server.sweep();
        source.pass(Duration.ofSeconds(10));
        server.sweep();
        source.pass(Duration.ofMinutes(10)).reboot(Duration.ofMinutes(2));
        server.sweep();
        assertThat(hours()).singleElement().satisfies(hour -> {
            assertThat(hour.volumeByteSeconds()).isEqualTo(1_500L * 610);
            assertThat(hour.service()).isNull();
            assertThat(hour.estimated()).isFalse();
        });
    }

    /** As while its agent was away for days and the engine was not. */
    @Test
    void aVolumeCostsNothingOfTheTimeBeforeItWasMade() {
        HostMeter server = server();
        server.sweep();
        source.pass(Duration.ofDays(3));
        kept = List.of(new KeptBytes(tenant.tenant(), stack, 1_000, source.now().minus(Duration.ofMinutes(20))));
        server.sweep();
        assertThat(hours()).singleElement().satisfies(hour -> {
            assertThat(hour.volumeByteSeconds()).isEqualTo(1_000L * 20 * 60);
            assertThat(hour.estimated()).isTrue();
        });
        // The clock was put back: it cannot have been made later than now.
        kept = List.of(new KeptBytes(tenant.tenant(), stack, 7_777, source.now().plus(Duration.ofDays(1))));
        source.pass(Duration.ofMinutes(2));
        server.sweep();
        assertThat(hours()).extracting(UsageHour::volumeByteSeconds).containsExactly(1_000L * 20 * 60);
    }

    @Test
    void aCounterThatIsOverTakesNoOthersWithIt() {
        MeteringSettings seldom = new MeteringSettings(SWEEP, Duration.ofMinutes(10), EACH.grace());
        HostMeter server = server(host, database.database(), seldom);
        Owner.Service heir = new Owner.Service(tenant.tenant(), stack, new WorkloadId(UUID.randomUUID()));
        source.flow(web, "worker 1", 0, 0);
        server.sweep();
        source.pass(SWEEP).flow(web, "worker 1", 1_000, 1);
        server.sweep();
        source.pass(SWEEP).flow(heir, "worker 1", 5_000, 5);
        for (int i = 0; i < 1_200; i++) {
            source.pass(SWEEP);
            server.sweep();
        }
        server.end();
        source.pass(SWEEP);
        assertThat(server().sweep()).isTrue();
        assertThat(hours().stream().mapToLong(UsageHour::sentBytes).sum()).isEqualTo(6_000);
    }

    @Test
    void whatTenantsUsedOfAHostIsTheSameBeforeAndAfterItsHoursAreClosed() {
        Reconciliation both = new DatabaseReconciliation(database.database(), usage, new CounterStore());
        HostMeter server = server();
        Owner.Tenant whole = new Owner.Tenant(tenant.tenant());
        server.sweep();
        // Over midnight of UTC twice: hours at both ends, a whole day between.
        for (int hour = 0; hour < 50; hour++) {
            source.pass(Duration.ofHours(1)).use(whole, 1_000, 0).use(new Owner.WholeHost(), 3_000, 0);
            server.sweep();
        }
        Instant from = START.plus(Duration.ofHours(5));
        Instant to = START.plus(Duration.ofHours(48));
        List<Reconciliation.HostUse> open = ofHost(both, from, to);
        closer.close();
        assertThat(ofHost(both, from, to)).isEqualTo(open);
        assertThat(open)
                .extracting(
                        Reconciliation.HostUse::tenant, use -> use.cpuMicros().longValueExact())
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(tenant.tenant(), 43_000L),
                        org.assertj.core.groups.Tuple.tuple(null, 129_000L));
    }

    private List<Reconciliation.HostUse> ofHost(Reconciliation both, Instant from, Instant to) {
        return both.ofHosts(from, to).stream()
                .filter(use -> use.host().equals(host))
                .sorted(java.util.Comparator.comparing(use -> use.cpuMicros()))
                .toList();
    }

    @Test
    void bothEndsAreShown() {
        Reconciliation both = new DatabaseReconciliation(database.database(), usage, new CounterStore());
        HostMeter server = server();
        server.sweep();
        source.pass(SWEEP).use(web, 1_000, 0).use(new Owner.Builds(tenant.tenant()), 200, 0);
        source.use(new Owner.Tenant(tenant.tenant()), 1_207, 0).use(new Owner.WholeHost(), 9_000, 0);
        server.sweep();
        assertThat(both.ofTenant(tenant, START, START.plus(SWEEP)))
                .singleElement()
                .satisfies(balance -> {
                    assertThat(balance).isEqualTo(new Reconciliation.TenantBalance(START, 1_207, 1_000, 200));
                    assertThat(balance.residualMicros()).isEqualTo(7);
                });
        source.pass(Duration.ofHours(2));
        closer.close();
        assertThat(both.ofHost(host, START, START.plus(SWEEP))).singleElement().satisfies(balance -> {
            assertThat(balance).isEqualTo(new Reconciliation.HostBalance(START, 9_000, 1_207));
            assertThat(balance.systemMicros()).isEqualTo(7_793);
        });
    }
}

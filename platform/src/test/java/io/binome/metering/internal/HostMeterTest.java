package io.binome.metering.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.Database;
import io.binome.database.TestDatabase;
import io.binome.database.Transaction;
import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import io.binome.metering.Metering;
import io.binome.metering.MeteringSettings;
import io.binome.metering.Reconciliation;
import io.binome.metering.ScriptedSource;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageSource;
import io.binome.metering.UsageSource.HostAway;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.UsageSum;
import io.binome.workloads.KeptBytes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From readings to hours and days, over real PostgreSQL, with servers that die and databases that refuse. */
class HostMeterTest {
    private static final Instant START = Instant.parse("2026-11-22T09:00:00Z");
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final MeteringSettings EACH = new MeteringSettings(SWEEP, SWEEP, Duration.ofMinutes(5));
    private static TestDatabase database;

    private final TenantScope tenant = new TenantScope(new TenantId(UUID.randomUUID()));
    private final StackId stack = new StackId(UUID.randomUUID());
    private final WorkloadId service = new WorkloadId(UUID.randomUUID());
    private final Owner web = new Owner.Service(tenant.tenant(), stack, service);
    private final HostId host = new HostId(UUID.randomUUID());
    private final ScriptedSource source = new ScriptedSource(START);
    private final UsageStore usage = new UsageStore();
    private List<KeptBytes> kept = List.of();
    private final Metering metering = new DatabaseMetering(database.database(), usage, source::now);
    private final HourCloser closer = new HourCloser(database.database(), usage, EACH.grace(), source::now);

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private HostMeter server(HostId id, Database through, MeteringSettings settings) {
        return new HostMeter(
                id, through, source, _ -> kept, new CounterStore(), usage, settings, UUID.randomUUID(), source::now);
    }

    private HostMeter server() {
        return server(host, database.database(), EACH);
    }

    private List<UsageHour> hours() {
        List<UsageHour> all = new ArrayList<>();
        metering.hours(tenant, START.minus(Duration.ofDays(9)), START.plus(Duration.ofDays(9)), all::add);
        return all;
    }

    private List<UsageHour> days() {
        return metering.days(tenant, START.minus(Duration.ofDays(9)), START.plus(Duration.ofDays(9)));
    }

    private long cpu() {
        return hours().stream().mapToLong(UsageHour::cpuMicros).sum();
    }

    @Test
    void readingsBecomeHoursAndDays() {
        HostMeter server = server();
        server.sweep();
        source.pass(SWEEP).use(web, 1_000, 400).send(new Owner.Stack(tenant.tenant(), stack), 77);
        source.use(new Owner.Stack(tenant.tenant(), stack), 1_500, 500);
        source.use(new Owner.Tenant(tenant.tenant()), 2_500, 600).use(new Owner.WholeHost(), 9_999, 0);
        source.use(new Owner.Builds(tenant.tenant()), 700, 0);
        server.sweep();
        assertThat(hours())
                .containsExactly(
                        new UsageHour(tenant.tenant(), null, null, host, START, 0, 700, 0, 0, 0, 0, false, false),
                        new UsageHour(tenant.tenant(), stack, null, host, START, 0, 0, 0, 0, 77, 0, false, false),
                        new UsageHour(
                                tenant.tenant(), stack, service, host, START, 0, 1_000, 1_000, 0, 0, 0, false, false));
        assertThat(days()).extracting(UsageHour::cpuMicros).containsExactly(700L, 0L, 1_000L);
        assertThat(days()).allMatch(day -> !day.closed() && day.hour().equals(Instant.parse("2026-11-22T00:00:00Z")));
    }

    @Test
    void theMostMemoryOfADayStandsWhicheverServerSawIt() {
        HostMeter first = server();
        first.sweep();
        source.pass(SWEEP).use(web, 0, 700);
        first.sweep();
        source.pass(SWEEP).use(web, 0, 300);
        first.sweep();
        first.end();
        HostMeter second = server();
        source.pass(SWEEP).use(web, 0, 500);
        second.sweep();
        assertThat(peaks()).containsExactly(700L);
        source.pass(Duration.ofDays(1)).use(web, 0, 600);
        second.sweep();
        assertThat(peaks()).containsExactly(700L, 600L);
    }

    private List<Long> peaks() {
        return metering.peaks(tenant, START.minus(Duration.ofDays(2)), START.plus(Duration.ofDays(9))).stream()
                .map(io.binome.metering.MemoryPeak::memoryBytes)
                .toList();
    }

    @Test
    void theMarkIsAnotherOneWhenSomethingElseWasUsedAndTheSameWhenAnHourIsClosed() {
        HostMeter server = server();
        String none = mark();
        source.use(web, 0, 0);
        server.sweep();
        source.pass(Duration.ofMinutes(59)).use(web, 1_000, 0);
        server.sweep();
        String some = mark();
        assertThat(some).isNotEqualTo(none).isEqualTo(mark());
        source.pass(Duration.ofMinutes(30));
        closer.close();
        assertThat(hours()).singleElement().matches(UsageHour::closed);
        assertThat(mark()).isEqualTo(some);
        source.use(web, 1, 0);
        server.sweep();
        assertThat(mark()).isNotEqualTo(some);
    }

    private String mark() {
        return metering.mark(tenant, START, START.plus(Duration.ofDays(1)));
    }

    @Test
    void anHourIsClosedOnceAndWhatComesLaterCorrectsIt() {
        HostMeter server = server();
        source.use(web, 0, 0);
        server.sweep();
        source.pass(Duration.ofMinutes(59)).use(web, 1_000, 0);
        server.sweep();
        source.pass(Duration.ofMinutes(5)).use(web, 100, 0);
        assertThat(closer.close()).as("five minutes are left to late ones").isZero();
        source.pass(Duration.ofMinutes(1));
        closer.close();
        assertThat(hours()).singleElement().satisfies(hour -> {
            assertThat(hour.closed()).isTrue();
            assertThat(hour.revision()).isZero();
            assertThat(hour.cpuMicros()).isEqualTo(1_000);
        });

        // One of six minutes was still in that hour.
        server.sweep();
        assertThat(hours())
                .extracting(UsageHour::hour, UsageHour::revision, UsageHour::cpuMicros, UsageHour::closed)
                .containsExactly(
                        tuple(START, 0, 1_000L, true),
                        tuple(START, 1, 16L, false),
                        tuple(START.plus(Duration.ofHours(1)), 0, 84L, false));
        closer.close();
        assertThat(hours()).extracting(UsageHour::closed).containsExactly(true, true, false);
        assertThat(days()).singleElement().satisfies(day -> {
            assertThat(day.cpuMicros()).isEqualTo(1_100);
            assertThat(day.closed()).isFalse();
        });
        assertThat(cpu()).isEqualTo(1_100);

        source.pass(Duration.ofDays(1));
        closer.close();
        assertThat(days()).singleElement().satisfies(day -> {
            assertThat(day.cpuMicros()).isEqualTo(1_100);
            assertThat(day.closed()).isTrue();
        });
    }

    /** Whatever this program does wrong: those who read and close hours may not change one. */
    @Test
    void theDatabaseItselfRefusesToChangeAClosedHour() {
        HostMeter server = server();
        source.use(web, 0, 0);
        server.sweep();
        source.pass(Duration.ofMinutes(30)).use(web, 1_000, 0);
        server.sweep();
        source.pass(Duration.ofHours(1));
        closer.close();
        for (String change : List.of("UPDATE usage_hour SET cpu_micros = 1", "DELETE FROM usage_hour")) {
            assertThatThrownBy(() -> database.database()
                            .asDispatcher(transaction -> transaction.sql().execute(change)))
                    .as(change)
                    .hasStackTraceContaining("permission denied");
            assertThatThrownBy(() -> database.database()
                            .inTenant(tenant, transaction -> transaction.sql().execute(change)))
                    .as(change)
                    .hasStackTraceContaining("permission denied");
        }
        assertThat(cpu()).isEqualTo(1_000);
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

    private static org.assertj.core.groups.Tuple tuple(Object... all) {
        return org.assertj.core.groups.Tuple.tuple(all);
    }

    @Test
    void aServerThatDiesLosesNoCpu() {
        MeteringSettings seldom = new MeteringSettings(SWEEP, Duration.ofMinutes(1), EACH.grace());
        long burnt = 0;
        source.use(web, 0, 1_000);
        for (int life = 0; life < 10; life++) {
            // Its term must be over before another may read: nobody has released the host.
            source.pass(Duration.ofMinutes(3));
            HostMeter server = server(host, database.database(), seldom);
            for (int i = 0; i < 1 + life * 3; i++) {
                source.pass(SWEEP).use(web, 13, 1_000);
                burnt += 13;
                assertThat(server.sweep()).isTrue();
            }
        }
        source.pass(Duration.ofMinutes(3));
        assertThat(server().sweep()).isTrue();
        // What was burnt before the very first reading does not count.
        assertThat(cpu()).isEqualTo(burnt - 13);
        assertThat(hours()).anyMatch(UsageHour::estimated);
    }

    @Test
    void onlyOneOfTwoServersReads() {
        HostMeter one = server();
        HostMeter other = server();
        assertThat(one.sweep()).isTrue();
        assertThat(other.sweep()).isFalse();
        source.pass(SWEEP).use(web, 10, 0);
        assertThat(other.sweep()).isFalse();
        assertThat(one.sweep()).isTrue();
        // The first one hangs, the other takes over, the first one wakes up.
        source.pass(Duration.ofMinutes(2)).use(web, 10, 0);
        assertThat(other.sweep()).isTrue();
        source.pass(SWEEP).use(web, 10, 0);
        assertThat(one.sweep()).as("its sequence was taken").isFalse();
        assertThat(other.sweep()).isTrue();
        assertThat(cpu()).isEqualTo(30);
        other.end();
        assertThat(one.sweep()).as("at once where it was released").isTrue();
    }

    @Test
    void whileTheDatabaseRefusesNothingIsLost() {
        boolean[] refuses = {false};
        HostMeter server = server(host, refusing(refuses), EACH);
        server.sweep();
        refuses[0] = true;
        for (int i = 0; i < 5; i++) {
            source.pass(SWEEP).use(web, 100, 1_000);
            assertThatThrownBy(server::sweep).isInstanceOf(IllegalStateException.class);
        }
        assertThat(cpu()).isZero();
        refuses[0] = false;
        source.pass(SWEEP);
        server.sweep();
        assertThat(cpu()).isEqualTo(500);
        assertThat(hours()).as("it was read all the time").noneMatch(UsageHour::estimated);
    }

    /** Nothing can be asked then: not what volumes hold either. */
    @Test
    void whileTheDatabaseIsAwayMemoryIsReadAllTheSame() {
        boolean[] away = {false};
        HostMeter server = new HostMeter(
                host,
                refusing(away),
                source,
                _ -> {
                    if (away[0]) {
                        throw new IllegalStateException("The database is away");
                    }
                    return kept;
                },
                new CounterStore(),
                usage,
                EACH,
                UUID.randomUUID(),
                source::now);
        kept = List.of(new KeptBytes(tenant.tenant(), stack, 1_000, Instant.EPOCH));
        source.use(web, 0, 0);
        server.sweep();
        away[0] = true;
        // Up and down again within ten minutes of which nothing can be written.
        for (int i = 1; i <= 120; i++) {
            source.pass(SWEEP).use(web, 10, i < 120 ? 5_000 : 0);
            assertThatThrownBy(server::sweep).isInstanceOf(IllegalStateException.class);
        }
        away[0] = false;
        source.pass(SWEEP);
        server.sweep();
        assertThat(cpu()).isEqualTo(1_200);
        assertThat(hours()).noneMatch(UsageHour::estimated);
        assertThat(hours())
                .extracting(UsageHour::memoryByteSeconds, UsageHour::volumeByteSeconds)
                .containsExactly(tuple(0L, 605_000L), tuple(119L * 5 * 5_000, 0L));
    }

    /** A commit whose answer is lost has happened all the same: it must not happen twice. */
    @Test
    void aCommitOfWhichNobodyHearsCountsOnce() {
        boolean[] silent = {false};
        HostMeter server = server(
                host,
                new Through(database.database()) {
                    @Override
                    public <T> T asDispatcher(Function<Transaction, T> work) {
                        T result = super.asDispatcher(work);
                        if (silent[0]) {
                            throw new IllegalStateException("The connection was lost");
                        }
                        return result;
                    }
                },
                EACH);
        server.sweep();
        silent[0] = true;
        source.pass(SWEEP).use(web, 100, 0);
        assertThatThrownBy(server::sweep).isInstanceOf(IllegalStateException.class);
        silent[0] = false;
        source.pass(SWEEP).use(web, 100, 0);
        server.sweep();
        server.sweep();
        assertThat(cpu()).isEqualTo(200);
    }

    @Test
    void anAwayHostIsReadLater() {
        HostMeter server = server();
        source.use(web, 0, 1_000);
        server.sweep();
        source.away(true);
        for (int i = 0; i < 4; i++) {
            source.pass(Duration.ofHours(1)).use(web, 1_000, 1_000);
            assertThatThrownBy(server::sweep).isInstanceOf(HostAway.class);
        }
        source.away(false);
        server.sweep();
        assertThat(cpu()).isEqualTo(4_000);
        assertThat(hours()).hasSize(4).allMatch(UsageHour::estimated);
    }

    @Test
    void aRebootIsSaid() {
        HostMeter server = server();
        source.use(web, 1_000, 1_000);
        server.sweep();
        source.pass(Duration.ofMinutes(20)).reboot(Duration.ofMinutes(5)).put(web, "cgroup-1", 400, 0, -1);
        server.sweep();
        assertThat(cpu()).isEqualTo(400);
        List<Span> lost = database.database().asDispatcher(transaction -> new CounterStore()
                .lost(transaction, host, START, START.plus(Duration.ofDays(1))));
        assertThat(lost).containsExactly(new Span(START, START.plus(Duration.ofMinutes(15))));
        HostMeter next = server();
        source.pass(Duration.ofHours(1)).use(web, 5, 0);
        next.sweep();
        assertThat(cpu()).isEqualTo(405);
    }

    @Test
    void aServiceThatMovesIsOneOnTwoHosts() {
        HostId elsewhere = new HostId(UUID.randomUUID());
        HostMeter here = server();
        HostMeter there = server(elsewhere, database.database(), EACH);
        here.sweep();
        there.sweep();
        source.pass(SWEEP).use(web, 10, 0);
        here.sweep();
        source.pass(SWEEP).put(web, "over there", 7, 0, -1);
        there.sweep();
        assertThat(hours()).extracting(UsageHour::host).containsExactlyInAnyOrder(host, elsewhere);
        assertThat(cpu()).isEqualTo(17);
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

    /** A file of them may go to somebody who takes a byte a minute: others need the connections of the database. */
    @Test
    void whoReadsHoursSlowlyHoldsNoTransaction() {
        HostMeter server = server();
        source.use(web, 0, 0);
        server.sweep();
        for (int hour = 0; hour < 60; hour++) {
            source.pass(Duration.ofHours(1)).use(web, 3_600, 0);
            server.sweep();
        }
        closer.close();
        int[] open = {0};
        Metering watched = new DatabaseMetering(
                new Through(database.database()) {
                    @Override
                    public <T> T inTenant(TenantScope scope, Function<Transaction, T> work) {
                        open[0]++;
                        try {
                            return super.inTenant(scope, work);
                        } finally {
                            open[0]--;
                        }
                    }
                },
                usage,
                source::now);
        List<Instant> seen = new ArrayList<>();
        watched.hours(tenant, START, START.plus(Duration.ofHours(50)), hour -> {
            assertThat(open[0]).isZero();
            seen.add(hour.hour());
        });
        assertThat(seen).hasSize(50).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void noTenantSeesAnother() {
        HostMeter server = server();
        server.sweep();
        source.pass(SWEEP).use(web, 10, 0);
        server.sweep();
        TenantScope other = new TenantScope(new TenantId(UUID.randomUUID()));
        List<UsageHour> seen = new ArrayList<>();
        metering.hours(other, START, START.plus(SWEEP), seen::add);
        assertThat(seen).isEmpty();
        assertThat(metering.days(other, START, START.plus(SWEEP))).isEmpty();
        assertThat(cpu()).isEqualTo(10);
    }

    private static Database refusing(boolean[] refuses) {
        return new Through(database.database()) {
            @Override
            public <T> T asDispatcher(Function<Transaction, T> work) {
                return super.asDispatcher(transaction -> {
                    T result = work.apply(transaction);
                    if (refuses[0]) {
                        throw new IllegalStateException("No space left on device");
                    }
                    return result;
                });
            }
        };
    }

    private static class Through implements Database {
        private final Database database;

        Through(Database database) {
            this.database = database;
        }

        @Override
        public <T> T inTenant(TenantScope scope, Function<Transaction, T> work) {
            return database.inTenant(scope, work);
        }

        @Override
        public <T> T asDispatcher(Function<Transaction, T> work) {
            return database.asDispatcher(work);
        }

        @Override
        public <T> T asSignIn(Function<Transaction, T> work) {
            return database.asSignIn(work);
        }

        @Override
        public <T> T asOverview(Function<Transaction, T> work) {
            return database.asOverview(work);
        }
    }
}

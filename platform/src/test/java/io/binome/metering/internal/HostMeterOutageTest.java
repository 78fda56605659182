package io.binome.metering.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.Database;
import io.binome.database.TestDatabase;
import io.binome.database.Transaction;
import io.binome.kernel.HostId;
import io.binome.metering.MeteringSettings;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageSource.HostAway;
import io.binome.workloads.KeptBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Servers that die, databases that refuse, hosts that are away, started anew or left. */
class HostMeterOutageTest extends HostMeterFixture {
    private static TestDatabase database;

    HostMeterOutageTest() {
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
}

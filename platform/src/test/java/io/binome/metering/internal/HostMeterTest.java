package io.binome.metering.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.TestDatabase;
import io.binome.database.Transaction;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metering;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageSource.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From readings to hours and days, over real PostgreSQL. */
class HostMeterTest extends HostMeterFixture {
    private static TestDatabase database;

    HostMeterTest() {
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

    @Test
    void peaksGoOnceNothingReadsThemAnyMore() {
        HostMeter server = server();
        server.sweep();
        source.pass(SWEEP).use(web, 0, 700);
        server.sweep();
        source.pass(Metering.PEAKS_KEPT).use(web, 0, 500);
        server.sweep();
        closer.close();
        assertThat(peaks()).containsExactly(700L, 500L);
        source.pass(Duration.ofDays(1)).use(web, 0, 400);
        server.sweep();
        closer.close();
        assertThat(peaks()).containsExactly(500L, 400L);
    }

    private List<Long> peaks() {
        return metering.peaks(tenant, START.minus(Duration.ofDays(2)), START.plus(Duration.ofDays(90))).stream()
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
}

package io.binome.metering.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.TestDatabase;
import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import io.binome.metering.Metering;
import io.binome.metering.MeteringSettings;
import io.binome.metering.ScriptedSource;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageReading;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.UsageSum;
import io.binome.metering.UsageSum.Counted;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What raw counters read at the ends of hours, over real PostgreSQL: anybody can add it up to the hours. */
class ReadingsTest {
    private static final Instant START = Instant.parse("2026-11-22T09:50:00Z");
    private static final MeteringSettings SETTINGS =
            new MeteringSettings(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5));
    private static TestDatabase database;

    private final TenantScope tenant = new TenantScope(new TenantId(UUID.randomUUID()));
    private final StackId stack = new StackId(UUID.randomUUID());
    private final Owner web = new Owner.Service(tenant.tenant(), stack, new WorkloadId(UUID.randomUUID()));
    private final Owner whole = new Owner.Stack(tenant.tenant(), stack);
    private final HostId host = new HostId(UUID.randomUUID());
    private final ScriptedSource source = new ScriptedSource(START);
    private final UsageStore usage = new UsageStore();
    private final Metering metering = new DatabaseMetering(database.database(), usage, source::now);

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private HostMeter server() {
        return new HostMeter(
                host,
                database.database(),
                source,
                _ -> List.of(),
                new CounterStore(),
                usage,
                SETTINGS,
                UUID.randomUUID(),
                source::now);
    }

    @Test
    void readingsAddUpToTheHoursWhateverHappens() {
        Random chance = new Random(3);
        HostMeter server = server();
        HourCloser closer = new HourCloser(database.database(), usage, SETTINGS.grace(), source::now);
        server.sweep();
        for (int i = 0; i < 160; i++) {
            source.pass(Duration.ofSeconds(chance.nextInt(8) == 0 ? 900 : 5 + chance.nextInt(60)));
            source.use(web, chance.nextInt(9_000_000), 1 << 20).use(whole, 1_000, 1 << 20);
            source.flow(whole, "bridge", i * 1_000L, 0).flow(web, "edge " + i / 40, i * 17L, i * 3L);
            switch (chance.nextInt(30)) {
                case 0 -> source.reboot(Duration.ofSeconds(20));
                case 1 -> source.put(web, "another " + i, 12_345, 1 << 20, 0);
                case 2 -> source.jump(Duration.ofMinutes(-70));
                case 3 -> {
                    server.end();
                    server = server();
                }
                default -> {}
            }
            server.sweep();
            closer.close();
        }
        server.end();
        Instant from = START.minus(Duration.ofDays(3));
        Instant to = START.plus(Duration.ofDays(9));
        Map<List<Object>, List<Long>> said = new HashMap<>();
        metering.hours(
                tenant,
                from,
                to,
                hour -> said.merge(
                        key(hour), List.of(hour.cpuMicros(), hour.sentBytes(), hour.requests()), ReadingsTest::plus));
        Map<List<Object>, List<Long>> read = new HashMap<>();
        for (UsageReading one : metering.readings(tenant, from, to)) {
            read.merge(
                    List.of(one.hour(), one.host(), String.valueOf(one.service())),
                    List.of(
                            one.to().cpuMicros() - one.from().cpuMicros(),
                            one.to().sentBytes() - one.from().sentBytes(),
                            one.to().requests() - one.from().requests()),
                    ReadingsTest::plus);
        }
        said.values().removeIf(sums -> sums.equals(List.of(0L, 0L, 0L)));
        assertThat(said).hasSizeGreaterThan(8);
        assertThat(read).isEqualTo(said);
        long cpu = said.values().stream().mapToLong(List::getFirst).sum();
        for (ChronoUnit by : List.of(ChronoUnit.HOURS, ChronoUnit.DAYS, ChronoUnit.MONTHS)) {
            assertThat(metering.sums(tenant, Instant.parse("2026-11-01T00:00:00Z"), to, by).stream()
                            .map((UsageSum sum) -> sum.of(Counted.CPU))
                            .mapToLong(BigInteger::longValue)
                            .sum())
                    .as("by %s", by)
                    .isEqualTo(cpu);
        }
        assertThat(metering.yearTotals(tenant, to)).singleElement().satisfies(total -> {
            assertThat(total.cpuMicros()).isEqualTo(BigInteger.valueOf(cpu));
            assertThat(total.requests())
                    .isEqualTo(BigInteger.valueOf(
                            said.values().stream().mapToLong(List::getLast).sum()));
        });
        assertThat(metering.yearTotals(tenant, to.plus(Duration.ofDays(40)))).isEmpty();
    }

    private static List<Object> key(UsageHour hour) {
        return List.of(hour.hour(), hour.host(), String.valueOf(hour.service()));
    }

    private static List<Long> plus(List<Long> one, List<Long> other) {
        return List.of(one.get(0) + other.get(0), one.get(1) + other.get(1), one.get(2) + other.get(2));
    }
}

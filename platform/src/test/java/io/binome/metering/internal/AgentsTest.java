package io.binome.metering.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.TestDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.HostId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.SiteId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.metering.AgentReport;
import io.binome.metering.AgentReportFormat;
import io.binome.metering.Agents.Taken;
import io.binome.metering.Metering;
import io.binome.metering.MeteringSettings;
import io.binome.metering.ScriptedSource;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.UsageSource.Sweep;
import io.binome.sites.Host;
import io.binome.sites.HostEndpoint;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What agents report, over real PostgreSQL: late, twice, in any order, from a host with a wrong clock, and by a thief. */
class AgentsTest {
    private static final Instant START = Instant.parse("2026-11-22T09:00:00Z");
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static TestDatabase database;

    private final TenantScope tenant = new TenantScope(new TenantId(UUID.randomUUID()));
    private final StackId stack = new StackId(UUID.randomUUID());
    private final Owner web = new Owner.Service(tenant.tenant(), stack, new WorkloadId(UUID.randomUUID()));
    private final HostId host = new HostId(UUID.randomUUID());
    private final ScriptedSource source = new ScriptedSource(START);
    private final UsageStore usage = new UsageStore();
    private final Metering metering = new DatabaseMetering(database.database(), usage, source::now);
    private final HourCloser closer =
            new HourCloser(database.database(), usage, MeteringSettings.USUAL.grace(), source::now);
    private Set<TenantId> placed = Set.of(tenant.tenant());
    private final Map<HostId, Host> hosts = new HashMap<>();
    private final List<Sweep> buffer = new ArrayList<>();

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    /** Another server each time. */
    private DatabaseAgents server() {
        return new DatabaseAgents(new DatabaseAgents.Needs(
                database.database(),
                new DatabaseLedger(database.database(), source::now),
                () -> tenant,
                id -> Optional.ofNullable(hosts.get(id)),
                _ -> List.of(),
                _ -> placed,
                MeteringSettings.USUAL,
                new SecureRandom(),
                source::now));
    }

    private AgentReport report(List<Sweep> sweeps) {
        Sweep now = source.sweep();
        return new AgentReport(new AgentReport.Moment(now.bootId(), now.sinceBoot(), now.at()), 0, sweeps);
    }

    private Taken send(List<Sweep> sweeps) {
        // As it goes over the network.
        return server().take(host, AgentReportFormat.readReport(AgentReportFormat.write(report(sweeps))));
    }

    private void read() {
        buffer.add(source.sweep());
    }

    private List<UsageHour> hours() {
        List<UsageHour> all = new ArrayList<>();
        metering.hours(tenant, START.minus(Duration.ofDays(9)), START.plus(Duration.ofDays(9)), all::add);
        return all;
    }

    private long cpu() {
        return hours().stream().mapToLong(UsageHour::cpuMicros).sum();
    }

    private void begin() {
        source.use(web, 0, 1_000);
        read();
        send(buffer);
        buffer.clear();
    }

    @Test
    void whatIsReportedIsCountedAsIfItWasReadHere() {
        begin();
        for (int i = 0; i < 12; i++) {
            source.pass(SWEEP).use(web, 100, 1_000);
            read();
        }
        assertThat(send(buffer)).isEqualTo(new Taken(12, 0, placed));
        assertThat(hours()).singleElement().satisfies(hour -> {
            assertThat(hour.hour()).isEqualTo(START);
            assertThat(hour.cpuMicros()).isEqualTo(1_200);
            assertThat(hour.memoryByteSeconds()).isEqualTo(60_000);
            assertThat(hour.estimated()).isFalse();
        });
    }

    @Test
    void oneMachineThatIsTwoHostsIsCountedForTheFirst() {
        Host twin = host("twin", new HostEndpoint.Tcp("10.0.0.8", 2376, "10.0.0.8", null));
        Host first = host("first", new HostEndpoint.Tcp("10.0.0.9", 2376, "10.0.0.9", null));
        database.asOwner(sql -> sql.execute(
                "INSERT INTO tenant (id, name, title, provider, created_at) VALUES (?, 'provider', 'P', true, now())",
                tenant.tenant().value()));
        server().issueToken(new Actor.Machine("test"), twin.id());
        source.put(new Owner.WholeHost(), "boot-1/1", 10, 0, -1).use(web, 0, 1_000);
        server().take(first.id(), report(List.of(source.sweep())));
        source.pass(SWEEP).use(web, 100, 1_000);
        AgentReport both = report(List.of(source.sweep()));
        assertThat(server().take(first.id(), both).counted()).isEqualTo(1);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> server().take(twin.id(), both)).hasMessageContaining("host first is already");
        }
        assertThat(cpu()).isEqualTo(100);
        assertThat(server().heard().get(twin.id()).sameAs()).isEqualTo(first.id());

        // A clone of its disk is another machine as soon as it has started.
        source.put(new Owner.WholeHost(), "boot-7/1", 10, 0, -1);
        assertThat(server().take(twin.id(), report(List.of(source.sweep()))).counted())
                .isEqualTo(1);
        assertThat(server().heard().get(twin.id()).sameAs()).isNull();
    }

    @Test
    void theServersOwnMachineIsNoOthersToReport() {
        Host far = host("far", new HostEndpoint.Tcp("127.0.0.1", 2375, "127.0.0.1", null));
        Host here = host("here", new HostEndpoint.UnixSocket("/run/docker.sock"));
        Host rootless = host("rootless", new HostEndpoint.UnixSocket("/run/user/7/docker.sock"));
        assertThat(MeteringRoom.here(hosts.values()))
                .contains(here.id().value().compareTo(rootless.id().value()) < 0 ? here.id() : rootless.id());
        source.put(new Owner.WholeHost(), "boot-1/2", 10, 0, -1);
        assertThat(server().take(far.id(), report(List.of(source.sweep()))).counted())
                .isEqualTo(1);
        // As the server writes what it has read itself, later than the agent was first heard.
        assertThat(new HostMeter(
                                here.id(),
                                database.database(),
                                source,
                                _ -> List.of(),
                                new CounterStore(),
                                usage,
                                MeteringSettings.USUAL,
                                UUID.randomUUID(),
                                source::now)
                        .sweep())
                .isTrue();
        source.pass(SWEEP);
        assertThatThrownBy(() -> server().take(far.id(), report(List.of(source.sweep()))))
                .hasMessageContaining("host here is already");
    }

    private Host host(String name, HostEndpoint endpoint) {
        Host made = new Host(
                new HostId(UUID.randomUUID()),
                new SiteId(UUID.randomUUID()),
                name,
                endpoint,
                true,
                new Host.Health(Host.State.REACHABLE, "", START));
        hosts.put(made.id(), made);
        return made;
    }

    @Test
    void threeDaysOfflineAreDatedToTheirHoursThoughTheHostsClockIsOffByHours() {
        source.clockOff(Duration.ofHours(-7));
        begin();
        for (int hour = 0; hour < 72; hour++) {
            for (int i = 0; i < 60; i++) {
                source.pass(Duration.ofMinutes(1)).use(web, 10 + hour, 1_000);
                read();
            }
            closer.close();
        }
        List<List<Sweep>> batches = new ArrayList<>();
        for (int from = 0; from < buffer.size(); from += 500) {
            batches.add(buffer.subList(from, Math.min(buffer.size(), from + 500)));
        }
        batches.forEach(batch -> {
            send(batch);
            // The answer is lost, the server is another one, and all of it comes again.
            assertThat(send(batch).counted()).isZero();
        });
        List<UsageHour> hours = hours();
        assertThat(hours).hasSize(72);
        for (int hour = 0; hour < 72; hour++) {
            UsageHour used = hours.get(hour);
            assertThat(used.hour()).isEqualTo(START.plus(Duration.ofHours(hour)));
            assertThat(used.cpuMicros()).isEqualTo(60 * (10 + hour));
            assertThat(used.memoryByteSeconds()).isEqualTo(3_600_000);
        }
        assertThat(server().heard()).doesNotContainKey(host);
    }

    @Test
    void whatComesAfterAnHourWasClosedCorrectsIt() {
        begin();
        source.pass(Duration.ofSeconds(10)).use(web, 50, 1_000);
        read();
        send(buffer);
        buffer.clear();
        for (int i = 0; i < 30; i++) {
            source.pass(Duration.ofMinutes(5)).use(web, 100, 1_000);
            read();
        }
        closer.close();
        send(buffer);
        assertThat(cpu()).isEqualTo(3_050);
        assertThat(hours())
                .filteredOn(hour -> hour.hour().equals(START))
                .extracting(UsageHour::revision)
                .containsExactly(0, 1);
        closer.close();
        assertThat(cpu()).isEqualTo(3_050);
    }

    @Test
    void noOrderAndNoRepetitionCountsAnythingTwice() {
        Random random = new Random(7);
        begin();
        long burnt = 0;
        List<Sweep> all = new ArrayList<>();
        for (int boot = 0; boot < 3; boot++) {
            for (int i = 0; i < 20; i++) {
                source.pass(SWEEP).use(web, 13, 1_000);
                burnt += 13;
                all.add(source.sweep());
            }
            if (boot < 2) {
                source.pass(Duration.ofMinutes(3)).reboot(Duration.ofMinutes(1));
            }
        }
        send(all);
        assertThat(cpu()).isEqualTo(burnt);
        for (int i = 0; i < 20; i++) {
            List<Sweep> some = new ArrayList<>(all);
            Collections.shuffle(some, random);
            source.pass(SWEEP);
            assertThat(send(some.subList(0, 15)).counted()).isZero();
        }
        assertThat(cpu()).isEqualTo(burnt);
    }

    @Test
    void readingsOfAFormerRunOfTheKernelAreCountedAndDatedBeforeThePresentOne() {
        begin();
        source.pass(Duration.ofMinutes(30)).use(web, 700, 1_000);
        read();
        // Off for an hour; its clock is years behind when it comes back, and the server hears of it only then.
        source.pass(Duration.ofMinutes(60))
                .reboot(Duration.ofMinutes(2))
                .clockOff(Duration.ofDays(-3_000))
                .use(web, 20, 500);
        read();
        assertThat(send(buffer).counted()).isEqualTo(2);
        assertThat(cpu()).isEqualTo(720);
        assertThat(hours()).extracting(UsageHour::hour, UsageHour::cpuMicros).satisfies(hours -> {
            assertThat(hours.getFirst().toList()).containsExactly(START, 700L);
            assertThat(hours.getLast().toList()).containsExactly(START.plus(Duration.ofHours(1)), 20L);
        });
        assertThat(new DatabaseReconciliation(database.database(), usage, new CounterStore())
                        .lost(host, START, START.plus(Duration.ofHours(3))))
                .singleElement()
                .satisfies(lost -> assertThat(lost.length()).isEqualTo(Duration.ofMinutes(58)));
    }

    @Test
    void aRunOfTheKernelThatTheServerNeverHeardOfIsDatedByTheHostsClockAndMarked() {
        begin();
        // A run between two others, of which all was read while nobody could be reached.
        source.pass(Duration.ofMinutes(10)).reboot(Duration.ofMinutes(1)).use(web, 40, 1_000);
        read();
        source.pass(Duration.ofMinutes(5)).use(web, 60, 1_000);
        read();
        source.pass(Duration.ofMinutes(10)).reboot(Duration.ofMinutes(1)).use(web, 1, 0);
        read();
        send(buffer);
        assertThat(cpu()).isEqualTo(101);
        assertThat(hours()).allMatch(UsageHour::estimated).allMatch(hour -> hour.hour()
                .equals(START));
    }

    @Test
    void ownersThatWereNeverPlacedThereAreLeftOutAndThoseThatLeftAreNot() {
        TenantScope other = new TenantScope(new TenantId(UUID.randomUUID()));
        Owner foreign = new Owner.Service(other.tenant(), stack, new WorkloadId(UUID.randomUUID()));
        source.use(foreign, 0, 0);
        begin();
        placed = Set.of();
        source.pass(SWEEP).use(web, 5, 0).use(foreign, 1_000_000, 1_000_000);
        source.flow(new Owner.Stack(other.tenant(), stack), "bn1@1", 1_000_000, 0);
        read();
        send(buffer);
        assertThat(cpu()).isEqualTo(5);
        List<UsageHour> claimed = new ArrayList<>();
        metering.hours(other, START.minus(Duration.ofDays(1)), START.plus(Duration.ofDays(1)), claimed::add);
        assertThat(claimed).isEmpty();
    }

    @Test
    void whatNoMachineCanHaveCountedIsRefusedAndNothingOfItIsCounted() {
        begin();
        source.pass(SWEEP).use(web, 5, 0);
        Sweep good = source.sweep();
        Counters counters = good.all().getFirst();
        List<Sweep> impossible = List.of(
                with(good, counters(counters, -1, 0)),
                with(good, counters(counters, Long.MAX_VALUE, 0)),
                with(good, counters(counters, 0, Long.MAX_VALUE)),
                with(good, counters(counters, 0, -5)),
                new Sweep(good.at(), good.sinceBoot(), good.bootId(), List.of(counters, counters)),
                new Sweep(good.at(), good.sinceBoot().plus(SWEEP), good.bootId(), good.all()));
        for (Sweep wrong : impossible) {
            assertThatThrownBy(() -> server().take(host, report(List.of(good, wrong))))
                    .as(wrong.toString())
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("cannot be true");
        }
        assertThat(cpu()).isZero();
        // By a clock of its own a thief cannot reach into the past, nor leave the owner of the token behind.
        AgentReport past = new AgentReport(
                new AgentReport.Moment(good.bootId(), good.sinceBoot().plus(Duration.ofDays(900)), good.at()),
                0,
                List.of(good));
        assertThatThrownBy(() -> server().take(host, past)).isInstanceOf(ProblemException.class);
        Sweep later = new Sweep(good.at(), good.sinceBoot().plus(Duration.ofDays(900)), good.bootId(), good.all());
        AgentReport future =
                new AgentReport(new AgentReport.Moment(good.bootId(), later.sinceBoot(), good.at()), 0, List.of(later));
        assertThatThrownBy(() -> server().take(host, future)).isInstanceOf(ProblemException.class);
        Sweep anew = new Sweep(good.at(), Duration.ofDays(900), "another", good.all());
        AgentReport reboot =
                new AgentReport(new AgentReport.Moment("another", anew.sinceBoot(), good.at()), 0, List.of(anew));
        assertThatThrownBy(() -> server().take(host, reboot)).isInstanceOf(ProblemException.class);
        assertThat(send(List.of(good)).counted()).isEqualTo(1);
        assertThat(cpu()).isEqualTo(5);
    }

    @Test
    void twoThousandServicesForAFortnightAreCountedInOneReport() {
        List<Counters> many = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            Owner one = new Owner.Service(tenant.tenant(), stack, new WorkloadId(UUID.randomUUID()));
            many.add(new Counters(one, "group " + i, 1_000_000, 1, 0, 0, false, -1, -1));
        }
        begin();
        source.pass(Duration.ofDays(14));
        Sweep now = source.sweep();
        assertThat(send(List.of(new Sweep(now.at(), now.sinceBoot(), now.bootId(), many)))
                        .counted())
                .isEqualTo(1);
    }

    /** A host that is switched off each night has as many in three years. */
    @Test
    void aHostMayBeStartedAnewAnyNumberOfTimes() {
        begin();
        List<Sweep> last = List.of();
        for (int boot = 0; boot < 1_010; boot++) {
            source.pass(Duration.ofMinutes(3)).reboot(Duration.ofMinutes(1)).use(web, 10, 0);
            last = List.of(source.sweep());
            assertThat(send(last).counted()).isEqualTo(1);
        }
        source.reboot(Duration.ofMinutes(1)).pass(SWEEP);
        assertThat(send(List.of(source.sweep())).counted()).isEqualTo(1);
        assertThat(send(last).counted()).as("a copy").isZero();
        int remembered = database.database()
                .asDispatcher(
                        transaction -> new AgentStore().boots(transaction, host).size());
        assertThat(remembered).isEqualTo(AgentStore.MOST_BOOTS);
    }

    private static Counters counters(Counters like, long cpu, long memory) {
        return new Counters(like.owner(), like.identity(), cpu, memory, 0, 0, false, -1, -1);
    }

    private static Sweep with(Sweep sweep, Counters counters) {
        return new Sweep(sweep.at(), sweep.sinceBoot(), sweep.bootId(), List.of(counters));
    }

    @Test
    void whatCannotBeReadSaysWhy() {
        for (String text : List.of(
                "",
                "{",
                "[]",
                "{\"boot\":\"b\",\"sinceBootMillis\":-1,\"at\":\"2026-11-22T09:00:00Z\",\"waiting\":0,\"sweeps\":[]}",
                "{\"boot\":\"b\",\"sinceBootMillis\":1.5,\"at\":\"2026-11-22T09:00:00Z\",\"waiting\":0,\"sweeps\":[]}",
                "{\"boot\":\"b\",\"sinceBootMillis\":99999999999999999999,\"at\":\"2026-11-22T09:00:00Z\",\"sweeps\":[]}",
                "{\"boot\":\"b\",\"sinceBootMillis\":1,\"at\":\"+900000000-01-01T00:00:00Z\",\"waiting\":0,\"sweeps\":[]}",
                "{\"boot\":\"b\",\"sinceBootMillis\":1,\"at\":\"yesterday\",\"waiting\":0,\"sweeps\":[]}",
                "{\"boot\":\"b\",\"sinceBootMillis\":1,\"at\":\"2026-11-22T09:00:00Z\",\"waiting\":0,\"sweeps\":[7]}")) {
            assertThatThrownBy(() -> AgentReportFormat.readReport(
                            packed(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> AgentReportFormat.readReport(new byte[] {1, 2, 3}))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] bomb = packed(new byte[AgentReportFormat.LARGEST_BYTES + 1]);
        assertThat(bomb.length).isLessThan(100_000);
        assertThatThrownBy(() -> AgentReportFormat.readReport(bomb)).hasMessageContaining("larger than");
    }

    private static byte[] packed(byte[] text) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        try (java.util.zip.GZIPOutputStream packing = new java.util.zip.GZIPOutputStream(out)) {
            packing.write(text);
        } catch (java.io.IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }
}

package io.binome.drivers.docker;

import static io.binome.database.tables.StackVolume.STACK_VOLUME;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.TestDatabase;
import io.binome.database.Transaction;
import io.binome.edge.FakeRoutes;
import io.binome.kernel.HostId;
import io.binome.kernel.JobId;
import io.binome.kernel.RunId;
import io.binome.kernel.Sha256;
import io.binome.kernel.StackId;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.TestClock;
import io.binome.kernel.VolumeId;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.repositories.FakeCommitTree;
import io.binome.runs.Cancellation;
import io.binome.runs.JobLease;
import io.binome.runs.Jobs;
import io.binome.runs.RunLog;
import io.binome.secrets.RegistryLogins;
import io.binome.sites.FakeSites;
import io.binome.stacks.ApplyOutcome;
import io.binome.stacks.Engine;
import io.binome.stacks.PlanOutcome;
import io.binome.stacks.StackDeclaration;
import io.binome.tenancy.TenantLimits;
import io.binome.testing.TestTenants;
import io.binome.workloads.Runtime;
import io.binome.workloads.SpecVault;
import io.binome.workloads.Workloads;
import io.binome.workloads.internal.WorkloadRoom;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No apply destroys data: real volumes of a real engine, with 30 days that a test's clock lets pass. */
@Tag("docker")
class VolumeKeepingTest {
    private static final String NOTES = """
            services:
              store:
                image: %s
                command: ["sh", "-c", "%s; exec sleep 1000"]
                stop_grace_period: 0s
                volumes: ["data:/data"]
            volumes: {data: {%s}}
            """;

    private final TestDatabase database = TestDatabase.fresh();
    private final TestClock clock = new TestClock();
    private final FakeSites sites = new FakeSites();
    private final HostId host = sites.first().id();
    private final TenantScope scope = new TenantScope(new TenantId(UUID.randomUUID()));
    private final StackId stack = new StackId(UUID.randomUUID());
    private final List<LedgerEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger sweeps = new AtomicInteger();
    private DockerRuntime runtime;
    private Workloads workloads;

    @BeforeEach
    void start() {
        TestDocker docker = TestDocker.shared();
        TestImages.busybox(docker.endpoint());
        TestTenants.add(database, scope);
        runtime = new DockerRuntime(
                new DockerHosts(_ -> Optional.of(docker.endpoint()), docker.settings()),
                RegistryLogins.NONE,
                new RememberedOwnership(),
                clock);
        workloads = room().workloads(_ -> "127.0.0.1");
    }

    private WorkloadRoom room() {
        return new WorkloadRoom(new WorkloadRoom.Needs(
                database.database(),
                _ -> new TenantLimits(
                        500, 64 << 20, 100, 2_000, 1L << 30, 10_000, 10, 5, FakeRoutes.FIRST, FakeRoutes.LAST),
                sites,
                new FakeRoutes(),
                jobs(),
                ledger(),
                io.binome.notifications.Notices.NONE,
                leavingImages(),
                (of, value) -> Sha256.hex(of.tenant().toString().getBytes(), value),
                (_, _, _, _) -> {
                    throw new UnsupportedOperationException();
                },
                CLEAR,
                new SystemIds(clock),
                clock));
    }

    @AfterEach
    void clean() {
        apply(null);
        workloads.volumes(scope).forEach(volume -> runtime.removeVolume(host, volume.id()));
        database.close();
    }

    @Test
    void dataOutlivesItsStackIsAttachedAgainAndGoesAfterThirtyDays() {
        apply(notes("echo kept > /data/note", ""));
        VolumeId volume = only().id();
        awaitNote(volume);

        apply(null);
        assertThat(runtime.observe(host, Optional.of(stack))).isEmpty();
        assertThat(runtime.volumes(host)).contains(volume);
        assertThat(only().detachedAt()).isEqualTo(clock.instant());

        clock.advance(Duration.ofDays(10));
        apply(notes("cat /data/note", "x-binome-volume: " + volume));
        assertThat(only().detachedAt()).isNull();
        TestDocker.await("the old data", Duration.ofSeconds(60), () -> said().contains("kept"));

        // A volume that is replaced by a new, empty one is kept like one that is removed.
        String another = notes("ls /data", "").replace("data:", "fresh:");
        apply(another);
        assertThat(workloads.volumes(scope))
                .extracting(Workloads.Volume::name, kept -> kept.detachedAt() == null)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("data", false),
                        org.assertj.core.groups.Tuple.tuple("fresh", true));

        sweepAnHourAfter(Duration.ofDays(29));
        assertThat(runtime.volumes(host)).contains(volume);
        sweepAnHourAfter(Duration.ofDays(30).minusSeconds(1));
        assertThat(runtime.volumes(host)).doesNotContain(volume);
        assertThat(events).extracting(LedgerEvent::kind).contains("volume.destroyed");
        assertThat(only().name()).isEqualTo("fresh");
        assertThat(runtime.volumes(host)).contains(only().id());
    }

    /**
     * An hour passes for volumes kept this long, then they are swept once; that the hours are counted one by one is tried
     * where none must pass. Nobody keeps the host while the hour passes, so that no sweep of before it is still under way.
     */
    private void sweepAnHourAfter(Duration kept) {
        database.asOwner(sql -> sql.update(STACK_VOLUME)
                .set(STACK_VOLUME.KEPT_SECONDS, kept.toSeconds())
                .where(STACK_VOLUME.DETACHED_AT.isNotNull())
                .execute());
        clock.advance(Duration.ofHours(1).plusSeconds(1));
        int before = sweeps.get();
        try (var keeper = room().keeper()) {
            keeper.start();
            TestDocker.await("a sweep an hour after " + kept, Duration.ofSeconds(60), () -> sweeps.get() > before);
        }
    }

    private static String notes(String script, String volume) {
        return NOTES.formatted(TestImages.BUSYBOX, script, volume);
    }

    private Workloads.Volume only() {
        List<Workloads.Volume> all = workloads.volumes(scope);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private void awaitNote(VolumeId volume) {
        String container = runtime.observe(host, Optional.of(stack)).getFirst().containerId();
        TestDocker.await("the note in " + volume, Duration.ofSeconds(60), () -> {
            try (var session = runtime.exec(host, container, List.of("test", "-s", "/data/note"), false)) {
                return session.exitCode() == 0;
            }
        });
    }

    private String said() {
        StringBuilder text = new StringBuilder();
        String container = runtime.observe(host, Optional.of(stack)).getFirst().containerId();
        runtime.logs(
                host,
                container,
                new Runtime.LogRequest(null, -1, false),
                line -> text.append(line.text()).append('\n'),
                Cancellation.NONE);
        return text.toString();
    }

    /** @param compose null to remove the stack */
    private void apply(@org.jspecify.annotations.Nullable String compose) {
        StackDeclaration declaration = new StackDeclaration(
                "notes", "", "compose", "production", "paris", List.of(), List.of(), new TreeMap<>());
        FakeCommitTree tree = compose == null ? null : FakeCommitTree.of("compose.yaml", compose);
        String commit = tree == null ? "0".repeat(40) : tree.commit();
        List<String> log = new CopyOnWriteArrayList<>();
        RunId run = new RunId(UUID.randomUUID());
        Engine.PlanRequest request = new Engine.PlanRequest(scope, stack, declaration, commit, tree, Map.of(), run);
        PlanOutcome planned = room().engine().plan(request, log(log), Cancellation.NONE);
        assertThat(planned).isInstanceOf(PlanOutcome.Planned.class);
        ApplyOutcome outcome = room().engine()
                .apply(
                        new Engine.ApplyRequest(
                                new Engine.PlanRequest(
                                        scope,
                                        stack,
                                        declaration,
                                        commit,
                                        tree,
                                        ((PlanOutcome.Planned) planned).plan().resolutions(),
                                        run),
                                ((PlanOutcome.Planned) planned).plan(),
                                null,
                                new JobLease(new JobId(UUID.randomUUID()), scope, Map.of(), 1, 1, Cancellation.NONE)),
                        log(log));
        assertThat(outcome).as(log.toString()).isInstanceOf(ApplyOutcome.Applied.class);
    }

    private static RunLog log(List<String> lines) {
        return new RunLog() {
            @Override
            public void line(String text) {
                lines.add(text);
            }

            @Override
            public void close() {}
        };
    }

    private static Jobs jobs() {
        return new Jobs() {
            @Override
            public JobId enqueue(Transaction transaction, NewJob job) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void cancel(Transaction transaction, JobId job) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Set<String> running(Transaction transaction) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void fence(Transaction transaction, JobLease lease) {}
        };
    }

    private Ledger ledger() {
        return (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (_, method, arguments) -> {
                    if (method.getName().equals("append")) {
                        events.add((LedgerEvent) arguments[2]);
                    }
                    return null;
                });
    }

    /** The engine, but other tests' images stay; counts the sweeps of images, which follow those of volumes. */
    private Runtime leavingImages() {
        return (Runtime) Proxy.newProxyInstance(
                Runtime.class.getClassLoader(), new Class<?>[] {Runtime.class}, (_, method, arguments) -> {
                    if (method.getName().equals("unusedImages")) {
                        sweeps.incrementAndGet();
                        return List.of();
                    }
                    try {
                        return method.invoke(runtime, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    private static final SpecVault CLEAR = new SpecVault() {
        @Override
        public byte[] seal(TenantScope scope, byte[] clear) {
            return clear;
        }

        @Override
        public byte[] open(TenantScope scope, byte[] sealed) {
            return sealed;
        }
    };
}

package io.binome.workloads.internal;

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
import io.binome.ledger.Ledger;
import io.binome.runs.Cancellation;
import io.binome.runs.JobLease;
import io.binome.runs.Jobs;
import io.binome.runs.RunLog;
import io.binome.secrets.Fingerprint;
import io.binome.sites.FakeSites;
import io.binome.stacks.Action;
import io.binome.stacks.ApplyOutcome;
import io.binome.stacks.Engine;
import io.binome.stacks.Plan;
import io.binome.stacks.PlanOutcome;
import io.binome.stacks.StackDeclaration;
import io.binome.tenancy.TenantLimits;
import io.binome.testing.TestTenants;
import io.binome.workloads.FakeRuntime;
import io.binome.workloads.SpecVault;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The room on a fake host and a real database. */
public final class EngineFixture implements AutoCloseable {
    final TestDatabase database;
    public final FakeRuntime runtime = new FakeRuntime();
    final FakeRoutes routes = new FakeRoutes();
    final FakeSites sites = new FakeSites();
    public final TestClock clock = new TestClock();
    final TenantScope scope;
    final StackId stack;
    final List<String> log = new CopyOnWriteArrayList<>();
    final List<io.binome.notifications.Notice> notices = new CopyOnWriteArrayList<>();
    final List<io.binome.ledger.LedgerEvent> ledgerEvents = new CopyOnWriteArrayList<>();
    final FakeSecretStore secrets = new FakeSecretStore(KEYED);
    public final WorkloadRoom room;
    /** Of the tenant; read at each plan. */
    volatile TenantLimits limits =
            new TenantLimits(500, 256 << 20, 256, 8_000, 16L << 30, 16_384, 50, 20, FakeRoutes.FIRST, FakeRoutes.LAST);

    EngineFixture() {
        this(TestDatabase.fresh(), new TenantScope(new TenantId(UUID.randomUUID())), new StackId(UUID.randomUUID()));
        TestTenants.add(database, scope);
    }

    /** For a tenant that is there already; whoever made the database closes it. */
    public EngineFixture(TestDatabase database, TenantScope scope, StackId stack) {
        this.database = database;
        this.scope = scope;
        this.stack = stack;
        room = roomOf();
    }

    /** Plans and applies what a Compose file says. */
    public void deploy(String compose) {
        deploy(compose(compose));
    }

    /** Plans and applies that the stack is removed. */
    public void remove() {
        deploy((MapTree) null);
    }

    /** So many hours go by, in which the keeper of the first host looks at it every other hour. */
    public void hours(int hours) {
        HostKeeper keeper = keeper();
        for (int hour = 0; hour < hours; hour += 2) {
            clock.advance(Duration.ofHours(2));
            keeper.lease().renew();
            keeper.step();
        }
    }

    /** The room as another server on the same database and host has it. */
    private WorkloadRoom roomOf() {
        return new WorkloadRoom(
                new WorkloadRoom.Needs(
                        database.database(),
                        _ -> limits,
                        sites,
                        routes,
                        jobs(),
                        ledger(),
                        (transaction, notice) -> notices.add(notice),
                        runtime,
                        KEYED,
                        secrets,
                        PLAIN,
                        new SystemIds(clock),
                        clock),
                _ -> true);
    }

    /** Not secret, but like the real one in that it differs by tenant. */
    static final Fingerprint KEYED = (scope, value) -> Sha256.hex(
                    scope.tenant().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8), value)
            .substring(0, 32);

    static final SpecVault PLAIN = new SpecVault() {
        @Override
        public byte[] seal(TenantScope scope, byte[] clear) {
            return clear;
        }

        @Override
        public byte[] open(TenantScope scope, byte[] sealed) {
            return sealed;
        }
    };

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

    /** From now on the contract of that version limits this besides. */
    void agreed(int contract, @Nullable Long diskBytes, @Nullable Integer domains) {
        limits = new TenantLimits(
                limits.defaultCpuMillis(),
                limits.defaultMemoryBytes(),
                limits.defaultPids(),
                limits.maximumCpuMillis(),
                limits.maximumMemoryBytes(),
                limits.maximumPids(),
                limits.maximumVolumes(),
                limits.maximumReplicas(),
                limits.firstPort(),
                limits.lastPort(),
                new TenantLimits.Agreed(contract, diskBytes, domains));
    }

    /** The keeper of the first host, as a server of its own with the lease if it can have it; heals at once. */
    HostKeeper keeper() {
        return roomOf().keeper().of(sites.first(), Runnable::run);
    }

    private Ledger ledger() {
        return (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (_, method, arguments) -> {
                    if (method.getName().equals("append")) {
                        ledgerEvents.add((io.binome.ledger.LedgerEvent) arguments[2]);
                    }
                    return null;
                });
    }

    HostId host() {
        return sites.first().id();
    }

    RunLog runLog() {
        return new RunLog() {
            @Override
            public void line(String text) {
                log.add(text);
            }

            @Override
            public void close() {}
        };
    }

    private static final RunId RUN = new RunId(UUID.randomUUID());

    static StackDeclaration declaration() {
        return new StackDeclaration(
                "shop", "", "compose", "production", "paris", List.of(), List.of(), new TreeMap<>());
    }

    Engine.PlanRequest request(@Nullable MapTree tree, Map<String, String> resolutions) {
        return new Engine.PlanRequest(
                scope, stack, declaration(), tree == null ? "0".repeat(40) : tree.commit(), tree, resolutions, RUN);
    }

    Engine.PlanRequest request(MapTree tree, Map<String, String> resolutions, String site) {
        StackDeclaration declaration =
                new StackDeclaration("shop", "", "compose", "production", site, List.of(), List.of(), new TreeMap<>());
        return new Engine.PlanRequest(scope, stack, declaration, tree.commit(), tree, resolutions, RUN);
    }

    PlanOutcome outcome(@Nullable MapTree tree) {
        return room.engine().plan(request(tree, Map.of()), runLog(), Cancellation.NONE);
    }

    Plan plan(@Nullable MapTree tree) {
        PlanOutcome outcome = outcome(tree);
        if (outcome instanceof PlanOutcome.Planned planned) {
            return planned.plan();
        }
        throw new AssertionError(outcome.toString());
    }

    ApplyOutcome apply(@Nullable MapTree tree, Plan plan) {
        return apply(tree, plan, Cancellation.NONE);
    }

    ApplyOutcome apply(@Nullable MapTree tree, Plan plan, Cancellation cancellation) {
        JobLease lease = new JobLease(new JobId(UUID.randomUUID()), scope, Map.of(), 1, 1, cancellation);
        return room.engine()
                .apply(new Engine.ApplyRequest(request(tree, plan.resolutions()), plan, null, lease), runLog());
    }

    /** Plans and applies; fails the test when either does. */
    Plan deploy(@Nullable MapTree tree) {
        Plan plan = plan(tree);
        ApplyOutcome outcome = apply(tree, plan);
        if (!(outcome instanceof ApplyOutcome.Applied)) {
            throw new AssertionError(outcome + "\n" + String.join("\n", log));
        }
        return plan;
    }

    /** Another stack of the tenant. */
    void deploy(StackId other, String name, MapTree tree) {
        StackDeclaration declaration =
                new StackDeclaration(name, "", "compose", "production", "paris", List.of(), List.of(), new TreeMap<>());
        Engine.PlanRequest planned =
                new Engine.PlanRequest(scope, other, declaration, tree.commit(), tree, Map.of(), RUN);
        PlanOutcome.Planned plan = (PlanOutcome.Planned) room.engine().plan(planned, runLog(), Cancellation.NONE);
        JobLease lease = new JobLease(new JobId(UUID.randomUUID()), scope, Map.of(), 1, 1, Cancellation.NONE);
        ApplyOutcome outcome =
                room.engine().apply(new Engine.ApplyRequest(planned, plan.plan(), null, lease), runLog());
        if (!(outcome instanceof ApplyOutcome.Applied)) {
            throw new AssertionError(outcome + "\n" + String.join("\n", log));
        }
    }

    static Map<String, Action> actions(Plan plan) {
        return plan.changes().stream()
                .collect(Collectors.toMap(
                        io.binome.stacks.ResourceChange::address,
                        io.binome.stacks.ResourceChange::action,
                        (one, _) -> one,
                        TreeMap::new));
    }

    static MapTree compose(String text) {
        return MapTree.of("compose.yaml", text);
    }

    @Override
    public void close() {
        database.close();
    }
}

package io.binome.workloads.internal;

import io.binome.compose.ComposeLoader;
import io.binome.database.Database;
import io.binome.edge.Routes;
import io.binome.kernel.HostId;
import io.binome.kernel.Ids;
import io.binome.kernel.SiteId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.notifications.Notices;
import io.binome.runs.Jobs;
import io.binome.secrets.Fingerprint;
import io.binome.secrets.SecretStore;
import io.binome.sites.Sites;
import io.binome.stacks.Engine;
import io.binome.tenancy.TenantLimits;
import io.binome.workloads.KeptBytes;
import io.binome.workloads.Runtime;
import io.binome.workloads.SpecVault;
import io.binome.workloads.Workloads;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Puts the room together for the server's wiring. */
public final class WorkloadRoom {
    private final Needs needs;
    private final StackStore stacks = new StackStore();
    private final ReplicaStore replicas = new ReplicaStore();
    private final PartStore parts = new PartStore();
    private final WorkloadStore workloads;
    private final DriftDetector drift;
    private final Readiness readiness;
    private final StackApply.Shared shared;
    private final LiveStacks live;
    private final ComposeEngine engine;
    private final WorkloadKeeper keeper;

    /** What the room stands on. */
    public record Needs(
            Database database,
            Function<TenantScope, TenantLimits> limits,
            Sites sites,
            Routes routes,
            Jobs jobs,
            Ledger ledger,
            Notices notices,
            Runtime runtime,
            Fingerprint fingerprint,
            SecretStore secrets,
            SpecVault vault,
            Ids ids,
            InstantSource clock) {}

    public WorkloadRoom(Needs needs) {
        this(needs, Readiness.CONNECT);
    }

    WorkloadRoom(Needs needs, Readiness.Probe probe) {
        this.needs = needs;
        this.workloads = new WorkloadStore(needs.vault());
        this.drift = new DriftDetector(needs.database(), replicas, stacks, needs.clock());
        this.readiness = new Readiness(needs.runtime(), probe);
        ComposeLoader loader = ComposeLoader.create();
        StackPreparation preparation = new StackPreparation(
                needs.database(),
                loader,
                needs.limits(),
                needs.sites(),
                needs.routes(),
                needs.runtime(),
                new ImageResolver(needs.runtime(), needs.database(), parts, needs.clock()),
                stacks,
                parts,
                needs.fingerprint(),
                needs.secrets());
        this.shared = new StackApply.Shared(
                needs.database(),
                needs.jobs(),
                needs.runtime(),
                needs.routes(),
                stacks,
                workloads,
                replicas,
                parts,
                needs.fingerprint(),
                readiness,
                preparation,
                needs.ids(),
                needs.clock());
        this.live = new LiveStacks(needs.database(), needs.runtime(), stacks, drift);
        this.engine = new ComposeEngine(
                preparation, new StackRecords(needs.database(), stacks, workloads, replicas, parts), live, shared);
        this.keeper = new WorkloadKeeper(
                needs,
                new ReplicaHealing.Shared(
                        needs.database(),
                        needs.runtime(),
                        stacks,
                        workloads,
                        replicas,
                        parts,
                        readiness,
                        new HealingTrace(needs.ledger(), needs.notices()),
                        needs.clock()),
                drift);
    }

    /** Plans and applies stacks whose engine is {@code compose}. */
    public Engine engine() {
        return engine;
    }

    /** Keeps what was applied as it is; the server starts it after the job runner, and closes it before. */
    public WorkloadKeeper keeper() {
        return keeper;
    }

    /** What volumes of a host hold, over all tenants: for whoever meters it. */
    public List<KeptBytes> kept(HostId host) {
        return needs.database().asDispatcher(transaction -> parts.kept(transaction, host));
    }

    /** Whose stacks have their place on a host: for whoever meters it. */
    public Set<TenantId> placed(HostId host) {
        return needs.database().asDispatcher(transaction -> stacks.tenants(transaction, host));
    }

    /**
     * What runs. To be made once: it remembers what it saw a moment ago.
     *
     * @param edgeAddress name or address under which people reach the edge of a site; where that listens on loopback,
     *     {@code 127.0.0.1}
     */
    public Workloads workloads(Function<SiteId, String> edgeAddress) {
        return new DatabaseWorkloads(shared, needs.sites(), needs.ledger(), live, edgeAddress);
    }
}

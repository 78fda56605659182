package io.binome.workloads.internal;

import io.binome.edge.Route;
import io.binome.kernel.Actor;
import io.binome.kernel.HostId;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.ReplicaId;
import io.binome.kernel.SiteId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.runs.Cancellation;
import io.binome.sites.Site;
import io.binome.sites.Sites;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Runtime;
import io.binome.workloads.WorkloadProblem;
import io.binome.workloads.Workloads;
import io.binome.workloads.internal.HostLooks.Look;
import io.binome.workloads.internal.ReplicaStore.State;
import io.binome.workloads.internal.ServiceHealth.Sight;
import io.binome.workloads.internal.StackApply.Shared;
import io.binome.workloads.internal.StackStore.Placement;
import io.binome.workloads.internal.UsageSampler.Place;
import io.binome.workloads.internal.UsageSampler.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What runs: the database says what is whose, the hosts say how it is. */
final class DatabaseWorkloads implements Workloads {
    private final Shared shared;
    private final Sites sites;
    private final Ledger ledger;
    private final LiveStacks live;
    private final Function<SiteId, String> edgeAddress;
    private final HostLooks looks;
    private final UsageSampler usage;
    private final SignalWatch signals;
    private final ServiceLogs logs;
    private final ServiceRestart restart;

    DatabaseWorkloads(
            Shared shared, Sites sites, Ledger ledger, LiveStacks live, Function<SiteId, String> edgeAddress) {
        this.shared = shared;
        this.sites = sites;
        this.ledger = ledger;
        this.live = live;
        this.edgeAddress = edgeAddress;
        this.looks = new HostLooks(shared.runtime(), shared.clock());
        this.usage = new UsageSampler(shared.runtime(), shared.clock());
        this.signals = new SignalWatch(shared.database(), shared.stacks());
        this.logs = new ServiceLogs(shared);
        this.restart = new ServiceRestart(shared, ledger, looks);
    }

    private record Recorded(List<WorkloadStore.Shown> services, List<ReplicaStore.Replica> replicas) {}

    @Override
    public List<Workload> of(TenantScope scope, StackId stack) {
        Recorded recorded = shared.database()
                .inTenant(
                        scope,
                        transaction -> new Recorded(
                                shared.workloads().shown(transaction, stack),
                                shared.replicas().ofStack(transaction, stack)));
        return recorded.services().isEmpty()
                ? List.of()
                : show(recorded, shared.routes().of(scope, stack), Optional.of(stack));
    }

    @Override
    public List<Service> services(TenantScope scope) {
        return shared.database().inTenant(scope, shared.workloads()::all).stream()
                .map(service -> new Service(service.id(), service.stack(), service.name(), service.wantedReplicas()))
                .toList();
    }

    @Override
    public List<ServiceLimits> limits(TenantScope scope) {
        return shared
                .database()
                .inTenant(scope, transaction -> shared.workloads().shown(transaction, null))
                .stream()
                .map(WorkloadView::limits)
                .toList();
    }

    @Override
    public List<Workload> all(TenantScope scope) {
        Recorded recorded = shared.database()
                .inTenant(
                        scope,
                        transaction -> new Recorded(
                                shared.workloads().shown(transaction, null),
                                shared.replicas().ofTenant(transaction)));
        return recorded.services().isEmpty()
                ? List.of()
                : show(recorded, shared.routes().all(scope), Optional.empty());
    }

    @Override
    public TenantUse use(TenantScope scope) {
        TenantClaims claims = shared.database()
                .inTenant(scope, transaction -> TenantClaims.read(transaction, shared.stacks(), shared.parts()));
        return new TenantUse(
                claims.sum(),
                claims.claimed().stream()
                        .map(claimed -> new StackUse(
                                claimed.stack(),
                                claimed.claim().stack(),
                                claimed.claim().use()))
                        .toList(),
                TenantCeiling.over(shared.preparation().limits(scope), claims.all()));
    }

    private List<Workload> show(Recorded recorded, List<Route> routes, Optional<StackId> stack) {
        Map<HostId, Set<String>> known = new HashMap<>();
        for (ReplicaStore.Replica replica : recorded.replicas()) {
            Set<String> containers = known.computeIfAbsent(replica.host(), _ -> new HashSet<>());
            if (replica.containerId() != null && replica.state() != State.RETIRING) {
                containers.add(replica.containerId());
            }
        }
        Map<HostId, Look> seen =
                Parallel.map(known.keySet(), 16, host -> looks.at(host, stack, known.getOrDefault(host, Set.of())));
        Map<ReplicaId, Sight> sights = new HashMap<>();
        List<Place> running = new ArrayList<>();
        for (ReplicaStore.Replica replica : recorded.replicas()) {
            Sight sight = sight(replica, seen.get(replica.host()));
            sights.put(replica.id(), sight);
            if (sight.container() != null && sight.container().state() == ObservedContainer.State.RUNNING) {
                running.add(new Place(replica.host(), sight.container().containerId()));
            }
        }
        Map<Place, Use> uses = usage.look(running);
        Map<HostId, Location> locations = new HashMap<>();
        WorkloadView view = new WorkloadView(
                edgeAddress,
                host -> locations.computeIfAbsent(host, this::location),
                replica -> replica.containerId() == null
                        ? Use.UNKNOWN
                        : uses.getOrDefault(new Place(replica.host(), replica.containerId()), Use.UNKNOWN),
                shared.clock().instant());
        return recorded.services().stream()
                .map(service -> view.of(parts(service, recorded, sights, routes)))
                .toList();
    }

    private static Sight sight(ReplicaStore.Replica replica, @Nullable Look look) {
        return switch (look) {
            case Look.Answered answered
            when replica.containerId() != null ->
                new Sight(replica, answered.containers().get(replica.containerId()), false);
            case Look.Answered _ -> new Sight(replica, null, false);
            case Look.Away _ -> new Sight(replica, null, true);
            case null -> new Sight(replica, null, true);
        };
    }

    private static WorkloadView.Parts parts(
            WorkloadStore.Shown shown, Recorded recorded, Map<ReplicaId, Sight> sights, List<Route> routes) {
        WorkloadStore.Service service = shown.service();
        List<Sight> own = new ArrayList<>();
        recorded.replicas().stream()
                .filter(replica -> replica.workload().equals(service.id()))
                .forEach(replica -> own.add(sights.getOrDefault(replica.id(), new Sight(replica, null, true))));
        return new WorkloadView.Parts(
                shown,
                own,
                routes.stream()
                        .filter(route -> route.stack().equals(service.stack())
                                && route.service().equals(service.name()))
                        .toList());
    }

    private Location location(HostId id) {
        return sites.host(id)
                .map(host -> new Location(
                        sites.list().stream()
                                .filter(site -> site.id().equals(host.site()))
                                .map(Site::name)
                                .findFirst()
                                .orElse(""),
                        host.name()))
                .orElse(new Location("", ""));
    }

    @Override
    public List<Volume> volumes(TenantScope scope) {
        Map<HostId, Location> locations = new HashMap<>();
        return shared.database().inTenant(scope, shared.parts()::kept).stream()
                .map(volume -> volume(volume, locations))
                .toList();
    }

    @Override
    public Page<Volume> volumes(TenantScope scope, PageRequest page) {
        Map<HostId, Location> locations = new HashMap<>();
        return shared.database()
                .inTenant(scope, transaction -> shared.parts().kept(transaction, page))
                .map(volume -> volume(volume, locations));
    }

    private Volume volume(PartStore.KeptVolume volume, Map<HostId, Location> locations) {
        return new Volume(
                volume.id(),
                volume.stack(),
                volume.name(),
                locations.computeIfAbsent(volume.host(), this::location),
                volume.createdAt(),
                volume.detachedAt(),
                volume.sizeBytes(),
                volume.usedBytes());
    }

    @Override
    public List<Drift> drift(TenantScope scope, StackId stack) {
        Optional<Placement> placement =
                shared.database().inTenant(scope, transaction -> shared.stacks().find(transaction, stack));
        if (placement.isEmpty()) {
            return List.of();
        }
        if (!held(placement.get().applyingUntil())) {
            // While an apply changes limits in place, what differs is not drift.
            try {
                live.look(scope, stack);
            } catch (Runtime.RuntimeUnavailable | Runtime.RuntimeRefused away) {
                // What was recorded before is all that can be known.
            }
        }
        return new RecordedDrift(shared.database(), shared.replicas(), shared.workloads()).of(scope, stack);
    }

    private boolean held(@Nullable Instant until) {
        return StackApply.holds(until, shared.clock().instant());
    }

    @Override
    public void restart(TenantScope scope, Actor actor, StackId stack, String service) {
        restart.run(scope, actor, stack, service);
    }

    @Override
    public void logs(
            TenantScope scope,
            StackId stack,
            String service,
            Runtime.LogRequest request,
            Optional<String> search,
            Consumer<ServiceLogLine> lines,
            Cancellation cancellation) {
        logs.read(scope, stack, service, request, search, lines, cancellation);
    }

    @Override
    public Runtime.ExecSession exec(
            TenantScope scope,
            Actor actor,
            StackId stack,
            String service,
            int replica,
            List<String> command,
            boolean terminal) {
        if (command.isEmpty() || command.getFirst().isBlank()) {
            throw new ProblemException(InvalidInput.of("command", "must not be empty"));
        }
        Shell found = shared.database().inTenant(scope, transaction -> {
            WorkloadStore.Service known = shared.workloads()
                    .find(transaction, stack, service)
                    .orElseThrow(() -> new ProblemException(new WorkloadProblem.ServiceNotFound(service)));
            // While a new container of the replica comes up, the one that answers is meant.
            ReplicaStore.Replica meant = shared.replicas().of(transaction, known.id()).stream()
                    .filter(one -> one.ordinal() == replica && one.state() != State.RETIRING)
                    .min(Comparator.comparing((ReplicaStore.Replica one) -> one.state() != State.READY))
                    .orElseThrow(() -> new ProblemException(new WorkloadProblem.ReplicaNotFound(service, replica)));
            if (meant.containerId() == null) {
                throw new ProblemException(new WorkloadProblem.ReplicaNotRunning(service, replica));
            }
            // Recorded before it is opened: nobody gets in without an entry.
            ledger.append(transaction, actor, shell("opened", stack, known, meant, OptionalInt.empty()));
            return new Shell(known, meant);
        });
        ReplicaStore.Replica replicaFound = found.replica();
        Consumer<OptionalInt> ended = code -> shared.database()
                .inTenant(
                        scope,
                        transaction -> ledger.append(
                                transaction, actor, shell("closed", stack, found.service(), replicaFound, code)));
        try {
            return new RecordedShell(
                    shared.runtime()
                            .exec(replicaFound.host(), String.valueOf(replicaFound.containerId()), command, terminal),
                    ended);
        } catch (Runtime.RuntimeUnavailable away) {
            ended.accept(OptionalInt.empty());
            throw new ProblemException(new WorkloadProblem.HostAway(service), away);
        } catch (Runtime.RuntimeRefused refused) {
            ended.accept(OptionalInt.empty());
            throw new ProblemException(new WorkloadProblem.ReplicaNotRunning(service, replica), refused);
        }
    }

    /** Says where somebody was, and never what they typed: a command line may hold a password. */
    private static LedgerEvent shell(
            String what,
            StackId stack,
            WorkloadStore.Service service,
            ReplicaStore.Replica replica,
            OptionalInt exitCode) {
        Map<String, Object> details = new HashMap<>();
        details.put("stack", stack.toString());
        details.put("service", service.name());
        details.put("replica", replica.ordinal());
        details.put("container", String.valueOf(replica.containerId()));
        exitCode.ifPresent(code -> details.put("exitCode", code));
        return new LedgerEvent("workload.shell-" + what, "workload:" + service.id(), details);
    }

    private record Shell(WorkloadStore.Service service, ReplicaStore.Replica replica) {}

    @Override
    public long awaitChange(TenantScope scope, long since, Duration atMost) {
        return signals.await(scope, since, atMost);
    }
}

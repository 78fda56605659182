package io.binome.server.api;

import io.binome.changes.Change;
import io.binome.changes.Changes;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.workloads.Workloads;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Stacks as they were applied, and what runs of them. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}")
final class StackController {
    private static final String ONE = "/repositories/{repository}/stacks/{stack}";

    private final Stacks stacks;
    private final Workloads workloads;
    private final Repositories repositories;
    private final Changes changes;
    private final Entrance entrance;

    StackController(Stacks stacks, Workloads workloads, Repositories repositories, Changes changes, Entrance entrance) {
        this.stacks = stacks;
        this.workloads = workloads;
        this.repositories = repositories;
        this.changes = changes;
        this.entrance = entrance;
    }

    /** Over all repositories, with what runs of them. */
    @GetMapping("/stacks")
    Listing<StackView> list(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        Map<RepositoryId, String> names =
                repositories.list(scope).stream().collect(Collectors.toMap(Repository::id, Repository::name));
        Map<StackId, List<Workloads.Workload>> running =
                workloads.all(scope).stream().collect(Collectors.groupingBy(Workloads.Workload::stack));
        return Listing.of(
                stacks.list(scope, new PageRequest(limit, after)),
                stack -> StackView.of(
                        stack,
                        names.getOrDefault(stack.repository(), ""),
                        running.getOrDefault(stack.id(), List.of()),
                        Hosts.shownTo(principal)));
    }

    @GetMapping(ONE)
    StackView get(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.READ);
        Stack wanted = find(found, stack);
        return StackView.of(
                wanted, found.repository().name(), workloads.of(found.scope(), wanted.id()), Hosts.shownTo(principal));
    }

    /** The change that is applied to the stack first, then those that wait, by their references. */
    @GetMapping(ONE + "/queue")
    Listing<String> queue(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.READ);
        return Listing.of(changes.queue(found.scope(), find(found, stack).id()).stream()
                .map(Change::reference)
                .toList());
    }

    /** Kept volumes, also those that no service uses any more and that are destroyed 30 days later. */
    @GetMapping("/volumes")
    Listing<VolumeView> volumes(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        Map<StackId, Stack> known =
                stacks.list(scope).stream().collect(Collectors.toMap(Stack::id, Function.identity()));
        return Listing.of(
                workloads.volumes(scope, new PageRequest(limit, after)),
                volume -> VolumeView.of(volume, known.get(volume.stack()), Hosts.shownTo(principal)));
    }

    private Stack find(Entrance.RepositoryEntry entry, String stack) {
        return stacks.byName(entry.scope(), entry.repository().id(), stack)
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("stack", stack)));
    }

    /**
     * @param appliedCommit of the last complete apply; null before the first
     * @param partialCommit of an apply that failed half-way; null otherwise
     */
    record StackView(
            String id,
            String repository,
            String name,
            String path,
            String engine,
            String environment,
            String site,
            @Nullable String appliedCommit,
            @Nullable String partialCommit,
            List<ServiceView> services) {
        static StackView of(Stack stack, String repository, List<Workloads.Workload> running, boolean hosts) {
            return new StackView(
                    stack.id().toString(),
                    repository,
                    stack.name(),
                    stack.declaration().path(),
                    stack.declaration().engine(),
                    stack.declaration().environment(),
                    stack.declaration().site(),
                    stack.appliedCommit(),
                    stack.partial(),
                    running.stream()
                            .map(service -> ServiceView.of(service, hosts))
                            .toList());
        }
    }

    /**
     * @param condition {@code healthy}, {@code starting}, {@code degraded}, {@code down}, {@code completed}
     * @param sentence the same for people
     * @param addresses where it answers from outside, as {@code host:port}
     * @param cpuMillis of all replicas, thousandths of a CPU; negative when not known yet
     */
    record ServiceView(
            String name,
            String image,
            String commit,
            int wantedReplicas,
            String condition,
            String sentence,
            List<String> addresses,
            long cpuMillis,
            long memoryBytes,
            List<ReplicaView> replicas) {
        static ServiceView of(Workloads.Workload workload, boolean hosts) {
            boolean known = workload.replicas().stream().anyMatch(replica -> replica.cpuMillis() >= 0);
            return new ServiceView(
                    workload.service(),
                    workload.image(),
                    workload.commit(),
                    workload.wantedReplicas(),
                    Words.of(workload.condition()),
                    workload.sentence(),
                    workload.addresses(),
                    known
                            ? workload.replicas().stream()
                                    .mapToLong(replica -> Math.max(0, replica.cpuMillis()))
                                    .sum()
                            : -1,
                    workload.replicas().stream()
                            .mapToLong(Workloads.Replica::memoryBytes)
                            .sum(),
                    workload.replicas().stream()
                            .map(replica -> ReplicaView.of(replica, hosts))
                            .toList());
        }
    }

    /** @param host name of the server; null for a client's people */
    record ReplicaView(
            int ordinal,
            String site,
            @Nullable String host,
            @Nullable String containerId,
            String state,
            String health,
            int restarts,
            @Nullable Instant startedAt,
            long cpuMillis,
            long memoryBytes,
            long memoryLimitBytes,
            @Nullable String lastLog) {
        static ReplicaView of(Workloads.Replica replica, boolean hosts) {
            return new ReplicaView(
                    replica.ordinal(),
                    replica.location().site(),
                    hosts ? replica.location().host() : null,
                    replica.containerId(),
                    Words.of(replica.state()),
                    Words.of(replica.health()),
                    replica.restarts(),
                    replica.startedAt(),
                    replica.cpuMillis(),
                    replica.memoryBytes(),
                    replica.memoryLimitBytes(),
                    replica.lastLog());
        }
    }

    /**
     * @param stack its name; null when the stack is gone
     * @param host name of the server; null for a client's people
     * @param detachedAt null while a service uses it
     * @param sizeBytes what its file says it may hold; null when that says nothing
     * @param usedBytes what it held when it was last measured; null before that
     */
    record VolumeView(
            String id,
            @Nullable String stack,
            String name,
            String site,
            @Nullable String host,
            Instant createdAt,
            @Nullable Instant detachedAt,
            @Nullable Long sizeBytes,
            @Nullable Long usedBytes) {
        static VolumeView of(Workloads.Volume volume, @Nullable Stack stack, boolean hosts) {
            return new VolumeView(
                    volume.id().toString(),
                    stack == null ? null : stack.name(),
                    volume.name(),
                    volume.location().site(),
                    hosts ? volume.location().host() : null,
                    volume.createdAt(),
                    volume.detachedAt(),
                    volume.sizeBytes(),
                    volume.usedBytes());
        }
    }
}

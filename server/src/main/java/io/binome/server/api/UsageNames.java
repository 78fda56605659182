package io.binome.server.api;

import io.binome.kernel.HostId;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.sites.Host;
import io.binome.sites.Sites;
import io.binome.stacks.Stacks;
import io.binome.workloads.Workloads;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is metered, as people call it. What is gone has no name any more, and keeps its id. */
record UsageNames(Map<StackId, String> stacks, Map<WorkloadId, String> services, Map<HostId, String> hosts) {
    /** @param shown whether the names of servers are */
    static UsageNames of(
            TenantScope scope,
            Stacks stacks,
            Repositories repositories,
            Workloads workloads,
            Sites sites,
            boolean shown) {
        Map<RepositoryId, String> repository =
                repositories.list(scope).stream().collect(Collectors.toMap(Repository::id, Repository::name));
        Map<StackId, String> stackNames = new HashMap<>();
        stacks.list(scope)
                .forEach(stack -> stackNames.put(
                        stack.id(),
                        repository.getOrDefault(stack.repository(), "") + "/"
                                + stack.declaration().name()));
        return new UsageNames(
                stackNames,
                workloads.services(scope).stream()
                        .collect(Collectors.toMap(Workloads.Service::id, Workloads.Service::name)),
                shown ? sites.hosts().stream().collect(Collectors.toMap(Host::id, Host::name)) : Map.of());
    }

    @Nullable
    String stack(@Nullable StackId stack) {
        return stack == null ? null : stacks.get(stack);
    }

    @Nullable
    String service(@Nullable WorkloadId service) {
        return service == null ? null : services.get(service);
    }

    @Nullable
    String host(HostId host) {
        return hosts.get(host);
    }
}

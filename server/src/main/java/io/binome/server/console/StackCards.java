package io.binome.server.console;

import io.binome.drift.Drifts;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Tenant;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Workloads;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Puts stacks and what runs of them together. */
final class StackCards {
    private final Repositories repositories;
    private final Stacks stacks;
    private final Workloads workloads;
    private final Drifts drifts;

    StackCards(Repositories repositories, Stacks stacks, Workloads workloads, Drifts drifts) {
        this.repositories = repositories;
        this.stacks = stacks;
        this.workloads = workloads;
        this.drifts = drifts;
    }

    List<StackCard> all(Tenant tenant, Reader reader) {
        TenantScope scope = new TenantScope(tenant.id());
        Map<Object, String> names =
                repositories.list(scope).stream().collect(Collectors.toMap(Repository::id, Repository::name));
        Map<Object, List<Workloads.Workload>> running =
                workloads.all(scope).stream().collect(Collectors.groupingBy(Workloads.Workload::stack));
        return stacks.list(scope).stream()
                .filter(stack -> names.containsKey(stack.repository()))
                .map(stack -> card(
                        tenant,
                        names.getOrDefault(stack.repository(), "–"),
                        stack,
                        running.getOrDefault(stack.id(), List.of()),
                        reader))
                .sorted(Comparator.comparing(
                        card -> card.repository() + "/" + card.stack().name()))
                .toList();
    }

    StackCard one(Tenant tenant, Repository repository, Stack stack, Reader reader) {
        TenantScope scope = new TenantScope(tenant.id());
        return card(tenant, repository.name(), stack, workloads.of(scope, stack.id()), reader);
    }

    private StackCard card(
            Tenant tenant, String repository, Stack stack, List<Workloads.Workload> running, Reader reader) {
        return new StackCard(
                tenant.name(),
                repository,
                stack,
                running.stream()
                        .map(workload -> service(tenant, repository, stack, workload, reader))
                        .toList(),
                drifts.of(new TenantScope(tenant.id()), stack).resources().size());
    }

    private static StackCard.Service service(
            Tenant tenant, String repository, Stack stack, Workloads.Workload workload, Reader reader) {
        List<Workloads.Replica> known = workload.replicas().stream()
                .filter(replica -> replica.cpuMillis() >= 0)
                .toList();
        return new StackCard.Service(
                Links.service(tenant.name(), repository, stack.name(), workload.service()),
                workload,
                badge(workload.condition(), reader),
                (int) workload.replicas().stream()
                        .filter(replica -> replica.state() == ObservedContainer.State.RUNNING)
                        .count(),
                known.isEmpty()
                        ? -1
                        : known.stream().mapToLong(Workloads.Replica::cpuMillis).sum(),
                workload.replicas().stream()
                        .mapToLong(Workloads.Replica::memoryBytes)
                        .sum(),
                workload.replicas().stream()
                        .mapToLong(Workloads.Replica::memoryLimitBytes)
                        .sum());
    }

    private static Badge badge(Workloads.Condition condition, Reader reader) {
        return switch (condition) {
            case HEALTHY -> Badge.ok(reader.text("condition.healthy"));
            case STARTING -> Badge.waiting(reader.text("condition.starting"));
            case DEGRADED -> Badge.warning(reader.text("condition.degraded"));
            case DOWN -> Badge.danger(reader.text("condition.down"));
            case COMPLETED -> Badge.quiet(reader.text("condition.completed"));
        };
    }
}

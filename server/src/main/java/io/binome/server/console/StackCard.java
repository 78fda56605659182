package io.binome.server.console;

import io.binome.stacks.Stack;
import io.binome.workloads.Workloads;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A stack with its services as they are now. {@code drifted}: how many resources are not as they were applied. */
public record StackCard(String tenant, String repository, Stack stack, List<Service> services, int drifted) {
    public String address() {
        return Links.stack(tenant, repository, stack.name());
    }

    /** No more services than {@code most}: those that are unwell first, when some are left out. */
    public List<Service> first(int most) {
        return services.size() <= most
                ? services
                : services.stream()
                        .sorted(Comparator.comparing(Service::healthy))
                        .limit(most)
                        .toList();
    }

    /** The services in the order asked for. */
    public StackCard sorted(Sorting sorting) {
        return new StackCard(
                tenant,
                repository,
                stack,
                sorting.of(
                        services,
                        Map.of(
                                "service",
                                Comparator.comparing(
                                        service -> service.workload().service()),
                                "health",
                                Comparator.comparing(
                                        service -> service.workload().condition()),
                                "replicas",
                                Comparator.comparing(Service::running),
                                "cpu",
                                Comparator.comparing(Service::cpuMillis),
                                "memory",
                                Comparator.comparing(Service::memoryBytes))),
                drifted);
    }

    public Badge badge(Reader reader) {
        if (stack.partial() != null) {
            return Badge.warning(reader.text("stack.partial"));
        }
        return services.stream()
                .filter(service -> service.badge().kind().equals("danger"))
                .findFirst()
                .or(() -> services.stream()
                        .filter(service -> service.badge().kind().equals("warning"))
                        .findFirst())
                .or(() -> services.stream()
                        .filter(service -> service.badge().kind().equals("waiting"))
                        .findFirst())
                .map(service -> new Badge(
                        service.badge().kind(),
                        service.badge().icon(),
                        reader.text("stack.badge." + service.badge().kind())))
                .orElseGet(() -> drifted > 0
                        ? Badge.warning(reader.text("stack.drift", drifted))
                        : Badge.ok(reader.text("stack.badge.ok")));
    }

    /** A service; use is summed over its replicas, and negative when not known yet. */
    public record Service(
            String address,
            Workloads.Workload workload,
            Badge badge,
            int running,
            long cpuMillis,
            long memoryBytes,
            long memoryLimitBytes) {
        /** Part of the limit that is used, 0 to 100. */
        public int memoryShare() {
            return memoryLimitBytes <= 0 ? 0 : (int) Math.min(100, memoryBytes * 100 / memoryLimitBytes);
        }

        public boolean healthy() {
            return badge.kind().equals("ok") || badge.kind().equals("quiet");
        }
    }
}

package io.binome.server.console;

import io.binome.stacks.Stack;
import io.binome.workloads.Workloads;
import java.util.List;

/** A stack with its services as they are now. {@code drifted}: how many containers are not as they were applied. */
public record StackCard(String tenant, String repository, Stack stack, List<Service> services, int drifted) {
    public String address() {
        return Links.stack(tenant, repository, stack.name());
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

package io.binome.server.wiring;

import io.binome.drivers.cgroup.CgroupUsage;
import io.binome.drivers.docker.DockerHosts;
import io.binome.drivers.docker.DockerTraffic;
import io.binome.edge.Edge;
import io.binome.edge.Routes;
import io.binome.kernel.HostId;
import io.binome.kernel.TenantId;
import io.binome.metering.UsageSource;
import io.binome.sites.Host;
import io.binome.sites.HostEndpoint;
import io.binome.sites.Sites;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import io.binome.workloads.Workloads;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who reads what was used: the kernel of this machine, the packet filters of hosts, the edge. */
@Configuration(proxyBeanMethods = false)
public class UsageSourceWiring {
    private static final Duration TRAFFIC = Duration.ofMinutes(1);

    @Bean(destroyMethod = "close")
    UsageSource usageSource(
            Sites sites,
            Tenants tenants,
            DockerHosts hosts,
            Edge edge,
            Routes routes,
            Workloads workloads,
            InstantSource clock) {
        DockerTraffic traffic = new DockerTraffic(hosts, TRAFFIC);
        EdgeFlows requests = new EdgeFlows(edge, routes, workloads, tenants);
        LastKnown<List<HostId>> here = new LastKnown<>(() -> thisMachine(sites));
        return new CgroupUsage(
                host -> here.get().stream().limit(1).anyMatch(host::equals),
                new KnownTenants(() -> tenants.all().stream().map(Tenant::id).collect(Collectors.toUnmodifiableSet())),
                _ -> Stream.concat(
                                here.get().stream().flatMap(engine -> traffic.read(engine).stream()),
                                requests.read().stream())
                        .toList(),
                clock);
    }

    /**
     * The engines on this machine. Their containers are in the same control groups, which count for the first; each knows
     * the bridges of its own networks alone, whose traffic one packet filter counts.
     */
    private static List<HostId> thisMachine(Sites sites) {
        return sites.hosts().stream()
                .filter(host -> host.endpoint() instanceof HostEndpoint.UnixSocket)
                .map(Host::id)
                .sorted(Comparator.comparing(HostId::value))
                .toList();
    }

    /** Asks again for one that it does not know, and not for each of many that other servers have on this machine. */
    private static final class KnownTenants implements Predicate<TenantId> {
        private static final Duration FRESH = Duration.ofSeconds(1);

        private final LastKnown<Set<TenantId>> tenants;
        private Set<TenantId> known = Set.of();
        private long askedAt = System.nanoTime() - FRESH.toNanos();

        KnownTenants(Supplier<Set<TenantId>> tenants) {
            this.tenants = new LastKnown<>(tenants);
        }

        @Override
        public synchronized boolean test(TenantId tenant) {
            if (!known.contains(tenant) && System.nanoTime() - askedAt >= FRESH.toNanos()) {
                known = tenants.get();
                askedAt = System.nanoTime();
            }
            return known.contains(tenant);
        }
    }
}

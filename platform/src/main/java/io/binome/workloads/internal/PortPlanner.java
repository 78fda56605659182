package io.binome.workloads.internal;

import io.binome.compose.Origin;
import io.binome.edge.Routes;
import io.binome.kernel.ProblemException;
import io.binome.kernel.SiteId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.tenancy.TenantLimits;
import io.binome.workloads.internal.WantedService.WantedPort;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Chooses the host ports that a plan shows and its apply takes. */
final class PortPlanner {
    private final Routes routes;

    PortPlanner(Routes routes) {
        this.routes = routes;
    }

    /** @return host port by service and container port */
    SortedMap<String, SortedMap<Integer, Integer>> plan(
            TenantScope scope,
            SiteId site,
            StackId stack,
            WantedStack wanted,
            TenantLimits limits,
            Map<String, String> earlier,
            SortedMap<String, String> resolutions,
            Function<String, Origin> place) {
        Findings findings = new Findings();
        Set<Integer> taken = new HashSet<>();
        SortedMap<String, SortedMap<Integer, Integer>> ports = new TreeMap<>();
        // Ports that are asked for by number come first, so that no other is given one of them.
        for (boolean numbered : new boolean[] {true, false}) {
            for (WantedService service : wanted.services().values()) {
                for (WantedPort port : service.ports()) {
                    String key = "port:" + service.name() + "/" + port.containerPort();
                    String known = earlier.get(key);
                    Integer asked = known == null ? port.hostPort() : (Integer) Integer.parseInt(known);
                    if ((asked != null) != numbered) {
                        continue;
                    }
                    Integer given = choose(scope, site, stack, service, port, asked, limits, taken, findings, place);
                    if (given != null) {
                        taken.add(given);
                        resolutions.put(key, given.toString());
                        ports.computeIfAbsent(service.name(), _ -> new TreeMap<>())
                                .put(port.containerPort(), given);
                    }
                }
            }
        }
        if (!findings.isEmpty()) {
            throw PlanningStopped.refused(findings.all());
        }
        return ports;
    }

    private @Nullable Integer choose(
            TenantScope scope,
            SiteId site,
            StackId stack,
            WantedService service,
            WantedPort port,
            @Nullable Integer asked,
            TenantLimits limits,
            Set<Integer> taken,
            Findings findings,
            Function<String, Origin> place) {
        Integer candidate = asked;
        for (int next = limits.firstPort(); next <= limits.lastPort() + 1; next++) {
            try {
                int given = routes.preview(
                        scope,
                        site,
                        stack,
                        new Routes.Wanted(service.name(), port.containerPort(), port.mode(), candidate));
                if (!taken.contains(given)) {
                    return given;
                }
                if (asked != null) {
                    refuse(service, findings, place, "The host port " + given + " is asked for twice.");
                    return null;
                }
            } catch (ProblemException problem) {
                if (asked != null || candidate == null) {
                    refuse(service, findings, place, problem.problem().message());
                    return null;
                }
            }
            // The lowest free one goes to another service of this plan: look further up.
            candidate = next;
            while (candidate <= limits.lastPort() && taken.contains(candidate)) {
                candidate++;
            }
            next = candidate;
        }
        refuse(service, findings, place, "No host port of the tenant's range is free.");
        return null;
    }

    private static void refuse(
            WantedService service, Findings findings, Function<String, Origin> place, String reason) {
        String key = "services." + service.name() + ".ports";
        findings.invalid(
                place.apply(key), key, reason, "Write the container's port alone to be given a free host port.");
    }
}

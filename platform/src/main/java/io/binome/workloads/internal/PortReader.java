package io.binome.workloads.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.edge.Route;
import io.binome.tenancy.TenantLimits;
import io.binome.workloads.internal.WantedService.WantedPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ports that a service publishes at the edge: TCP, on host ports of the tenant's range. */
final class PortReader {
    private final TenantLimits tenant;
    private final Findings findings;

    PortReader(TenantLimits tenant, Findings findings) {
        this.tenant = tenant;
        this.findings = findings;
    }

    List<WantedPort> read(String name, Mapping node, List<String> notes) {
        List<WantedPort> ports = new ArrayList<>();
        int index = 0;
        for (ComposeNode item : node.items("ports")) {
            String key = "services." + name + ".ports[" + index++ + "]";
            if (!(item instanceof Mapping port)) {
                continue;
            }
            String protocol = port.text("protocol");
            if (protocol != null && !protocol.isEmpty() && !protocol.equals("tcp")) {
                findings.unsupported(
                        port.origin(),
                        key,
                        "The edge carries TCP only; " + protocol + " cannot be published.",
                        "Leave this port out, or publish a TCP port; inside of the stack " + protocol
                                + " works without it.");
                continue;
            }
            String address = port.text("host_ip");
            if (address != null && !address.isEmpty() && !address.equals("0.0.0.0") && !address.equals("::")) {
                findings.isolation(
                        port.origin(),
                        key,
                        "The port is bound to the address " + address
                                + " of a host; the edge would open it to everybody.",
                        "Use expose to keep it within the stack, or leave the address out to publish it.");
                continue;
            }
            int target = (int) ComposeValues.longAt(port, "target", 0);
            if (target < 1 || target > 65535 || ports.stream().anyMatch(known -> known.containerPort() == target)) {
                if (target >= 1 && target <= 65535) {
                    notes.add("port " + target + " is published once, though the file says so twice");
                } else {
                    findings.invalid(port.origin(), key, "It is no port.", "Write a number from 1 to 65535.");
                }
                continue;
            }
            String application = port.text("app_protocol");
            boolean http = application != null
                    && Set.of("http", "http2", "h2c", "grpc").contains(application);
            ports.add(new WantedPort(
                    target, http ? Route.Mode.HTTP : Route.Mode.TCP, hostPort(port.text("published"), notes)));
        }
        return List.copyOf(ports);
    }

    private @Nullable Integer hostPort(@Nullable String published, List<String> notes) {
        if (published == null || !published.matches("\\d{1,5}")) {
            return null;
        }
        int port = Integer.parseInt(published);
        if (port >= tenant.firstPort() && port <= tenant.lastPort()) {
            return port;
        }
        if (port != 0) {
            notes.add("host port " + port + " is outside of the range " + tenant.firstPort() + " to "
                    + tenant.lastPort() + "; one of the range is given");
        }
        return null;
    }
}

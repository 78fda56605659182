package io.binome.drivers.docker;

import io.binome.kernel.HostId;
import io.binome.sites.HostEndpoint;
import io.binome.workloads.Runtime.RuntimeRefused;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The engines of all registered hosts; connects when a host is first used, and anew when its endpoint has changed. */
public final class DockerHosts implements AutoCloseable {
    private final Function<HostId, Optional<HostEndpoint>> endpoints;
    private final DockerSettings settings;
    private final ConcurrentHashMap<HostId, DockerHost> connected = new ConcurrentHashMap<>();

    /** @param endpoints asked on every use, so it should answer from memory; empty for a host that is not registered */
    public DockerHosts(Function<HostId, Optional<HostEndpoint>> endpoints, DockerSettings settings) {
        this.endpoints = endpoints;
        this.settings = settings;
    }

    /** @throws RuntimeRefused when no such host is registered */
    DockerHost host(HostId id) {
        HostEndpoint endpoint = endpoints
                .apply(id)
                .orElseThrow(
                        () -> new RuntimeRefused(RuntimeRefused.Reason.NOT_FOUND, "No host " + id + " is registered"));
        return connected.compute(id, (same, present) -> {
            if (present != null && present.endpoint().equals(endpoint)) {
                return present;
            }
            if (present != null) {
                present.close();
            }
            return new DockerHost(id, endpoint, settings);
        });
    }

    @Override
    public void close() {
        connected.values().forEach(DockerHost::close);
        connected.clear();
    }
}

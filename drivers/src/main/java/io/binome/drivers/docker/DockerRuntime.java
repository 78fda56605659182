package io.binome.drivers.docker;

import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.VolumeId;
import io.binome.runs.Cancellation;
import io.binome.secrets.RegistryLogins;
import io.binome.stacks.Value;
import io.binome.workloads.BuildOutcome;
import io.binome.workloads.BuildRequest;
import io.binome.workloads.ContainerSpec;
import io.binome.workloads.HostFacts;
import io.binome.workloads.ImageOwnership;
import io.binome.workloads.ImageReference;
import io.binome.workloads.ImageResolution;
import io.binome.workloads.NetworkSpec;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.PinnedImage;
import io.binome.workloads.Runtime;
import io.binome.workloads.RuntimeEvent;
import io.binome.workloads.VolumeSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;

/** The {@link Runtime} of Docker Engines, API 1.41 (20.10) and newer. Safe for use by several threads. */
public final class DockerRuntime implements Runtime {
    private final DockerHosts hosts;
    private final RegistryLogins credentials;
    private final ImageOwnership ownership;
    private final InstantSource clock;

    public DockerRuntime(DockerHosts hosts, RegistryLogins credentials, ImageOwnership ownership, InstantSource clock) {
        this.hosts = hosts;
        this.credentials = credentials;
        this.ownership = ownership;
        this.clock = clock;
    }

    @Override
    public HostFacts facts(HostId host) {
        return hosts.host(host).look();
    }

    @Override
    public ImageResolution resolve(HostId host, ImageReference image) {
        return images(host).resolve(image);
    }

    @Override
    public void pull(
            HostId host, TenantScope scope, PinnedImage image, Consumer<String> progress, Cancellation cancellation) {
        images(host).pull(scope, image, progress, cancellation);
    }

    @Override
    public BuildOutcome build(HostId host, BuildRequest request, Consumer<String> log, Cancellation cancellation) {
        return new ImageBuilding(hosts.host(host), images(host), ownership).build(request, log, cancellation);
    }

    @Override
    public List<UnusedImage> unusedImages(HostId host, Set<String> keep) {
        return new ImageCleaning(hosts.host(host)).unused(keep);
    }

    @Override
    public boolean removeImage(HostId host, String id) {
        return new ImageCleaning(hosts.host(host)).remove(id);
    }

    @Override
    public void ensureNetwork(HostId host, NetworkSpec network) {
        new StackNetworks(hosts.host(host)).ensure(network);
    }

    @Override
    public void removeNetwork(HostId host, String networkName) {
        new StackNetworks(hosts.host(host)).remove(networkName);
    }

    @Override
    public void ensureVolume(HostId host, VolumeSpec volume) {
        new HostVolumes(hosts.host(host)).ensure(volume);
    }

    @Override
    public void removeVolume(HostId host, VolumeId volume) {
        new HostVolumes(hosts.host(host)).remove(volume);
    }

    @Override
    public Set<VolumeId> volumes(HostId host) {
        return new HostVolumes(hosts.host(host)).all();
    }

    @Override
    public Map<VolumeId, Long> volumeSizes(HostId host) {
        return new HostVolumes(hosts.host(host)).sizes();
    }

    @Override
    public String create(HostId host, ContainerSpec spec) {
        return new ContainerCreation(hosts.host(host), images(host)).create(spec);
    }

    @Override
    public SortedMap<String, Value> expected(ContainerSpec spec) {
        return ContainerAttributes.expected(spec);
    }

    @Override
    public void start(HostId host, String containerId) {
        containers(host).start(containerId);
    }

    @Override
    public void stop(HostId host, String containerId, Duration grace) {
        containers(host).stop(containerId, grace);
    }

    @Override
    public void remove(HostId host, String containerId) {
        containers(host).remove(containerId);
    }

    @Override
    public void updateLimits(HostId host, String containerId, ContainerSpec.Limits limits) {
        containers(host).updateLimits(containerId, limits);
    }

    @Override
    public Optional<ObservedContainer> inspect(HostId host, String containerId) {
        return containers(host).inspect(containerId);
    }

    @Override
    public List<ObservedContainer> observe(HostId host, Optional<StackId> stack) {
        return containers(host).observe(stack);
    }

    @Override
    public Address address(HostId host, String containerId, int containerPort) {
        return containers(host).address(containerId, containerPort);
    }

    @Override
    public AutoCloseable follow(HostId host, Consumer<RuntimeEvent> listener) {
        return EventStream.follow(hosts.host(host), listener, clock);
    }

    @Override
    public void logs(
            HostId host, String containerId, LogRequest request, Consumer<LogLine> lines, Cancellation cancellation) {
        new ContainerLog(hosts.host(host)).read(containerId, request, lines, cancellation);
    }

    @Override
    public Usage usage(HostId host, String containerId) {
        return new UsageReading(hosts.host(host), clock).of(containerId);
    }

    @Override
    public ExecSession exec(HostId host, String containerId, List<String> command, boolean terminal) {
        return OpenExec.in(hosts.host(host), containerId, command, terminal);
    }

    private HostImages images(HostId host) {
        return new HostImages(hosts.host(host), credentials, ownership);
    }

    private HostContainers containers(HostId host) {
        return new HostContainers(hosts.host(host));
    }
}

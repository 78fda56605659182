package io.binome.drivers.docker;

import io.binome.kernel.HostId;
import io.binome.kernel.ReplicaId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.VolumeId;
import io.binome.kernel.WorkloadId;
import io.binome.runs.Cancellation;
import io.binome.secrets.RegistryLogins;
import io.binome.sites.HostEndpoint;
import io.binome.workloads.ContainerSpec;
import io.binome.workloads.ContainerSpec.Attachment;
import io.binome.workloads.ContainerSpec.Limits;
import io.binome.workloads.ContainerSpec.Mount;
import io.binome.workloads.NetworkSpec;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.ObservedContainer.State;
import io.binome.workloads.PinnedImage;
import io.binome.workloads.Runtime.LogLine;
import io.binome.workloads.Runtime.LogRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A tenant with a stack on an engine, and short words for what tests do with it. Closing it removes all it made. */
public final class TestStack implements AutoCloseable {
    public static final HostId HOST = new HostId(new UUID(0, 1));

    public final DockerRuntime runtime;
    public final TenantId tenant = new TenantId(UUID.randomUUID());
    public final StackId stack = new StackId(UUID.randomUUID());
    public final WorkloadId workload = new WorkloadId(UUID.randomUUID());
    public final String network = "binome-test-" + stack.compact().substring(0, 12);
    private final PinnedImage image;
    private final List<VolumeId> volumes = new ArrayList<>();

    public TestStack(DockerRuntime runtime, String imageId) {
        this.runtime = runtime;
        this.image = new PinnedImage(TestImages.BUSYBOX, imageId);
        runtime.ensureNetwork(HOST, new NetworkSpec(tenant, stack, network, false));
    }

    public static DockerRuntime runtime(TestDocker docker) {
        return runtime(docker.endpoint(), docker.settings(), RegistryLogins.NONE, new RememberedOwnership());
    }

    public static DockerRuntime runtime(
            HostEndpoint endpoint, DockerSettings settings, RegistryLogins credentials, RememberedOwnership ownership) {
        DockerHosts hosts = new DockerHosts(id -> id.equals(HOST) ? Optional.of(endpoint) : Optional.empty(), settings);
        return new DockerRuntime(hosts, credentials, ownership, InstantSource.system());
    }

    public TenantScope scope() {
        return new TenantScope(tenant);
    }

    public VolumeId volume() {
        VolumeId id = new VolumeId(UUID.randomUUID());
        runtime.ensureVolume(HOST, new io.binome.workloads.VolumeSpec(tenant, id));
        volumes.add(id);
        return id;
    }

    public Draft shell(String script) {
        return new Draft(List.of("sh", "-c", script));
    }

    /** What a test may want different about a container. */
    public final class Draft {
        public ReplicaId replica = new ReplicaId(UUID.randomUUID());
        public PinnedImage image = TestStack.this.image;
        public List<String> command;
        public Map<String, String> environment = new HashMap<>();
        public Limits limits = new Limits(1000, 64L << 20, 100, null);
        public List<Mount> mounts = new ArrayList<>();
        public List<Attachment> networks = new ArrayList<>(List.of(new Attachment(network, List.of("web"))));
        public Set<Integer> edgePorts = Set.of(8080);
        public Set<String> capabilities = Set.of();
        public Set<String> droppedCapabilities = Set.of();
        public Duration grace = Duration.ZERO;
        public boolean readOnly;
        public boolean terminal;
        public ContainerSpec.HealthCheck healthCheck;

        private Draft(List<String> command) {
            this.command = command;
        }

        public Draft with(UnaryOperator<Draft> change) {
            return change.apply(this);
        }

        public ContainerSpec spec() {
            return new ContainerSpec(
                    tenant,
                    stack,
                    workload,
                    replica,
                    "web",
                    image,
                    command,
                    null,
                    new TreeMap<>(environment),
                    new TreeMap<>(),
                    null,
                    null,
                    null,
                    limits,
                    capabilities,
                    droppedCapabilities,
                    readOnly,
                    false,
                    terminal,
                    false,
                    null,
                    grace,
                    networks,
                    mounts,
                    healthCheck,
                    new TreeMap<>(),
                    List.of(),
                    new TreeMap<>(),
                    edgePorts);
        }

        public String create() {
            return runtime.create(HOST, spec());
        }

        public String run() {
            String id = create();
            runtime.start(HOST, id);
            return id;
        }

        /** Runs it to its end; its output. */
        public String output() {
            String id = run();
            awaitState(id, State.EXITED);
            String text = log(id);
            runtime.remove(HOST, id);
            return text;
        }
    }

    public ObservedContainer observed(String id) {
        return runtime.inspect(HOST, id).orElseThrow();
    }

    public void awaitState(String id, State state) {
        TestDocker.await(
                id + " to be " + state,
                Duration.ofSeconds(60),
                () -> observed(id).state() == state);
    }

    public String log(String id) {
        StringBuilder text = new StringBuilder();
        runtime.logs(
                HOST,
                id,
                new LogRequest(null, -1, false),
                (LogLine line) -> text.append(line.text()).append('\n'),
                Cancellation.NONE);
        return text.toString();
    }

    public String exec(String id, String script) {
        try (var session = runtime.exec(HOST, id, List.of("sh", "-c", script), false)) {
            session.input().close();
            return new String(session.output().readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        runtime.observe(HOST, Optional.of(stack)).forEach(container -> runtime.remove(HOST, container.containerId()));
        runtime.removeNetwork(HOST, network);
        volumes.forEach(volume -> runtime.removeVolume(HOST, volume));
    }
}

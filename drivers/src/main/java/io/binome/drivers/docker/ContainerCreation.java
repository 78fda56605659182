package io.binome.drivers.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import io.binome.kernel.Sha256;
import io.binome.sites.HostEndpoint;
import io.binome.workloads.ContainerSpec;
import io.binome.workloads.ContainerSpec.Attachment;
import io.binome.workloads.ContainerSpec.Mount;
import io.binome.workloads.Runtime.RuntimeRefused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns a specification into a container. What a tenant must never have has no way in here. */
final class ContainerCreation {
    private static final String LABELS = "io.binome.";
    static final String FILE_COUNT = LABELS + "files";
    static final String REPLICA = LABELS + "replica";

    private final DockerHost host;
    private final HostImages images;

    ContainerCreation(DockerHost host, HostImages images) {
        this.host = host;
        this.images = images;
    }

    /** The id of the new container, or of the one that this replica has already. */
    String create(ContainerSpec spec) {
        HostGuard.Running guard = host.guard().ensure();
        check(spec);
        String name = ContainerNames.of(spec.replica());
        Map<String, String> files = FileArchive.places(spec);
        if (!files.isEmpty()) {
            host.guard().fill(name, FileArchive.of(name, spec));
        }
        String id = host.work("create a container", () -> {
            try {
                return command(spec, name, guard.filesFolder() + "/" + name, files)
                        .exec()
                        .getId();
            } catch (ConflictException taken) {
                return adopted(spec, host.client().inspectContainerCmd(name).exec());
            }
        });
        connectOthers(spec, id);
        return id;
    }

    /** The container that has the name already, if it is the one that this specification would make. */
    private static String adopted(ContainerSpec spec, InspectContainerResponse present) {
        Map<String, String> labels = ContainerAttributes.labels(present);
        List<String> other = identity(spec).entrySet().stream()
                .filter(label -> !label.getValue().equals(labels.get(label.getKey())))
                .map(label -> label.getKey().substring(LABELS.length()))
                .sorted()
                .toList();
        if (!other.isEmpty()) {
            throw new RuntimeRefused(
                    RuntimeRefused.Reason.CONFLICT,
                    "A container named " + HostContainers.name(present)
                            + " is on the host that Binome did not make for "
                            + spec.service() + " (" + String.join(", ", other) + " differ). It is left as it is;"
                            + " the provider has to rename or remove it there, then try again");
        }
        return present.getId();
    }

    private void check(ContainerSpec spec) {
        Set<String> declared =
                HostImages.factsOf(images.usable(spec.image(), spec.tenant())).volumes();
        Set<String> uncovered = HostContainers.uncovered(declared, spec.mounts());
        if (!uncovered.isEmpty()) {
            throw new RuntimeRefused(
                    RuntimeRefused.Reason.OTHER,
                    "The image " + spec.image().reference() + " keeps data in " + String.join(", ", uncovered)
                            + ", for which there is no volume: it would be lost with the container");
        }
        StackNetworks networks = new StackNetworks(host);
        spec.networks().forEach(attachment -> networks.checkOwned(attachment.network(), spec.tenant()));
    }

    private CreateContainerCmd command(ContainerSpec spec, String name, String filesFolder, Map<String, String> files) {
        CreateContainerCmd command = host.client()
                .createContainerCmd(spec.image().pin())
                .withName(name)
                .withEnv(spec.environment().entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList())
                .withLabels(labels(spec, files.size()))
                .withTty(spec.terminal())
                .withStdinOpen(spec.openStdin())
                .withStopTimeout((int) Math.min(spec.stopGrace().toSeconds(), Integer.MAX_VALUE))
                .withHostConfig(hostConfig(spec, filesFolder, files));
        if (spec.command() != null) {
            command.withCmd(spec.command());
        }
        if (spec.entrypoint() != null) {
            command.withEntrypoint(spec.entrypoint());
        }
        if (spec.workingDirectory() != null) {
            command.withWorkingDir(spec.workingDirectory());
        }
        if (spec.user() != null) {
            command.withUser(spec.user());
        }
        if (spec.hostname() != null) {
            command.withHostName(spec.hostname());
        }
        if (spec.stopSignal() != null) {
            command.withStopSignal(spec.stopSignal());
        }
        if (spec.healthCheck() != null) {
            command.withHealthcheck(healthCheck(spec.healthCheck()));
        }
        if (!spec.networks().isEmpty()) {
            command.withAliases(spec.networks().getFirst().aliases());
        }
        if (host.endpoint() instanceof HostEndpoint.Tcp) {
            command.withExposedPorts(
                    spec.edgePorts().stream().sorted().map(ExposedPort::tcp).toList());
        }
        return command;
    }

    private HostConfig hostConfig(ContainerSpec spec, String filesFolder, Map<String, String> files) {
        ContainerSpec.Limits limits = spec.limits();
        List<Bind> binds = new ArrayList<>();
        files.forEach(
                (target, place) -> binds.add(new Bind(filesFolder + "/" + place, new Volume(target), AccessMode.ro)));
        Map<String, String> temporary = new HashMap<>();
        for (Mount mount : spec.mounts()) {
            switch (mount) {
                case Mount.Volume volume ->
                    binds.add(new Bind(
                            ContainerNames.of(volume.volume()),
                            new Volume(volume.target()),
                            volume.readOnly() ? AccessMode.ro : AccessMode.rw));
                case Mount.Temporary memory ->
                    temporary.put(
                            memory.target(),
                            "rw,noexec,nosuid,nodev,size=" + memory.sizeBytes() + ",mode="
                                    + Integer.toOctalString(memory.mode()));
                case Mount.File _, Mount.Folder _ -> {}
            }
        }
        HostConfig config = HostConfig.newHostConfig()
                .withCgroupParent(CgroupPlacement.parent(
                        host.facts().cgroupDriver(), spec.tenant(), spec.stack(), spec.workload()))
                .withMemory(limits.memoryBytes())
                .withMemorySwap(limits.memoryBytes())
                .withNanoCPUs(limits.cpuMillis() * 1_000_000L)
                .withPidsLimit((long) limits.pids())
                .withShmSize(limits.sharedMemoryBytes())
                .withSecurityOpts(List.of("no-new-privileges"))
                .withCapDrop(Capability.ALL)
                .withCapAdd(Capabilities.granted(spec.addedCapabilities(), spec.droppedCapabilities()))
                .withPrivileged(false)
                .withIpcMode("private")
                .withCgroupnsMode("private")
                .withReadonlyRootfs(spec.readOnly())
                .withInit(spec.init())
                .withBinds(binds)
                .withTmpFs(temporary)
                .withNetworkMode(
                        spec.networks().isEmpty()
                                ? "none"
                                : spec.networks().getFirst().network())
                .withExtraHosts(spec.extraHosts().entrySet().stream()
                        .map(e -> e.getKey() + ":" + address(e.getValue()))
                        .toArray(String[]::new))
                .withDns(spec.dns())
                .withUlimits(spec.ulimits().entrySet().stream()
                        .map(e -> new Ulimit(
                                e.getKey(), e.getValue().soft(), e.getValue().hard()))
                        .toList())
                .withLogConfig(new LogConfig(
                        LogConfig.LoggingType.LOCAL,
                        Map.of(
                                "max-size", Long.toString(host.settings().logBytes()),
                                "max-file", Integer.toString(host.settings().logFiles()))));
        if (host.endpoint() instanceof HostEndpoint.Tcp remote) {
            config.withPortBindings(spec.edgePorts().stream()
                    .sorted()
                    .map(port -> new PortBinding(Ports.Binding.bindIp(remote.edgeAddress()), ExposedPort.tcp(port)))
                    .toList());
        }
        return config;
    }

    private static String address(String asked) {
        if (asked.equals("host-gateway")) {
            throw new RuntimeRefused(
                    RuntimeRefused.Reason.ISOLATION,
                    "host-gateway would name the host; write the address that is meant");
        }
        return asked;
    }

    private static Map<String, String> labels(ContainerSpec spec, int files) {
        Map<String, String> labels = new HashMap<>();
        spec.labels().forEach((name, value) -> {
            if (!name.startsWith(LABELS)) {
                labels.put(name, value);
            }
        });
        labels.putAll(identity(spec));
        labels.put(LABELS + "service", spec.service());
        labels.put(FILE_COUNT, Integer.toString(files));
        return labels;
    }

    /** By which a container that is there already is known again: whose it is, and what it was made from. */
    private static Map<String, String> identity(ContainerSpec spec) {
        return Map.of(
                LABELS + "tenant",
                spec.tenant().toString(),
                LABELS + "stack",
                spec.stack().toString(),
                LABELS + "workload",
                spec.workload().toString(),
                REPLICA,
                spec.replica().toString(),
                LABELS + "specification",
                fingerprint(spec));
    }

    /** Without limits, which change in place. */
    private static String fingerprint(ContainerSpec spec) {
        StringBuilder text = new StringBuilder();
        ContainerAttributes.expected(spec).forEach((path, value) -> {
            if (!path.startsWith("limits.")) {
                text.append(path).append('=').append(value).append('\n');
            }
        });
        return Sha256.hex(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static HealthCheck healthCheck(ContainerSpec.HealthCheck check) {
        return new HealthCheck()
                .withTest(check.test())
                .withInterval(check.interval().toNanos())
                .withTimeout(check.timeout().toNanos())
                .withRetries(check.retries())
                .withStartPeriod(check.startPeriod().toNanos());
    }

    /** Docker connects a new container to one network only; a creation that was cut short is completed here too. */
    private void connectOthers(ContainerSpec spec, String id) {
        if (spec.networks().size() < 2) {
            return;
        }
        InspectContainerResponse created = host.ask(
                "show a container", () -> host.client().inspectContainerCmd(id).exec());
        Set<String> present = created.getNetworkSettings().getNetworks().keySet();
        for (Attachment attachment : spec.networks()) {
            if (!present.contains(attachment.network())) {
                host.work("connect a container to a network", () -> connect(id, attachment));
            }
        }
    }

    private @Nullable Void connect(String id, Attachment attachment) {
        try {
            return host.client()
                    .connectToNetworkCmd()
                    .withContainerId(id)
                    .withNetworkId(attachment.network())
                    .withContainerNetwork(new ContainerNetwork().withAliases(attachment.aliases()))
                    .exec();
        } catch (NotFoundException missing) {
            throw missing;
        } catch (DockerException refused) {
            if (String.valueOf(refused.getMessage()).contains("already exists in network")) {
                return null;
            }
            throw refused;
        }
    }
}

package io.binome.workloads.internal;

import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.VolumeId;
import io.binome.kernel.WorkloadId;
import io.binome.workloads.ContainerSpec;
import io.binome.workloads.PinnedImage;
import io.binome.workloads.internal.WantedService.Shape;
import io.binome.workloads.internal.WantedService.WantedMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Puts the ids of an apply in place of the names of a file. */
final class ContainerSpecs {
    private ContainerSpecs() {}

    static ContainerSpec of(
            TenantId tenant,
            StackId stack,
            WorkloadId workload,
            WantedService service,
            PinnedImage image,
            Map<String, String> networks,
            Map<String, VolumeId> volumes) {
        Shape shape = service.shape();
        List<ContainerSpec.Attachment> attachments = new ArrayList<>();
        shape.networks()
                .forEach((name, aliases) -> attachments.add(new ContainerSpec.Attachment(
                        Objects.requireNonNull(networks.get(name), () -> "No network " + name), aliases)));
        List<ContainerSpec.Mount> mounts = new ArrayList<>();
        for (WantedMount mount : shape.mounts()) {
            mounts.add(
                    switch (mount) {
                        case WantedMount.Ready ready -> ready.mount();
                        case WantedMount.Named named ->
                            new ContainerSpec.Mount.Volume(
                                    Objects.requireNonNull(
                                            volumes.get(named.volume()), () -> "No volume " + named.volume()),
                                    named.target(),
                                    named.readOnly());
                    });
        }
        Set<Integer> edgePorts = new TreeSet<>();
        service.ports().forEach(port -> edgePorts.add(port.containerPort()));
        return new ContainerSpec(
                tenant,
                stack,
                workload,
                AppliedService.NO_REPLICA,
                service.name(),
                image,
                shape.command(),
                shape.entrypoint(),
                shape.environment(),
                shape.labels(),
                shape.workingDirectory(),
                shape.user(),
                shape.hostname(),
                shape.limits(),
                shape.addedCapabilities(),
                shape.droppedCapabilities(),
                shape.readOnly(),
                shape.init(),
                shape.terminal(),
                shape.openStdin(),
                shape.stopSignal(),
                shape.stopGrace(),
                attachments,
                mounts,
                shape.healthCheck(),
                shape.extraHosts(),
                shape.dns(),
                shape.ulimits(),
                edgePorts);
    }
}

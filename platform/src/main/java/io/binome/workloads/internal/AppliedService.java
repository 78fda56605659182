package io.binome.workloads.internal;

import io.binome.kernel.ReplicaId;
import io.binome.workloads.ContainerSpec;
import io.binome.workloads.internal.WantedService.Restart;
import io.binome.workloads.internal.WantedService.Update;
import io.binome.workloads.internal.WantedService.WantedPort;
import java.util.List;
import java.util.UUID;

/**
 * All that is needed to run and to heal a service without its repository. Stored sealed.
 *
 * @param template a container of it, with {@link #NO_REPLICA} in place of the replica's id
 * @param ports with the host ports that were shown when it was planned
 */
record AppliedService(
        ContainerSpec template,
        int replicas,
        List<WantedPort> ports,
        Restart restart,
        boolean servesOthers,
        boolean stopFirst,
        Update update) {
    static final ReplicaId NO_REPLICA = new ReplicaId(new UUID(0, 0));

    ContainerSpec container(ReplicaId replica) {
        return with(replica, template.limits());
    }

    /** What makes a new container necessary when it differs: all but the limits, which change in place. */
    ContainerSpec fixedPart() {
        return with(
                NO_REPLICA, new ContainerSpec.Limits(0, 0, 0, template.limits().sharedMemoryBytes()));
    }

    private ContainerSpec with(ReplicaId replica, ContainerSpec.Limits limits) {
        return new ContainerSpec(
                template.tenant(),
                template.stack(),
                template.workload(),
                replica,
                template.service(),
                template.image(),
                template.command(),
                template.entrypoint(),
                template.environment(),
                template.labels(),
                template.workingDirectory(),
                template.user(),
                template.hostname(),
                limits,
                template.addedCapabilities(),
                template.droppedCapabilities(),
                template.readOnly(),
                template.init(),
                template.terminal(),
                template.openStdin(),
                template.stopSignal(),
                template.stopGrace(),
                template.networks(),
                template.mounts(),
                template.healthCheck(),
                template.extraHosts(),
                template.dns(),
                template.ulimits(),
                template.edgePorts());
    }
}

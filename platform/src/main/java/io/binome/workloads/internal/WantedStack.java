package io.binome.workloads.internal;

import io.binome.workloads.ContainerSpec;
import io.binome.workloads.ResourceUse;
import java.util.List;
import java.util.SortedMap;

/** What a commit asks for, checked and complete but for what only the outside knows: image digests, ids, ports. */
record WantedStack(
        SortedMap<String, WantedService> services,
        SortedMap<String, WantedVolume> volumes,
        SortedMap<String, WantedNetwork> networks) {

    /** What all its replicas together may take. */
    ResourceUse use() {
        ResourceUse use = new ResourceUse(0, 0, 0, volumes.size());
        for (WantedService service : services.values()) {
            ContainerSpec.Limits each = service.shape().limits();
            long replicas = service.replicas();
            use = use.plus(new ResourceUse(
                    replicas * each.cpuMillis(), replicas * each.memoryBytes(), replicas * each.pids(), 0));
        }
        return use;
    }

    /**
     * @param attach id of a kept volume to attach again; null for the one of this name, or a new one
     */
    record WantedVolume(
            String name, io.binome.kernel.@org.jspecify.annotations.Nullable VolumeId attach, List<String> notes) {}

    record WantedNetwork(String name, boolean internal, List<String> notes) {}
}

package io.binome.workloads.internal;

import io.binome.kernel.VolumeId;
import io.binome.workloads.ContainerSpec;
import io.binome.workloads.ResourceUse;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What a commit asks for, checked and complete but for what only the outside knows: image digests, ids, ports. */
record WantedStack(
        SortedMap<String, WantedService> services,
        SortedMap<String, WantedVolume> volumes,
        SortedMap<String, WantedNetwork> networks) {

    /** What all its replicas together may take. */
    ResourceUse use() {
        ResourceUse use = new ResourceUse(
                0,
                0,
                0,
                volumes.size(),
                volumes.values().stream().mapToLong(WantedVolume::sizeOrNothing).sum(),
                services.values().stream()
                        .mapToInt(service -> service.ports().size())
                        .sum());
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
     * @param sizeBytes what it may hold, as its file says; null when that says nothing
     */
    record WantedVolume(
            String name,
            @Nullable VolumeId attach,
            @Nullable Long sizeBytes,
            List<String> notes) {
        WantedVolume(String name, @Nullable VolumeId attach, List<String> notes) {
            this(name, attach, null, notes);
        }

        long sizeOrNothing() {
            return sizeBytes == null ? 0 : sizeBytes;
        }
    }

    record WantedNetwork(String name, boolean internal, List<String> notes) {}
}

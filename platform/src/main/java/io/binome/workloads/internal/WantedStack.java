package io.binome.workloads.internal;

import java.util.List;
import java.util.SortedMap;

/** What a commit asks for, checked and complete but for what only the outside knows: image digests, ids, ports. */
record WantedStack(
        SortedMap<String, WantedService> services,
        SortedMap<String, WantedVolume> volumes,
        SortedMap<String, WantedNetwork> networks) {

    /**
     * @param attach id of a kept volume to attach again; null for the one of this name, or a new one
     */
    record WantedVolume(
            String name, io.binome.kernel.@org.jspecify.annotations.Nullable VolumeId attach, List<String> notes) {}

    record WantedNetwork(String name, boolean internal, List<String> notes) {}
}

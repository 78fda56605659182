package io.binome.drivers.docker;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import io.binome.kernel.VolumeId;
import io.binome.workloads.Runtime.RuntimeRefused;
import io.binome.workloads.VolumeSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Named volumes of one host. */
final class HostVolumes {
    private final DockerHost host;

    HostVolumes(DockerHost host) {
        this.host = host;
    }

    void ensure(VolumeSpec spec) {
        String name = ContainerNames.of(spec.volume());
        InspectVolumeResponse present = host.ask("show a volume", () -> find(name));
        if (present == null) {
            host.work("create a volume", () -> host.client()
                    .createVolumeCmd()
                    .withName(name)
                    .withDriver("local")
                    .withLabels(Map.of("io.binome.tenant", spec.tenant().toString()))
                    .exec());
        } else if (!"local".equals(present.getDriver())
                || present.getOptions() != null && !present.getOptions().isEmpty()) {
            throw new RuntimeRefused(
                    RuntimeRefused.Reason.ISOLATION,
                    "The volume " + name
                            + " leads elsewhere than to the engine's own storage; Binome did not make it so");
        }
    }

    void remove(VolumeId volume) {
        host.work("remove a volume", () -> {
            try {
                return host.client().removeVolumeCmd(ContainerNames.of(volume)).exec();
            } catch (NotFoundException gone) {
                return null;
            }
        });
    }

    Set<VolumeId> all() {
        List<InspectVolumeResponse> all = host.ask(
                "list its volumes", () -> host.client().listVolumesCmd().exec().getVolumes());
        return all == null
                ? Set.of()
                : all.stream()
                        .map(volume -> ContainerNames.volume(volume.getName()))
                        .flatMap(Optional::stream)
                        .collect(Collectors.toCollection(
                                () -> new TreeSet<>(java.util.Comparator.comparing(VolumeId::value))));
    }

    /** The engine walks through all files for this; one that is older than version 23 looks at images as well. */
    Map<VolumeId, Long> sizes() {
        JsonNode disk = host.json("say how much its volumes hold", "GET", "/system/df?type=volume", null);
        Map<VolumeId, Long> sizes = new HashMap<>();
        for (JsonNode volume : disk.path("Volumes")) {
            long bytes = volume.path("UsageData").path("Size").asLong(-1);
            if (bytes >= 0) {
                ContainerNames.volume(volume.path("Name").asString("")).ifPresent(id -> sizes.put(id, bytes));
            }
        }
        return sizes;
    }

    private @Nullable InspectVolumeResponse find(String name) {
        try {
            return host.client().inspectVolumeCmd(name).exec();
        } catch (NotFoundException none) {
            return null;
        }
    }
}

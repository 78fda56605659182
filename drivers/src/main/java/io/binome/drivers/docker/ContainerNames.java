package io.binome.drivers.docker;

import io.binome.kernel.ReplicaId;
import io.binome.kernel.VolumeId;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Names on a host, made from ids so that asking twice finds what the first time made. */
final class ContainerNames {
    private static final Pattern OURS = Pattern.compile("bn-([0-9a-f]{32})");

    private ContainerNames() {}

    static String of(ReplicaId replica) {
        return "bn-" + replica.compact();
    }

    static String of(VolumeId volume) {
        return "bn-" + volume.compact();
    }

    static Optional<ReplicaId> replica(String containerName) {
        return read(containerName.startsWith("/") ? containerName.substring(1) : containerName, ReplicaId::new);
    }

    static Optional<VolumeId> volume(String volumeName) {
        return read(volumeName, VolumeId::new);
    }

    private static <T> Optional<T> read(String name, Function<UUID, T> id) {
        var matcher = OURS.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String hex = matcher.group(1);
        return Optional.of(id.apply(new UUID(
                Long.parseUnsignedLong(hex.substring(0, 16), 16), Long.parseUnsignedLong(hex.substring(16), 16))));
    }
}

package io.binome.workloads;

/**
 * What a host's engine says of itself.
 *
 * @param cgroupDriver {@code cgroupfs} or {@code systemd}
 * @param cgroupVersion 1 or 2
 */
public record HostFacts(
        String engineVersion,
        String apiVersion,
        String cgroupDriver,
        int cgroupVersion,
        int cpus,
        long memoryBytes,
        String architecture,
        boolean local) {}

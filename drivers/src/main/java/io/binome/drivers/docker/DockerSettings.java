package io.binome.drivers.docker;

import java.time.Duration;
import java.util.Set;

/**
 * How the provider's hosts are used.
 *
 * @param networkPool IPv4 range in CIDR form that stacks' networks are cut from; nothing else on the provider's network
 *     may use it
 * @param networkPrefix size of one network: 26 gives 61 containers, and 1,024 networks from a /16
 * @param hostPorts TCP ports on hosts that containers may reach, usually none
 * @param logBytes size of one log file of a container, of which {@code logFiles} are kept
 * @param filesBytes most memory on a host for secrets, configs and files of all its containers together
 * @param answerWithin how long an engine may take for a simple question before it counts as unavailable
 * @param workWithin how long it may take to create, start or remove something
 */
public record DockerSettings(
        String networkPool,
        int networkPrefix,
        Set<Integer> hostPorts,
        long logBytes,
        int logFiles,
        long filesBytes,
        Duration answerWithin,
        Duration workWithin) {
    public static DockerSettings defaults() {
        return new DockerSettings(
                "10.213.0.0/16",
                26,
                Set.of(),
                10L << 20,
                3,
                512L << 20,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60));
    }

    public DockerSettings withNetworkPool(String pool) {
        return new DockerSettings(
                pool, networkPrefix, hostPorts, logBytes, logFiles, filesBytes, answerWithin, workWithin);
    }

    public DockerSettings withTimeouts(Duration answer, Duration work) {
        return new DockerSettings(networkPool, networkPrefix, hostPorts, logBytes, logFiles, filesBytes, answer, work);
    }
}

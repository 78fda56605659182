package io.binome.drivers.bubblewrap;

import io.binome.drivers.network.AddressRules;
import io.binome.drivers.network.Cidr;
import io.binome.drivers.network.OwnAddresses;
import java.nio.file.Path;
import java.util.List;

/**
 * What the operator decides about runs.
 *
 * @param folder where runs have their folders; other users of the machine must be able to pass through it when root
 *     runs the server, because its runs are other users then
 * @param memoryBytes for all runs together
 * @param networks private networks, in CIDR form, that a run may reach where its own policy allows the host
 * @param hidden folders that no run may see even below one that it was given
 * @param ownDisks whether runs get file systems of their own where this server may mount them
 * @throws IllegalArgumentException when one of the networks is none
 */
public record SandboxSettings(
        Path folder,
        long memoryBytes,
        List<String> networks,
        List<Path> hidden,
        boolean ownDisks,
        String bubblewrap,
        String relay) {
    public SandboxSettings {
        folder = folder.toAbsolutePath().normalize();
        networks = List.copyOf(networks);
        networks.forEach(Cidr::parse);
        hidden = List.copyOf(hidden);
    }

    public static SandboxSettings of(Path folder, long memoryBytes, List<String> networks, List<Path> hidden) {
        return new SandboxSettings(folder, memoryBytes, networks, hidden, true, "bwrap", "socat");
    }

    SandboxSettings withoutOwnDisks() {
        return new SandboxSettings(folder, memoryBytes, networks, hidden, false, bubblewrap, relay);
    }

    SandboxSettings withBubblewrap(String program) {
        return new SandboxSettings(folder, memoryBytes, networks, hidden, ownDisks, program, relay);
    }

    AddressRules addressRules() {
        return new AddressRules(
                new AddressRules.Asker("run", "binome.runs.networks", false),
                networks.stream().map(Cidr::parse).toList(),
                OwnAddresses::now);
    }

    /** Half of what the heap leaves of the machine, at least one usual run. */
    public static long usualMemory(long machineBytes, long heapBytes) {
        return Math.max((machineBytes - heapBytes) / 2, 1L << 30);
    }
}

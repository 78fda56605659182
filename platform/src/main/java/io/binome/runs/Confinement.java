package io.binome.runs;

import io.binome.kernel.TenantScope;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What one run is given, and nothing else.
 *
 * @param scope for whom it runs: tenants take turns where memory is short
 * @param name for logs and for the operator's eyes, such as {@code plan of network}
 * @param readOnly tools and folders that it sees where they are on this machine, beside the system's own programs; all
 *     users of the machine must be allowed to read them
 * @param doors services of this machine by the host name under which the run reaches them over plain HTTP at port 80,
 *     such as {@code state.binome.internal}, whatever the network policy says
 */
public record Confinement(
        TenantScope scope,
        String name,
        List<Path> readOnly,
        Limits limits,
        NetworkPolicy network,
        Map<String, Door> doors) {
    public Confinement {
        readOnly = List.copyOf(readOnly);
        doors = Map.copyOf(doors);
    }

    /**
     * @param address where it listens with plain HTTP
     * @param path prefix of the paths that may be asked for, such as {@code /api/v1/states/}; {@code /} for all
     */
    public record Door(InetSocketAddress address, String path) {
        public Door {
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException("A door's path begins with /: " + path);
            }
        }
    }

    /**
     * @param memoryBytes of all its processes together, at least 16 MiB; there is no swap
     * @param cpuMillis thousandths of a processor
     * @param processes with all their threads, at least 16
     * @param diskBytes in its folder and in {@code /tmp} together, at least 16 MiB
     * @param time from {@link Sandbox#open} on, for all its commands together
     * @param outputBytes standard output and error of one command
     */
    public record Limits(
            long memoryBytes, int cpuMillis, int processes, long diskBytes, Duration time, long outputBytes) {
        private static final long LEAST = 16L << 20;

        public Limits {
            if (memoryBytes < LEAST || diskBytes < LEAST) {
                throw new IllegalArgumentException("A run needs at least 16 MiB of memory and of disk");
            }
            if (cpuMillis < 10 || processes < 16 || outputBytes < 1 || !time.isPositive()) {
                throw new IllegalArgumentException("A run needs 10 thousandths of a processor, 16 processes, and time");
            }
        }

        /** 1 GiB of memory, two processors, 1,024 processes and threads, 4 GiB of disk, an hour, 256 MiB of output. */
        public static Limits usual() {
            return new Limits(1L << 30, 2_000, 1_024, 4L << 30, Duration.ofHours(1), 256L << 20);
        }

        public Limits withMemoryBytes(long bytes) {
            return new Limits(bytes, cpuMillis, processes, diskBytes, time, outputBytes);
        }

        public Limits withDiskBytes(long bytes) {
            return new Limits(memoryBytes, cpuMillis, processes, bytes, time, outputBytes);
        }

        public Limits withTime(Duration duration) {
            return new Limits(memoryBytes, cpuMillis, processes, diskBytes, duration, outputBytes);
        }

        public Limits withOutputBytes(long bytes) {
            return new Limits(memoryBytes, cpuMillis, processes, diskBytes, time, bytes);
        }
    }
}

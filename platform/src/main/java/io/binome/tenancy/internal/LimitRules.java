package io.binome.tenancy.internal;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.tenancy.TenantLimits;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which limits of a tenant make sense together, and how two of them differ. */
final class LimitRules {
    private static final long SMALLEST_MEMORY_BYTES = 6L << 20;
    private static final long MOST_CPU_MILLIS = 1_000_000_000L;
    private static final long MOST_MEMORY_BYTES = 1L << 50;
    private static final long MOST_PIDS = 1L << 32;
    private static final int MOST_PIDS_OF_ONE = 32_768;
    private static final int MOST_VOLUMES = 1_000_000;
    private static final int MOST_REPLICAS = 10_000;

    private LimitRules() {}

    static void check(TenantLimits limits) {
        between("maximumCpuMillis", limits.maximumCpuMillis(), 10, MOST_CPU_MILLIS);
        between("maximumMemoryBytes", limits.maximumMemoryBytes(), SMALLEST_MEMORY_BYTES, MOST_MEMORY_BYTES);
        between("maximumPids", limits.maximumPids(), 1, MOST_PIDS);
        between("maximumVolumes", limits.maximumVolumes(), 0, MOST_VOLUMES);
        between("maximumReplicas", limits.maximumReplicas(), 1, MOST_REPLICAS);
        between("defaultCpuMillis", limits.defaultCpuMillis(), 10, limits.maximumCpuMillis());
        between("defaultMemoryBytes", limits.defaultMemoryBytes(), SMALLEST_MEMORY_BYTES, limits.maximumMemoryBytes());
        between("defaultPids", limits.defaultPids(), 1, Math.min(MOST_PIDS_OF_ONE, limits.maximumPids()));
    }

    private static void between(String field, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ProblemException(InvalidInput.of(field, "must be from " + least + " to " + most));
        }
    }

    /** By name, each as {@code from -> to}. */
    static Map<String, Object> differences(TenantLimits before, TenantLimits after) {
        Map<String, Object> differences = new TreeMap<>();
        put(differences, "defaultCpuMillis", before.defaultCpuMillis(), after.defaultCpuMillis());
        put(differences, "defaultMemoryBytes", before.defaultMemoryBytes(), after.defaultMemoryBytes());
        put(differences, "defaultPids", before.defaultPids(), after.defaultPids());
        put(differences, "maximumCpuMillis", before.maximumCpuMillis(), after.maximumCpuMillis());
        put(differences, "maximumMemoryBytes", before.maximumMemoryBytes(), after.maximumMemoryBytes());
        put(differences, "maximumPids", before.maximumPids(), after.maximumPids());
        put(differences, "maximumVolumes", before.maximumVolumes(), after.maximumVolumes());
        put(differences, "maximumReplicas", before.maximumReplicas(), after.maximumReplicas());
        agreed(
                differences,
                "maximumDiskBytes",
                before.agreed().diskBytes(),
                after.agreed().diskBytes());
        agreed(
                differences,
                "maximumDomains",
                before.agreed().domains(),
                after.agreed().domains());
        return differences;
    }

    private static void agreed(
            Map<String, Object> differences, String name, @Nullable Number before, @Nullable Number after) {
        if (!Objects.equals(before, after)) {
            differences.put(name, (before == null ? "none" : before) + " -> " + (after == null ? "none" : after));
        }
    }

    private static void put(Map<String, Object> differences, String name, long before, long after) {
        if (before != after) {
            differences.put(name, before + " -> " + after);
        }
    }
}

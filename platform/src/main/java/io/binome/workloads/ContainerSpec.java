package io.binome.workloads;

import io.binome.kernel.ReplicaId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.VolumeId;
import io.binome.kernel.WorkloadId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One container in full, already checked against what the platform runs. What is not here cannot be asked for:
 * privileges, devices, host namespaces, host paths, other cgroups.
 *
 * @param command null for the image's own
 * @param entrypoint null for the image's own
 * @param droppedCapabilities of the short list that every container gets; {@code ALL} for the whole list
 * @param edgePorts TCP ports that the edge must reach
 */
public record ContainerSpec(
        TenantId tenant,
        StackId stack,
        WorkloadId workload,
        ReplicaId replica,
        String service,
        PinnedImage image,
        @Nullable List<String> command,
        @Nullable List<String> entrypoint,
        SortedMap<String, String> environment,
        SortedMap<String, String> labels,
        @Nullable String workingDirectory,
        @Nullable String user,
        @Nullable String hostname,
        Limits limits,
        Set<String> addedCapabilities,
        Set<String> droppedCapabilities,
        boolean readOnly,
        boolean init,
        boolean terminal,
        boolean openStdin,
        @Nullable String stopSignal,
        Duration stopGrace,
        List<Attachment> networks,
        List<Mount> mounts,
        @Nullable HealthCheck healthCheck,
        SortedMap<String, String> extraHosts,
        List<String> dns,
        SortedMap<String, Ulimit> ulimits,
        Set<Integer> edgePorts) {

    /** Always set. {@code cpuMillis} thousandths of a CPU; memory includes swap: none is given beyond it. */
    public record Limits(
            long cpuMillis,
            long memoryBytes,
            int pids,
            @Nullable Long sharedMemoryBytes) {}

    public record Ulimit(long soft, long hard) {}

    public record Attachment(String network, List<String> aliases) {}

    /** What a container sees in its file system besides its image. */
    public sealed interface Mount {
        String target();

        record Volume(VolumeId volume, String target, boolean readOnly) implements Mount {}

        /** Memory only, gone with the container. */
        record Temporary(String target, long sizeBytes, int mode) implements Mount {}

        /** One file whose contents Binome brings: a secret, a config, a file of the repository. Read-only, in memory. */
        record File(String target, byte[] contents, int mode, int uid, int gid, boolean secret) implements Mount {}

        /** A folder of the repository, read-only; paths relative to {@code target}. */
        record Folder(String target, List<FolderFile> files) implements Mount {}
    }

    public record FolderFile(String path, byte[] contents, int mode) {}

    /**
     * @param test as Docker takes it: {@code ["CMD", …]}, {@code ["CMD-SHELL", …]}, or {@code ["NONE"]}
     */
    public record HealthCheck(
            List<String> test, Duration interval, Duration timeout, int retries, Duration startPeriod) {}
}

package io.binome.compose;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One service in normal form. Lists and maps are empty where nothing is said; single values are null.
 *
 * @param image reference as written; null when only built
 * @param replicas how many containers are wanted: scale, else deploy.replicas, else 1
 * @param restart {@code no}, {@code always}, {@code on-failure[:n]} or {@code unless-stopped}; null when not said
 * @param tree the service's own part of the project's tree, for origins and extensions
 */
public record ComposeService(
        String name,
        @Nullable String image,
        @Nullable ComposeBuild build,
        @Nullable String platform,
        @Nullable String pullPolicy,
        @Nullable String containerName,
        List<String> profiles,
        int replicas,
        @Nullable String restart,
        Process process,
        Map<String, Dependency> dependsOn,
        @Nullable HealthCheck healthCheck,
        Networking networking,
        Storage storage,
        Isolation isolation,
        Limits limits,
        @Nullable ComposeDeploy deploy,
        @Nullable Logging logging,
        Map<String, String> labels,
        Map<String, String> annotations,
        ComposeNode.Mapping tree) {

    public Origin origin() {
        return tree.origin();
    }

    /** Most memory of one container in bytes, from deploy.resources.limits or mem_limit; null when not said. */
    public @Nullable Long memoryLimitBytes() {
        Long deployed = deploy == null || deploy.limits() == null
                ? null
                : deploy.limits().memoryBytes();
        return deployed == null ? limits.memoryBytes() : deployed;
    }

    /** Most CPU of one container in billionths of a CPU; null when not said. */
    public @Nullable Long cpuNanos() {
        Long deployed = deploy == null || deploy.limits() == null
                ? null
                : deploy.limits().cpuNanos();
        return deployed == null ? limits.cpuNanos() : deployed;
    }

    /** Most processes of one container; null when not said. */
    public @Nullable Long pids() {
        Long deployed = deploy == null || deploy.limits() == null
                ? null
                : deploy.limits().pids();
        return deployed == null ? limits.pids() : deployed;
    }

    /**
     * What runs.
     *
     * @param command null leaves the image's; empty clears it
     * @param entrypoint null leaves the image's; empty clears it
     * @param environment with env files read in
     */
    public record Process(
            @Nullable List<String> command,
            @Nullable List<String> entrypoint,
            Map<String, String> environment,
            @Nullable String user,
            List<String> groupAdd,
            @Nullable String workingDir,
            boolean tty,
            boolean stdinOpen,
            @Nullable Boolean init,
            @Nullable String stopSignal,
            @Nullable Duration stopGracePeriod) {}

    /**
     * What must be so before the service starts.
     *
     * @param condition {@code service_started}, {@code service_healthy} or {@code service_completed_successfully}
     */
    public record Dependency(String condition, boolean restart, boolean required) {}

    /**
     * How health is asked.
     *
     * @param test begins with CMD, CMD-SHELL or NONE; empty leaves the image's
     */
    public record HealthCheck(
            List<String> test,
            @Nullable Duration interval,
            @Nullable Duration timeout,
            @Nullable Duration startPeriod,
            @Nullable Duration startInterval,
            @Nullable Integer retries,
            boolean disable) {}

    /** How it is reached and what it reaches. */
    public record Networking(
            Map<String, Attachment> networks,
            @Nullable String networkMode,
            List<Port> ports,
            List<String> expose,
            List<String> links,
            List<String> externalLinks,
            List<String> extraHosts,
            @Nullable String hostname,
            @Nullable String domainName,
            @Nullable String macAddress,
            List<String> dns,
            List<String> dnsSearch,
            List<String> dnsOptions) {}

    /** A place in a network. */
    public record Attachment(
            List<String> aliases,
            @Nullable String ipv4Address,
            @Nullable String ipv6Address,
            List<String> linkLocalIps,
            @Nullable String macAddress,
            int priority) {}

    /**
     * A port that is reachable from outside.
     *
     * @param published a port, a range such as {@code 8000-8010}, or null for any free one
     * @param protocol {@code tcp}, {@code udp} or {@code sctp}
     */
    public record Port(
            @Nullable String name,
            @Nullable String mode,
            @Nullable String hostIp,
            int target,
            @Nullable String published,
            String protocol,
            @Nullable String appProtocol) {}

    /** What is mounted. */
    public record Storage(
            List<Mount> mounts,
            List<String> tmpfs,
            List<String> volumesFrom,
            List<FileMount> secrets,
            List<FileMount> configs,
            Map<String, String> options) {}

    /**
     * One mount.
     *
     * @param type {@code volume}, {@code bind}, {@code tmpfs}, {@code npipe} or {@code cluster}
     * @param source key of a volume, or the path of a bind: absolute, or beginning with {@code .} for one of the
     *     project; null for an anonymous volume
     */
    public record Mount(
            String type,
            @Nullable String source,
            String target,
            boolean readOnly,
            @Nullable String consistency,
            @Nullable String propagation,
            @Nullable String selinux,
            boolean createHostPath,
            boolean noCopy,
            @Nullable String subpath,
            @Nullable Long tmpfsSizeBytes,
            @Nullable Integer tmpfsMode) {}

    /**
     * A secret or config as a file.
     *
     * @param source its key in the project
     * @param target where it is put; null for {@code /} and the key, for configs
     * @param mode permission bits; null when not said
     */
    public record FileMount(
            String source,
            @Nullable String target,
            @Nullable String uid,
            @Nullable String gid,
            @Nullable Integer mode) {}

    /** What separates it from host and neighbours, or opens the way. */
    public record Isolation(
            boolean privileged,
            boolean readOnly,
            List<String> capAdd,
            List<String> capDrop,
            List<String> securityOptions,
            @Nullable String pid,
            @Nullable String ipc,
            @Nullable String uts,
            @Nullable String userNamespace,
            @Nullable String cgroup,
            @Nullable String cgroupParent,
            List<String> devices,
            List<String> deviceCgroupRules,
            Map<String, String> sysctls,
            @Nullable String runtime,
            @Nullable String technology) {}

    /**
     * How much it may use. Sizes in bytes, CPU in billionths of a CPU.
     *
     * @param ulimits by name
     */
    public record Limits(
            @Nullable Long memoryBytes,
            @Nullable Long memoryReservationBytes,
            @Nullable Long memorySwapBytes,
            @Nullable Long memorySwappiness,
            @Nullable Long cpuNanos,
            @Nullable Long cpuShares,
            @Nullable Long cpuPeriod,
            @Nullable Long cpuQuota,
            @Nullable String cpuSet,
            @Nullable Long pids,
            @Nullable Long shmBytes,
            Map<String, Ulimit> ulimits,
            boolean oomKillDisable,
            @Nullable Integer oomScoreAdjustment) {}

    /** A limit of the kernel; soft and hard are the same where one number was written. */
    public record Ulimit(long soft, long hard) {}

    /** Where its output goes. */
    public record Logging(@Nullable String driver, Map<String, String> options) {}
}

package io.binome.drivers.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.binome.workloads.HostFacts;
import io.binome.workloads.Runtime.RuntimeRefused;
import io.binome.workloads.Runtime.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a container uses: from the kernel's files where this machine has them, which takes microseconds, else from the
 * engine. Memory is what the container alone is the cause of, without page cache.
 */
final class UsageReading {
    private final DockerHost host;
    private final InstantSource clock;
    private final Path cgroups;

    UsageReading(DockerHost host, InstantSource clock) {
        this(host, clock, Path.of("/sys/fs/cgroup"));
    }

    UsageReading(DockerHost host, InstantSource clock, Path cgroups) {
        this.host = host;
        this.clock = clock;
        this.cgroups = cgroups;
    }

    Usage of(String id) {
        if (host.local()) {
            Optional<Usage> read = fromFiles(id);
            if (read.isPresent()) {
                return read.get();
            }
        }
        return fromEngine(id);
    }

    private Optional<Usage> fromFiles(String id) {
        String folder = host.cgroupFolder(id, () -> {
            InspectContainerResponse container = new HostContainers(host)
                    .find(id)
                    .orElseThrow(() -> new RuntimeRefused(
                            RuntimeRefused.Reason.NOT_FOUND, "No container " + id + " is on this host any more"));
            HostFacts facts = host.facts();
            return CgroupPlacement.container(
                    facts.cgroupDriver(),
                    String.valueOf(container.getHostConfig().getCgroupParent()),
                    container.getId());
        });
        try {
            CgroupFiles files = new CgroupFiles(cgroups, host.facts().cgroupVersion());
            return Optional.of(files.read(folder, clock.instant()));
        } catch (IOException notThisMachine) {
            return Optional.empty();
        }
    }

    private Usage fromEngine(String id) {
        JsonNode stats = host.json(
                "say what a container uses", "GET", "/containers/" + id + "/stats?stream=false&one-shot=true", null);
        JsonNode memory = stats.path("memory_stats");
        JsonNode detail = memory.path("stats");
        long bytes = detail.has("anon")
                ? detail.path("anon").asLong(0)
                        + detail.path("shmem").asLong(0)
                        + detail.path("kernel_stack").asLong(0)
                        + detail.path("slab").asLong(0)
                : detail.has("total_rss")
                        ? detail.path("total_rss").asLong(0)
                                + detail.path("total_shmem").asLong(0)
                        : memory.path("usage").asLong(0);
        return new Usage(
                stats.path("cpu_stats").path("cpu_usage").path("total_usage").asLong(0),
                bytes,
                stats.path("pids_stats").path("current").asInt(0),
                clock.instant());
    }

    /** The kernel's files of one container, in either of its two layouts. */
    record CgroupFiles(Path root, int version) {
        Usage read(String folder, java.time.Instant at) throws IOException {
            return version == 2 ? unified(root.resolve(folder), at) : split(folder, at);
        }

        private static Usage unified(Path folder, java.time.Instant at) throws IOException {
            String memory = Files.readString(folder.resolve("memory.stat"));
            long bytes = field(memory, "anon") + field(memory, "shmem") + field(memory, "kernel");
            long micros = field(Files.readString(folder.resolve("cpu.stat")), "usage_usec");
            return new Usage(micros * 1000, bytes, (int) number(folder.resolve("pids.current")), at);
        }

        private Usage split(String folder, java.time.Instant at) throws IOException {
            Path memoryFolder = root.resolve("memory").resolve(folder);
            String memory = Files.readString(memoryFolder.resolve("memory.stat"));
            Path kernel = memoryFolder.resolve("memory.kmem.usage_in_bytes");
            long bytes = field(memory, "total_rss")
                    + field(memory, "total_shmem")
                    + (Files.exists(kernel) ? number(kernel) : 0);
            Path cpu = root.resolve("cpuacct");
            if (!Files.isDirectory(cpu)) {
                cpu = root.resolve("cpu,cpuacct");
            }
            return new Usage(
                    number(cpu.resolve(folder).resolve("cpuacct.usage")),
                    bytes,
                    (int) number(root.resolve("pids").resolve(folder).resolve("pids.current")),
                    at);
        }

        private static long number(Path file) throws IOException {
            return Long.parseLong(Files.readString(file).strip());
        }

        static long field(String text, String name) {
            return text.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(name.length() + 1).strip()))
                    .findFirst()
                    .orElse(0);
        }
    }
}

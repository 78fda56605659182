package io.binome.drivers.cgroup;

import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Folders and files as the kernel lays out control groups, in each version and with each driver of the engine. */
record GroupTree(Path root, boolean unified, boolean slices) {
    private static final List<String> CONTROLLERS = List.of("cpuacct", "memory", "blkio", "pids");

    static GroupTree in(Path folder, boolean unified, boolean slices) throws IOException {
        GroupTree tree = new GroupTree(folder.resolve("cgroup"), unified, slices);
        Files.createDirectories(tree.root());
        if (unified) {
            Files.writeString(tree.root().resolve("cgroup.controllers"), "cpuset cpu io memory pids\n");
        }
        tree.write("", 1_000_000, 0, 0, 0, 0, 0);
        Path proc = folder.resolve("proc");
        Files.createDirectories(proc.resolve("sys/kernel/random"));
        Files.writeString(
                proc.resolve("meminfo"),
                "MemTotal:       1000 kB\nShmem:             1 kB\nAnonPages:        10 kB\nSlab:              2 kB\n"
                        + "KernelStack:       3 kB\nPageTables:        4 kB\nPercpu:            5 kB\n");
        Files.writeString(proc.resolve("uptime"), "64045.48 34794.83\n");
        Files.writeString(proc.resolve("sys/kernel/random/boot_id"), "0b1d\n");
        return tree;
    }

    Path proc() {
        return root.resolveSibling("proc");
    }

    String tenant(TenantId tenant) {
        return slices ? "binome.slice/binome-" + tenant.compact() + ".slice" : "binome/" + tenant.compact();
    }

    String builds(TenantId tenant) {
        return tenant(tenant) + (slices ? "/binome-" + tenant.compact() + "-build.slice" : "/build");
    }

    String stack(TenantId tenant, StackId stack) {
        return tenant(tenant) + "/"
                + (slices ? "binome-" + tenant.compact() + "-" + stack.compact() + ".slice" : stack.compact());
    }

    String service(TenantId tenant, StackId stack, WorkloadId service) {
        return stack(tenant, stack) + "/"
                + (slices
                        ? "binome-" + tenant.compact() + "-" + stack.compact() + "-" + service.compact() + ".slice"
                        : service.compact());
    }

    String container(String service) {
        return service + (slices ? "/docker-0123abcd.scope" : "/0123abcd");
    }

    /** A group with its counters; makes it when it is not there. */
    void write(String group, long cpuMicros, long anonymous, long shared, long kernel, long read, long written)
            throws IOException {
        if (unified) {
            Path folder = Files.createDirectories(root.resolve(group));
            put(folder, "cpu.stat", "usage_usec " + cpuMicros + "\nuser_usec 1\nsystem_usec 2\n");
            put(
                    folder,
                    "memory.stat",
                    "anon " + anonymous + "\nfile 999424\nkernel " + kernel + "\nkernel_stack 16384\nshmem " + shared
                            + "\nfile_mapped 5\nanon_thp 77\n");
            put(
                    folder,
                    "io.stat",
                    "8:0 rbytes=" + read + " wbytes=" + written + " rios=1 wios=1 dbytes=0 dios=0\n"
                            + "8:16 rbytes=1 wbytes=2 rios=1 wios=1 dbytes=0 dios=0\n");
            return;
        }
        for (String controller : CONTROLLERS) {
            Files.createDirectories(root.resolve(controller).resolve(group));
        }
        put(root.resolve("cpuacct").resolve(group), "cpuacct.usage", cpuMicros * 1000 + 999 + "\n");
        Path memory = root.resolve("memory").resolve(group);
        put(
                memory,
                "memory.stat",
                "cache 5\nrss 7\nshmem 7\ntotal_cache 999424\ntotal_rss " + anonymous
                        + "\ntotal_rss_huge 9\ntotal_shmem " + shared + "\n");
        put(memory, "memory.kmem.usage_in_bytes", kernel + "\n");
        put(
                root.resolve("blkio").resolve(group),
                "blkio.throttle.io_service_bytes_recursive",
                "8:0 Read " + read + "\n8:0 Write " + written + "\n8:0 Sync 3\n8:0 Async 4\n8:0 Discard 0\n8:0 Total "
                        + (read + written) + "\n8:16 Read 1\n8:16 Write 2\n8:16 Total 3\nTotal " + (read + written + 3)
                        + "\n");
    }

    /** In place, as the kernel's files change below a reader that has them open. */
    private static void put(Path folder, String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    /** The engine makes the container's own group in every hierarchy. */
    void makeContainer(String service) throws IOException {
        for (Path hierarchy : hierarchies()) {
            Files.createDirectories(hierarchy.resolve(container(service)));
        }
    }

    /** The engine removes only the container's own. */
    void removeContainer(String service) throws IOException {
        for (Path hierarchy : hierarchies()) {
            Files.delete(hierarchy.resolve(container(service)));
        }
    }

    void remove(String group) throws IOException {
        for (Path hierarchy : hierarchies()) {
            Path folder = hierarchy.resolve(group);
            try (Stream<Path> below = Files.walk(folder)) {
                for (Path path :
                        below.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private List<Path> hierarchies() {
        return unified ? List.of(root) : CONTROLLERS.stream().map(root::resolve).toList();
    }
}

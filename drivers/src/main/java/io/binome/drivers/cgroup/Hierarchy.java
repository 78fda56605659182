package io.binome.drivers.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The control groups of a machine.
 *
 * @param root where they are mounted
 * @param groups the hierarchy whose folders are walked; the one that counts processor time
 * @param unified whether it is the second version
 */
record Hierarchy(Path root, Path groups, boolean unified) {
    static Hierarchy at(Path root) throws IOException {
        if (Files.exists(root.resolve("cgroup.controllers"))) {
            return new Hierarchy(root, root, true);
        }
        for (String name : List.of("cpuacct", "cpu,cpuacct")) {
            if (Files.exists(root.resolve(name).resolve("cpuacct.usage"))) {
                return new Hierarchy(root, root.resolve(name), false);
            }
        }
        throw new IOException("no control groups that count processor time are mounted at " + root);
    }

    /** @param group relative; empty for the root */
    GroupFiles open(String group) throws IOException {
        List<HeldFile> opened = new ArrayList<>();
        try {
            return unified ? second(groups.resolve(group), opened) : first(group, opened);
        } catch (IOException failed) {
            opened.forEach(HeldFile::close);
            throw failed;
        }
    }

    private static GroupFiles second(Path folder, List<HeldFile> opened) throws IOException {
        List<Path> missing = new ArrayList<>();
        return new GroupFiles.Second(
                kept(HeldFile.open(folder.resolve("cpu.stat")), opened),
                keptIfThere(folder.resolve("memory.stat"), opened, missing),
                keptIfThere(folder.resolve("io.stat"), opened, missing),
                missing);
    }

    private GroupFiles first(String group, List<HeldFile> opened) throws IOException {
        List<Path> missing = new ArrayList<>();
        Path memory = root.resolve("memory").resolve(group);
        Path block = root.resolve("blkio").resolve(group);
        return new GroupFiles.First(
                kept(HeldFile.open(groups.resolve(group).resolve("cpuacct.usage")), opened),
                keptIfThere(memory.resolve("memory.stat"), opened, missing),
                keptIfThere(memory.resolve("memory.kmem.usage_in_bytes"), opened, missing),
                keptIfThere(block.resolve("blkio.throttle.io_service_bytes_recursive"), opened, missing),
                missing);
    }

    private static HeldFile kept(HeldFile file, List<HeldFile> opened) {
        opened.add(file);
        return file;
    }

    private static @Nullable HeldFile keptIfThere(Path path, List<HeldFile> opened, List<Path> missing)
            throws IOException {
        if (Files.exists(path)) {
            return kept(HeldFile.open(path), opened);
        }
        missing.add(path);
        return null;
    }

    /** Its number, which the kernel gives to no other group until it is started again. */
    String identity(String group) throws IOException {
        return Files.getAttribute(groups.resolve(group), "unix:ino").toString();
    }

    /** How many groups are in it; -1 when this file system does not say. */
    int children(String group) throws IOException {
        return (Integer) Files.getAttribute(groups.resolve(group), "unix:nlink") - 2;
    }

    /** The folders of a group in every hierarchy that has it. */
    List<Path> everywhere(String group) throws IOException {
        if (unified) {
            return List.of(groups.resolve(group));
        }
        try (Stream<Path> hierarchies = Files.list(root)) {
            return hierarchies
                    .map(one -> one.resolve(group))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }
}

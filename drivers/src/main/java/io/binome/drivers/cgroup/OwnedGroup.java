package io.binome.drivers.cgroup;

import io.binome.drivers.cgroup.GroupFiles.Block;
import io.binome.drivers.cgroup.GroupFiles.Memory;
import io.binome.drivers.cgroup.HeldFile.Page;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A cgroup that Binome gave to an owner, with those below it. The engine makes it with the first container and never
 * removes it, so that it still has what all its containers used when none is left.
 *
 * <p>An idle one costs one reading of a few microseconds: whatever ran in it has used the processor.
 */
final class OwnedGroup {
    private static final int NEVER = Integer.MIN_VALUE;

    private final Hierarchy hierarchy;
    private final Placement placement;
    private final Map<String, OwnedGroup> children = new TreeMap<>();
    private int childrenWhenListed = NEVER;
    private @Nullable GroupFiles files;
    private String identity = "";
    private @Nullable Counters last;
    private boolean idle;

    OwnedGroup(Hierarchy hierarchy, Placement placement) {
        this.hierarchy = hierarchy;
        this.placement = placement;
    }

    /**
     * Reads it and all below it, children first: what a parent says then is never less than the sum of theirs.
     *
     * @return false when it is gone
     */
    boolean sweep(Page page, Placement.Ours ours, List<Counters> all) throws IOException {
        if (placement.hasOwnersBelow() && !sweepBelow(page, ours, all)) {
            close();
            return false;
        }
        Owner owner = placement.owner();
        if (owner == null) {
            return true;
        }
        Optional<Counters> read = read(owner, page);
        read.ifPresent(all::add);
        return read.isPresent();
    }

    private boolean sweepBelow(Page page, Placement.Ours ours, List<Counters> all) throws IOException {
        try {
            int present = hierarchy.children(placement.path());
            if (present != childrenWhenListed || present < 0) {
                list(ours);
                childrenWhenListed = present;
            }
        } catch (IOException failed) {
            if (exists()) {
                throw failed;
            }
            return false;
        }
        List<String> gone = new ArrayList<>();
        for (Map.Entry<String, OwnedGroup> child : children.entrySet()) {
            if (!child.getValue().sweep(page, ours, all)) {
                gone.add(child.getKey());
            }
        }
        for (String name : gone) {
            children.remove(name);
            // As many may have come as went.
            childrenWhenListed = NEVER;
        }
        return true;
    }

    private void list(Placement.Ours ours) throws IOException {
        Set<String> found = new HashSet<>();
        try (DirectoryStream<java.nio.file.Path> names =
                Files.newDirectoryStream(hierarchy.groups().resolve(placement.path()))) {
            for (java.nio.file.Path path : names) {
                String name = path.getFileName().toString();
                Optional<Placement> below = placement.below(name);
                if (below.isPresent() && (children.containsKey(name) || ours.owns(below.get()))) {
                    found.add(name);
                    children.computeIfAbsent(name, same -> new OwnedGroup(hierarchy, below.get()));
                }
            }
        } catch (java.nio.file.DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        children.entrySet().removeIf(child -> {
            if (found.contains(child.getKey())) {
                return false;
            }
            child.getValue().close();
            return true;
        });
    }

    /** Once more when it is another one than the last time; empty when there is none any more. */
    private Optional<Counters> read(Owner owner, Page page) throws IOException {
        try {
            return Optional.of(readOpen(owner, page));
        } catch (IOException failed) {
            forgetFiles();
            if (!exists()) {
                close();
                return Optional.empty();
            }
            return Optional.of(readOpen(owner, page));
        }
    }

    private Counters readOpen(Owner owner, Page page) throws IOException {
        GroupFiles open = files == null ? open() : files;
        long cpuMicros = open.cpuMicros(page);
        Counters before = last;
        if (before != null && idle && before.cpuMicros() == cpuMicros) {
            return before;
        }
        if (open.outdated()) {
            forgetFiles();
            open = open();
            cpuMicros = open.cpuMicros(page);
        }
        Memory memory = open.memory(page);
        Block block = open.block(page);
        // Of what the kernel still keeps for containers that are gone, nobody has any use.
        idle = memory.anonymous() == 0 && nothingBelow();
        Counters now = new Counters(
                owner,
                identity,
                cpuMicros,
                idle ? 0 : memory.bytes(),
                block.read(),
                block.written(),
                !hierarchy.unified(),
                -1,
                -1);
        last = now;
        return now;
    }

    private boolean nothingBelow() throws IOException {
        return placement.hasOwnersBelow()
                ? children.values().stream().allMatch(child -> child.idle)
                : hierarchy.children(placement.path()) == 0;
    }

    /** Its number is looked up before and after, so that the files are those of the group that has it. */
    private GroupFiles open() throws IOException {
        for (int tries = 0; ; tries++) {
            String before = hierarchy.identity(placement.path());
            GroupFiles opened = hierarchy.open(placement.path());
            if (before.equals(hierarchy.identity(placement.path()))) {
                files = opened;
                identity = before;
                return opened;
            }
            opened.close();
            if (tries == 10) {
                throw new IOException("the group " + placement.path() + " is made anew all the time");
            }
        }
    }

    private boolean usedSince(Page page) throws IOException {
        GroupFiles open = files;
        Counters read = last;
        try {
            return open == null || read == null || open.cpuMicros(page) != read.cpuMicros();
        } catch (IOException failed) {
            // Another one has its name by now, or none.
            return exists();
        }
    }

    private boolean exists() {
        return Files.isDirectory(hierarchy.groups().resolve(placement.path()));
    }

    private void forgetFiles() {
        GroupFiles open = files;
        if (open != null) {
            open.close();
        }
        files = null;
        last = null;
        idle = false;
    }

    void close() {
        forgetFiles();
        children.values().forEach(OwnedGroup::close);
        children.clear();
        childrenWhenListed = NEVER;
    }

    Optional<OwnedGroup> find(Owner wanted) {
        if (wanted.equals(placement.owner())) {
            return Optional.of(this);
        }
        return children.values().stream()
                .map(child -> child.find(wanted))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * Removes it and those below it in which nothing runs; whether all are gone. A running container keeps its own, and so
     * does one that has come and gone since this was last read: what it used must be read first.
     */
    boolean remove(Page page) throws IOException {
        boolean all = true;
        for (OwnedGroup child : List.copyOf(children.values())) {
            all &= child.remove(page);
        }
        if (!all || usedSince(page)) {
            return false;
        }
        close();
        for (java.nio.file.Path folder : hierarchy.everywhere(placement.path()).stream()
                .sorted(Comparator.comparing(path -> path.startsWith(hierarchy.groups())))
                .toList()) {
            try {
                Files.deleteIfExists(folder);
            } catch (java.nio.file.FileSystemException busyOrNotAllowed) {
                return false;
            }
        }
        return true;
    }
}

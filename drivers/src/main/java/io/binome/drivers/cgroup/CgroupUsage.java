package io.binome.drivers.cgroup;

import io.binome.drivers.cgroup.HeldFile.Page;
import io.binome.kernel.HostId;
import io.binome.kernel.TenantId;
import io.binome.metering.UsageSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the kernel of this machine has counted for the containers of its engine. It asks nobody and needs no
 * rights: the files are there for everybody to read. Safe for use by several threads, one of which reads at a time.
 */
public final class CgroupUsage implements UsageSource, AutoCloseable {
    private final Predicate<HostId> here;
    private final Placement.Ours ours;
    private final FlowSource flows;
    private final Path root;
    private final Path proc;
    private final InstantSource clock;
    private final Page page = new Page();
    private final Map<String, OwnedGroup> trees = new TreeMap<>();
    private @Nullable Machine machine;

    /** Traffic and requests of a host, counted by others than its cgroups. */
    public interface FlowSource {
        FlowSource NONE = host -> List.of();

        List<Flow> read(HostId host);
    }

    /**
     * @param here whether that host is this machine
     * @param ours whether this server knows a tenant; groups of others are left alone
     */
    public CgroupUsage(Predicate<HostId> here, Predicate<TenantId> ours, FlowSource flows, InstantSource clock) {
        this(here, ours, flows, Path.of("/sys/fs/cgroup"), Path.of("/proc"), clock);
    }

    CgroupUsage(
            Predicate<HostId> here,
            Predicate<TenantId> ours,
            FlowSource flows,
            Path root,
            Path proc,
            InstantSource clock) {
        this.here = here;
        this.ours = ours::test;
        this.flows = flows;
        this.root = root;
        this.proc = proc;
        this.clock = clock;
    }

    /** What stays the same until the machine is started again. */
    private record Machine(
            Hierarchy hierarchy, GroupFiles whole, HeldFile memory, HeldFile uptime, String bootId, String identity) {
        /**
         * Machines that were cloned differ in the number that a kernel gives itself at its start, and those that share a
         * kernel in which group is the root of their tree.
         */
        static Machine open(Path root, Path proc) throws IOException {
            Hierarchy hierarchy = Hierarchy.at(root);
            String bootId =
                    Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
            return new Machine(
                    hierarchy,
                    hierarchy.open(""),
                    HeldFile.open(proc.resolve("meminfo")),
                    HeldFile.open(proc.resolve("uptime")),
                    bootId,
                    bootId + "/" + hierarchy.identity(""));
        }

        /** By CLOCK_BOOTTIME, in hundredths of a second. */
        Duration sinceBoot(Page page) throws IOException {
            KernelText text = uptime.read(page);
            String said = new String(text.bytes(), 0, text.length(), java.nio.charset.StandardCharsets.US_ASCII);
            return Duration.ofMillis(new java.math.BigDecimal(said.substring(0, said.indexOf(' ')))
                    .movePointRight(3)
                    .longValueExact());
        }

        /** What processes and the kernel hold; what it only keeps as long as nobody needs the room is not in it. */
        Counters whole(Page page) throws IOException {
            long cpuMicros = whole.cpuMicros(page);
            GroupFiles.Block block = whole.block(page);
            KernelText text = memory.read(page);
            long kilobytes = text.field("AnonPages")
                    + text.field("Shmem")
                    + text.field("Slab")
                    + text.field("KernelStack")
                    + text.field("PageTables")
                    + text.field("Percpu");
            return new Counters(
                    new Owner.WholeHost(),
                    identity,
                    cpuMicros,
                    kilobytes * 1024,
                    block.read(),
                    block.written(),
                    !hierarchy.unified(),
                    -1,
                    -1);
        }

        void close() {
            whole.close();
            memory.close();
            uptime.close();
        }
    }

    @Override
    public Sweep read(HostId host) {
        requireHere(host);
        List<Flow> flowing = flows.read(host);
        synchronized (this) {
            try {
                Machine present = machine();
                Instant at = clock.instant();
                Duration sinceBoot = present.sinceBoot(page);
                List<Counters> plain = new ArrayList<>();
                List<Counters> slices = new ArrayList<>();
                sweep(present.hierarchy(), Placement.PLAIN, plain);
                sweep(present.hierarchy(), Placement.SLICE, slices);
                List<Counters> all = both(plain, slices);
                all.add(present.whole(page));
                return new Sweep(at, sinceBoot, present.bootId(), all, flowing);
            } catch (IOException failed) {
                close();
                throw new HostAway("The control groups of this machine cannot be read: " + failed.getMessage(), failed);
            }
        }
    }

    /**
     * An owner is in both layouts when the engine was given the other driver since the machine was started: the groups of
     * before are still there, and what it used is the sum.
     */
    private static List<Counters> both(List<Counters> plain, List<Counters> slices) {
        if (plain.isEmpty() || slices.isEmpty()) {
            return plain.isEmpty() ? slices : plain;
        }
        Map<Owner, Counters> all = new LinkedHashMap<>();
        plain.forEach(one -> all.put(one.owner(), one));
        slices.forEach(other -> all.merge(
                other.owner(),
                other,
                (one, more) -> new Counters(
                        one.owner(),
                        one.identity() + Counters.AND + more.identity(),
                        one.cpuMicros() + more.cpuMicros(),
                        one.memoryBytes() + more.memoryBytes(),
                        one.blockReadBytes() + more.blockReadBytes(),
                        one.blockWrittenBytes() + more.blockWrittenBytes(),
                        one.blockApproximate() || more.blockApproximate(),
                        -1,
                        -1)));
        return new ArrayList<>(all.values());
    }

    private void sweep(Hierarchy hierarchy, String top, List<Counters> all) throws IOException {
        OwnedGroup tree = trees.get(top);
        if (tree == null) {
            if (!Files.isDirectory(hierarchy.groups().resolve(top))) {
                return;
            }
            tree = new OwnedGroup(hierarchy, new Placement(top, null));
            trees.put(top, tree);
        }
        if (!tree.sweep(page, ours, all)) {
            trees.remove(top);
        }
    }

    private Machine machine() throws IOException {
        Machine present = machine;
        if (present == null) {
            present = Machine.open(root, proc);
            machine = present;
        }
        return present;
    }

    /**
     * Slices belong to systemd, which would not know that one is gone: those are left to it, and count on. So do the groups
     * of owners that have a slice as well: of their sum nobody could tell how much is gone.
     */
    @Override
    public synchronized boolean forget(HostId host, Owner owner) {
        requireHere(host);
        try {
            if (find(Placement.SLICE, owner).isPresent()) {
                return false;
            }
            Optional<OwnedGroup> plain = find(Placement.PLAIN, owner);
            return plain.isEmpty() || plain.get().remove(page);
        } catch (IOException failed) {
            throw new HostAway("The control groups of this machine cannot be listed: " + failed.getMessage(), failed);
        }
    }

    private Optional<OwnedGroup> find(String top, Owner owner) {
        return Optional.ofNullable(trees.get(top)).flatMap(tree -> tree.find(owner));
    }

    private void requireHere(HostId host) {
        if (!here.test(host)) {
            throw new HostAway(
                    "The host " + host + " is not this machine; its counters are read by an agent there", null);
        }
    }

    @Override
    public synchronized void close() {
        trees.values().forEach(OwnedGroup::close);
        trees.clear();
        Machine present = machine;
        if (present != null) {
            present.close();
        }
        machine = null;
    }
}

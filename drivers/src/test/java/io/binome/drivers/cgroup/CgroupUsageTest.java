package io.binome.drivers.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.drivers.cgroup.CgroupUsage.FlowSource;
import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.HostAway;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.UsageSource.Sweep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every layout over a tree of plain files; the machine's own is read in {@link CgroupContainersTest}. */
class CgroupUsageTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final HostId HERE = new HostId(new UUID(0, 1));
    private static final TenantId TENANT = new TenantId(new UUID(1, 1));
    private static final StackId STACK = new StackId(new UUID(2, 2));
    private static final WorkloadId SERVICE = new WorkloadId(new UUID(3, 3));
    private static final Owner.Service OWNER = new Owner.Service(TENANT, STACK, SERVICE);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void everyOwnerIsReadInEveryLayout(boolean unified, boolean slices) throws IOException {
        GroupTree tree = GroupTree.in(folder, unified, slices);
        String service = tree.service(TENANT, STACK, SERVICE);
        tree.write(tree.tenant(TENANT), 900, 4096, 0, 0, 0, 0);
        tree.write(tree.builds(TENANT), 100, 0, 0, 0, 0, 0);
        tree.write(tree.stack(TENANT, STACK), 800, 4096, 8192, 1, 0, 0);
        tree.write(service, 700, 4096, 8192, 333, 10, 20);
        tree.makeContainer(service);

        Sweep sweep = usage(tree).read(HERE);

        assertThat(sweep.at()).isEqualTo(NOW);
        assertThat(sweep.bootId()).isEqualTo("0b1d");
        assertThat(sweep.sinceBoot()).isEqualTo(Duration.ofMillis(64_045_480));
        Map<Owner, Counters> all = byOwner(sweep);
        assertThat(all)
                .containsOnlyKeys(
                        OWNER,
                        new Owner.Stack(TENANT, STACK),
                        new Owner.Builds(TENANT),
                        new Owner.Tenant(TENANT),
                        new Owner.WholeHost());
        Counters read = all.get(OWNER);
        assertThat(read.cpuMicros()).isEqualTo(700);
        assertThat(read.memoryBytes()).isEqualTo(4096 + 8192 + 333);
        assertThat(read.blockReadBytes()).isEqualTo(11);
        assertThat(read.blockWrittenBytes()).isEqualTo(22);
        assertThat(read.blockApproximate()).isEqualTo(!unified);
        assertThat(read.identity()).isNotEmpty();
        assertThat(all.get(new Owner.Builds(TENANT)).cpuMicros()).isEqualTo(100);
        assertThat(all.get(new Owner.Tenant(TENANT)).cpuMicros()).isEqualTo(900);
        assertThat(all.get(new Owner.WholeHost()).cpuMicros()).isEqualTo(1_000_000);
        assertThat(all.get(new Owner.WholeHost()).memoryBytes()).isEqualTo(25 * 1024);
        assertThat(sweep.all().indexOf(read))
                .as("children before their parents, which can then not have counted less")
                .isLessThan(sweep.all().indexOf(all.get(new Owner.Stack(TENANT, STACK))));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whatTheKernelKeepsForContainersThatAreGoneIsNobodysUse(boolean unified) throws IOException {
        GroupTree tree = GroupTree.in(folder, unified, false);
        String service = tree.service(TENANT, STACK, SERVICE);
        tree.write(tree.tenant(TENANT), 5, 4096, 0, 70, 0, 0);
        tree.write(tree.stack(TENANT, STACK), 5, 4096, 0, 70, 0, 0);
        tree.write(service, 5, 4096, 0, 70, 0, 0);
        tree.makeContainer(service);
        CgroupUsage usage = usage(tree);
        assertThat(read(usage, OWNER).memoryBytes()).isEqualTo(4166);

        // All that its processes had is free again; folder names that they looked up are still remembered for it.
        for (String group : List.of(service, tree.stack(TENANT, STACK), tree.tenant(TENANT))) {
            tree.write(group, 9, 0, 0, 70, 0, 0);
        }
        tree.removeContainer(service);
        Map<Owner, Counters> after = byOwner(usage.read(HERE));
        for (Owner owner : List.of(OWNER, new Owner.Stack(TENANT, STACK), new Owner.Tenant(TENANT))) {
            assertThat(after.get(owner).memoryBytes()).as(owner.toString()).isZero();
            assertThat(after.get(owner).cpuMicros()).isEqualTo(9);
        }
        // A container that came and went between two sweeps, and one that is there again.
        tree.write(service, 11, 0, 0, 70, 5, 0);
        assertThat(read(usage, OWNER).cpuMicros()).isEqualTo(11);
        assertThat(read(usage, OWNER).blockReadBytes()).isEqualTo(6);
        tree.makeContainer(service);
        tree.write(service, 12, 8192, 0, 70, 5, 0);
        assertThat(read(usage, OWNER).memoryBytes()).isEqualTo(8262);
    }

    /** The engine, and systemd, turn controllers on one after the other, and off where nothing runs. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whatBeginsToBeCountedLaterIsRead(boolean unified) throws IOException {
        GroupTree tree = GroupTree.in(folder, unified, false);
        String service = tree.service(TENANT, STACK, SERVICE);
        for (String group : List.of(tree.tenant(TENANT), tree.stack(TENANT, STACK), service)) {
            tree.write(group, 5, 4096, 0, 0, 10, 20);
        }
        tree.makeContainer(service);
        Path memory =
                tree.root().resolve(unified ? "" : "memory").resolve(service).resolve("memory.stat");
        Files.move(memory, folder.resolve("later"));
        CgroupUsage usage = usage(tree);
        assertThat(read(usage, OWNER).memoryBytes()).isZero();
        assertThat(read(usage, OWNER).blockReadBytes()).isEqualTo(11);

        Files.move(folder.resolve("later"), memory);
        assertThat(read(usage, OWNER).memoryBytes()).isEqualTo(4096);
        assertThat(read(usage, OWNER).cpuMicros()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void anOwnerInBothLayoutsIsReadOnceAsTheirSum(boolean unified) throws IOException {
        GroupTree before = GroupTree.in(folder, unified, false);
        String plain = before.service(TENANT, STACK, SERVICE);
        before.write(before.tenant(TENANT), 700, 0, 0, 0, 0, 0);
        before.write(before.stack(TENANT, STACK), 700, 0, 0, 0, 0, 0);
        before.write(plain, 700, 0, 0, 0, 10, 20);
        CgroupUsage usage = usage(before);
        String alone = read(usage, OWNER).identity();

        // The engine was given the driver of systemd, and the machine was not started anew.
        GroupTree after = new GroupTree(before.root(), unified, true);
        String slice = after.service(TENANT, STACK, SERVICE);
        after.write(after.tenant(TENANT), 30, 4096, 0, 0, 0, 0);
        after.write(after.stack(TENANT, STACK), 30, 4096, 0, 0, 0, 0);
        after.write(slice, 30, 4096, 0, 0, 1, 2);
        after.makeContainer(slice);
        Counters both = read(usage, OWNER);
        assertThat(both.cpuMicros()).isEqualTo(730);
        assertThat(both.memoryBytes()).isEqualTo(4096);
        assertThat(both.blockWrittenBytes()).isEqualTo(26);
        assertThat(both.identity()).startsWith(alone + Counters.AND);
        // Of the sum nobody could say how much is gone.
        assertThat(usage.forget(HERE, OWNER)).isFalse();
        assertThat(read(usage, OWNER)).isEqualTo(both);
    }

    @Test
    void ownersComeAndGo() throws IOException {
        GroupTree tree = GroupTree.in(folder, true, false);
        CgroupUsage usage = usage(tree);
        assertThat(byOwner(usage.read(HERE))).containsOnlyKeys(new Owner.WholeHost());
        tree.write(tree.tenant(TENANT), 2, 0, 0, 0, 0, 0);
        tree.write(tree.stack(TENANT, STACK), 2, 0, 0, 0, 0, 0);
        tree.write(tree.service(TENANT, STACK, SERVICE), 2, 0, 0, 0, 0, 0);
        assertThat(byOwner(usage.read(HERE))).containsKey(OWNER);
        WorkloadId other = new WorkloadId(new UUID(4, 4));
        tree.write(tree.service(TENANT, STACK, other), 3, 0, 0, 0, 0, 0);
        assertThat(byOwner(usage.read(HERE))).containsKeys(OWNER, new Owner.Service(TENANT, STACK, other));
        tree.remove(tree.stack(TENANT, STACK));
        assertThat(byOwner(usage.read(HERE))).containsOnlyKeys(new Owner.Tenant(TENANT), new Owner.WholeHost());
    }

    @Test
    void groupsOfTenantsThatThisServerDoesNotKnowAreLeftAlone() throws IOException {
        GroupTree tree = GroupTree.in(folder, false, true);
        TenantId stranger = new TenantId(new UUID(9, 9));
        tree.write(tree.tenant(TENANT), 2, 0, 0, 0, 0, 0);
        tree.write(tree.tenant(stranger), 2, 0, 0, 0, 0, 0);
        Files.createDirectories(tree.root().resolve("cpuacct/binome.slice/other.slice"));
        Files.createDirectories(tree.root().resolve("cpuacct/binome.slice/binome-.slice"));
        assertThat(byOwner(usage(tree).read(HERE))).containsOnlyKeys(new Owner.Tenant(TENANT), new Owner.WholeHost());
    }

    @Test
    void anotherMachinesHostIsAwayAndSoIsOneWithoutGroups() throws IOException {
        GroupTree tree = GroupTree.in(folder, true, false);
        assertThatThrownBy(() -> usage(tree).read(new HostId(new UUID(0, 2))))
                .isInstanceOf(HostAway.class)
                .hasMessageContaining("not this machine");
        CgroupUsage nowhere = new CgroupUsage(
                HERE::equals, TENANT::equals, FlowSource.NONE, folder.resolve("none"), tree.proc(), clock());
        assertThatThrownBy(() -> nowhere.read(HERE))
                .isInstanceOf(HostAway.class)
                .hasMessageContaining("no control groups");
    }

    @Test
    void olderKernelsDoNotAddUpWhatTheyKeepForAGroup() throws IOException {
        KernelText text = KernelText.of("anon 1\nkernel_stack 2\npagetables 3\npercpu 4\nslab_reclaimable 9\nslab 5\n");
        assertThat(text.has("kernel")).isFalse();
        assertThat(text.field("slab")).isEqualTo(5);
        assertThat(text.field("nothing")).isZero();
        assertThatThrownBy(() -> KernelText.of("anon x\n").field("anon")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> KernelText.of("").number()).isInstanceOf(IOException.class);
        assertThat(KernelText.of("9:0 Read 5\n9:0 Write 7\n9:1 Read 6").sumBehind(" Read "))
                .isEqualTo(11);
    }

    private CgroupUsage usage(GroupTree tree) {
        return new CgroupUsage(HERE::equals, TENANT::equals, FlowSource.NONE, tree.root(), tree.proc(), clock());
    }

    private static InstantSource clock() {
        return InstantSource.fixed(NOW);
    }

    private static Counters read(CgroupUsage usage, Owner owner) {
        return byOwner(usage.read(HERE)).get(owner);
    }

    private static Map<Owner, Counters> byOwner(Sweep sweep) {
        return sweep.all().stream().collect(Collectors.toMap(Counters::owner, Function.identity()));
    }
}

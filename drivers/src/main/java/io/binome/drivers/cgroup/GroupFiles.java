package io.binome.drivers.cgroup;

import io.binome.drivers.cgroup.HeldFile.Page;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one cgroup, in either version. Those of a parent have what its children had, those that are gone too.
 * Linux: Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/{cpuacct,memory,blkio-controller}.rst.
 */
sealed interface GroupFiles extends Closeable {
    /** Cumulative, in microseconds. */
    long cpuMicros(Page page) throws IOException;

    Memory memory(Page page) throws IOException;

    Block block(Page page) throws IOException;

    @Override
    void close();

    /**
     * Where files would be that were not there when the others were opened: the kernel is built without them, or their
     * controller was off.
     */
    List<Path> missing();

    /** Whether one of them is there by now. */
    default boolean outdated() {
        return missing().stream().anyMatch(Files::exists);
    }

    /**
     * What is held now, in bytes; page cache is not in it.
     *
     * @param anonymous of processes: none has any when none runs
     * @param rest shared memory, and what the kernel keeps for it
     */
    record Memory(long anonymous, long rest) {
        static final Memory NONE = new Memory(0, 0);

        long bytes() {
            return anonymous + rest;
        }
    }

    /** Cumulative, in bytes, over all devices. */
    record Block(long read, long written) {
        static final Block NONE = new Block(0, 0);
    }

    private static void closeAll(@Nullable HeldFile... files) {
        for (HeldFile file : files) {
            if (file != null) {
                file.close();
            }
        }
    }

    /** Version 1: each controller has a hierarchy of its own. */
    record First(
            HeldFile cpu,
            @Nullable HeldFile stat,
            @Nullable HeldFile kernel,
            @Nullable HeldFile throttled,
            List<Path> missing)
            implements GroupFiles {
        @Override
        public long cpuMicros(Page page) throws IOException {
            return cpu.read(page).number() / 1_000;
        }

        @Override
        public Memory memory(Page page) throws IOException {
            if (stat == null) {
                return Memory.NONE;
            }
            KernelText text = stat.read(page);
            long anonymous = text.field("total_rss");
            long shared = text.field("total_shmem");
            return new Memory(
                    anonymous, shared + (kernel == null ? 0 : kernel.read(page).number()));
        }

        @Override
        public Block block(Page page) throws IOException {
            if (throttled == null) {
                return Block.NONE;
            }
            KernelText text = throttled.read(page);
            return new Block(text.sumBehind(" Read "), text.sumBehind(" Write "));
        }

        @Override
        public void close() {
            closeAll(cpu, stat, kernel, throttled);
        }
    }

    /** Version 2: one hierarchy. */
    record Second(
            HeldFile cpu, @Nullable HeldFile stat, @Nullable HeldFile io, List<Path> missing) implements GroupFiles {
        @Override
        public long cpuMicros(Page page) throws IOException {
            return cpu.read(page).field("usage_usec");
        }

        @Override
        public Memory memory(Page page) throws IOException {
            if (stat == null) {
                return Memory.NONE;
            }
            KernelText text = stat.read(page);
            // Linux before 5.18 does not add these up itself.
            long kernel = text.has("kernel")
                    ? text.field("kernel")
                    : text.field("kernel_stack") + text.field("pagetables") + text.field("percpu") + text.field("slab");
            return new Memory(text.field("anon"), text.field("shmem") + kernel);
        }

        @Override
        public Block block(Page page) throws IOException {
            if (io == null) {
                return Block.NONE;
            }
            KernelText text = io.read(page);
            return new Block(text.sumBehind(" rbytes="), text.sumBehind(" wbytes="));
        }

        @Override
        public void close() {
            closeAll(cpu, stat, io);
        }
    }
}

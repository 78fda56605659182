package io.binome.drivers.bubblewrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The disk space of one run, which cannot grow over its limit: a file system of its own in a sparse file, where root
 * may mount one; else a plain folder that is looked at while commands run.
 */
sealed interface RunDisk {
    /** Holds {@code folder} and {@code tmp}. */
    Path root();

    long limitBytes();

    /** Whether it is full now. Cheap enough for five times a second while a command runs. */
    boolean full();

    /** Whether somebody has to ask {@link #full} while a command runs: nothing else keeps it from growing. */
    boolean needsWatching();

    void remove() throws IOException;

    /** A file system in a file, attached to a loop device. The kernel holds the limit, for bytes and for numbers of files. */
    record Mounted(Path image, Path root, long limitBytes) implements RunDisk {
        private static final long BLOCK = 4_096;

        static Mounted make(Path place, long limitBytes) throws IOException {
            Path image = place.resolve("disk.image");
            Path root = place.resolve("disk");
            try (var file = new java.io.RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(limitBytes / BLOCK * BLOCK);
            }
            Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("rw-------"));
            // No journal: a run's disk is never mounted a second time.
            Program.run(
                    "mkfs.ext4",
                    "-q",
                    "-F",
                    "-m",
                    "0",
                    "-O",
                    "^has_journal,^resize_inode",
                    "-E",
                    "lazy_itable_init=1,nodiscard",
                    image.toString());
            Files.createDirectory(root);
            Program.run("mount", "-o", "loop,nosuid,nodev,noatime", image.toString(), root.toString());
            return new Mounted(image, root, limitBytes);
        }

        /** The kernel keeps the last blocks for itself, two in a hundred at most. */
        @Override
        public boolean full() {
            try {
                return Files.getFileStore(root).getUsableSpace() < Math.max(1 << 20, limitBytes / 50);
            } catch (IOException gone) {
                return false;
            }
        }

        @Override
        public boolean needsWatching() {
            return false;
        }

        @Override
        public void remove() throws IOException {
            // Lazily: a command that was killed may hold it for a moment longer.
            Program.run("umount", "-l", root.toString());
            Files.deleteIfExists(root);
            Files.deleteIfExists(image);
        }
    }

    /** A folder like any other. What is written between two looks is over the limit. */
    record Watched(Path root, long limitBytes) implements RunDisk {
        private static final int MOST_FILES = 200_000;

        static Watched make(Path place, long limitBytes) throws IOException {
            return new Watched(Files.createDirectory(place.resolve("disk")), limitBytes);
        }

        @Override
        public boolean full() {
            Trees.Size size = Trees.size(root, limitBytes, MOST_FILES);
            return size.bytes() > limitBytes || size.files() > MOST_FILES;
        }

        @Override
        public boolean needsWatching() {
            return true;
        }

        @Override
        public void remove() throws IOException {
            Trees.delete(root);
        }
    }
}

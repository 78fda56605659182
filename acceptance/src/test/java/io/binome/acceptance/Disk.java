package io.binome.acceptance;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A small file system of its own below a folder, that a test can fill to the last byte and empty again. */
final class Disk implements AutoCloseable {
    private static final byte[] ZEROS = new byte[1 << 16];

    private final Path folder;

    private Disk(Path folder) {
        this.folder = folder;
    }

    /** Takes root; what the folder had in it is hidden while this is open. */
    static Disk mount(Path folder, int mebibytes) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Tool.output(
                Path.of("/"),
                Map.of(),
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=" + mebibytes + "m,mode=755",
                "binome-test",
                folder.toString());
        return new Disk(folder);
    }

    /** Takes all that is left, but for some bytes. */
    void fill(long butFor) {
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (folder.toFile().getUsableSpace() > butFor) {
                out.write(ZEROS, 0, (int) Math.clamp(folder.toFile().getUsableSpace() - butFor, 1, ZEROS.length));
            }
        } catch (IOException full) {
            // As was wanted.
        }
    }

    void makeRoom() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Path filler() {
        return folder.resolve("filler-of-the-test");
    }

    @Override
    public void close() {
        Tool.run(Path.of("/"), Map.of(), java.util.List.of("umount", "-l", folder.toString()));
    }
}

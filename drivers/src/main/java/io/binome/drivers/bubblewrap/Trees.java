package io.binome.drivers.bubblewrap;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Whole folders, never through a link. */
final class Trees {
    private Trees() {}

    record Size(long bytes, int files) {}

    /** Stops counting once over either bound; what cannot be read counts as nothing. */
    static Size size(Path root, long mostBytes, int mostFiles) {
        long[] counted = {0, 0};
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return count(4_096);
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    return count(attributes.size());
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failed) {
                    return FileVisitResult.CONTINUE;
                }

                private FileVisitResult count(long bytes) {
                    counted[0] += bytes;
                    counted[1]++;
                    return counted[0] > mostBytes || counted[1] > mostFiles
                            ? FileVisitResult.TERMINATE
                            : FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            return new Size(counted[0], (int) counted[1]);
        }
        return new Size(counted[0], (int) counted[1]);
    }

    /** Also folders that their owner made unreadable. */
    static void delete(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (!Files.isExecutable(folder) || !Files.isReadable(folder) || !Files.isWritable(folder)) {
                    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path folder, IOException unreadable) throws IOException {
                // The visitor could not open it before we could change that.
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
                    delete(folder);
                    return FileVisitResult.CONTINUE;
                }
                throw unreadable;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

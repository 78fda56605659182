package io.binome.backup.internal;

import io.binome.backup.BackupProblem.FileThere;
import io.binome.backup.BackupProblem.FileTroubled;
import io.binome.backup.internal.DatabaseBackups.Content;
import io.binome.kernel.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** A file that only its owner reads, and that has its name only once it is whole and on the disk. */
record NewFile(Path path) {
    /** @throws ProblemException with {@link FileThere}, or {@link FileTroubled} when its folder does not take files */
    static NewFile at(Path path) {
        NewFile file = new NewFile(path.toAbsolutePath().normalize());
        if (Files.exists(file.path)) {
            throw new ProblemException(new FileThere(file.path.toString()));
        }
        if (!Files.isDirectory(file.folder()) || !Files.isWritable(file.folder())) {
            throw new ProblemException(
                    new FileTroubled(file.path.toString(), file.folder() + " is no folder that you may write to"));
        }
        return file;
    }

    private Path folder() {
        return Objects.requireNonNull(path.getParent());
    }

    void write(Content content) {
        Path draft = null;
        try {
            draft = Files.createTempFile(
                    folder(),
                    "." + path.getFileName() + ".",
                    ".part",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel)) {
                content.writeTo(out);
                channel.force(true);
            }
            if (Files.exists(path)) {
                throw new ProblemException(new FileThere(path.toString()));
            }
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel entries = FileChannel.open(folder())) {
                entries.force(true);
            }
        } catch (IOException failed) {
            throw new ProblemException(new FileTroubled(path.toString(), String.valueOf(failed.getMessage())), failed);
        } finally {
            delete(draft);
        }
    }

    private static void delete(@org.jspecify.annotations.Nullable Path draft) {
        try {
            if (draft != null) {
                Files.deleteIfExists(draft);
            }
        } catch (IOException left) {
            // A part file stays behind, under a name that says so.
        }
    }

    long size() {
        return path.toFile().length();
    }
}

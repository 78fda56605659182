package io.binome.drivers.bubblewrap;

import io.binome.runs.Confined.Entry;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files that a run's commands may have left, which are the author's word and no more: each folder on the way is
 * opened from the one before (openat, O_NOFOLLOW), so that no link leads out, whoever puts it there at whatever moment.
 */
final class RunFiles {
    private static final int MOST_ENTRIES = 100_000;
    private final Path root;

    /** Folders that were seen or made since the last command, so that not every file looks for all its folders. */
    private final Set<Path> known = new HashSet<>();

    RunFiles(Path root) {
        this.root = root;
    }

    Optional<InputStream> open(String path, long maximumBytes) throws IOException {
        Path relative = relative(path);
        try (SecureDirectoryStream<Path> folder = folder(relative.getParent())) {
            BasicFileAttributes attributes = attributes(folder, relative.getFileName());
            if (!attributes.isRegularFile()) {
                throw new IOException(path + " is no regular file");
            }
            if (attributes.size() > maximumBytes) {
                throw new IOException(path + " has " + attributes.size() + " bytes; " + maximumBytes + " are allowed");
            }
            SeekableByteChannel content = folder.newByteChannel(
                    relative.getFileName(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            return Optional.of(new BoundedStream(Channels.newInputStream(content), maximumBytes));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    List<Entry> list(String path) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (SecureDirectoryStream<Path> folder = folder(path.isEmpty() ? null : relative(path))) {
            for (Path name : folder) {
                BasicFileAttributes attributes = attributes(folder, name.getFileName());
                Entry.Kind kind = attributes.isRegularFile()
                        ? Entry.Kind.FILE
                        : attributes.isDirectory() ? Entry.Kind.FOLDER : Entry.Kind.OTHER;
                entries.add(new Entry(
                        name.getFileName().toString(), kind, kind == Entry.Kind.FILE ? attributes.size() : 0));
                if (entries.size() > MOST_ENTRIES) {
                    throw new IOException(path + " has more than " + MOST_ENTRIES + " entries");
                }
            }
        } catch (NoSuchFileException none) {
            return List.of();
        }
        entries.sort(Comparator.comparing(Entry::name));
        return entries;
    }

    /** Replaces what has that name; a link is replaced, not followed. */
    void write(String path, byte[] content) throws IOException {
        Path relative = relative(path);
        Path parent = relative.getParent();
        for (int depth = 1; parent != null && depth <= parent.getNameCount(); depth++) {
            makeFolder(parent.subpath(0, depth));
        }
        try (SecureDirectoryStream<Path> folder = folder(parent)) {
            try {
                create(folder, relative.getFileName(), content);
            } catch (FileAlreadyExistsException there) {
                folder.deleteFile(relative.getFileName());
                create(folder, relative.getFileName(), content);
            }
        }
    }

    private static void create(SecureDirectoryStream<Path> folder, Path name, byte[] content) throws IOException {
        try (SeekableByteChannel file = folder.newByteChannel(
                name,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }
    }

    /** To be called before a command runs: what was a folder may be something else after it. */
    void forget() {
        known.clear();
    }

    /** The JDK makes no folder relative to an open one, so its parents are looked at first; no command runs meanwhile. */
    private void makeFolder(Path relative) throws IOException {
        if (!known.add(relative)) {
            return;
        }
        try (SecureDirectoryStream<Path> above = folder(relative.getParent())) {
            if (attributes(above, relative.getFileName()).isDirectory()) {
                return;
            }
            known.remove(relative);
            throw new IOException(relative + " is no folder");
        } catch (NoSuchFileException none) {
            Files.createDirectory(root.resolve(relative));
        }
    }

    private SecureDirectoryStream<Path> folder(@Nullable Path relative) throws IOException {
        SecureDirectoryStream<Path> folder = secure(Files.newDirectoryStream(root));
        if (relative == null) {
            return folder;
        }
        for (Path name : relative) {
            try (SecureDirectoryStream<Path> above = folder) {
                folder = above.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException none) {
                throw none;
            } catch (IOException barred) {
                throw new IOException(relative + " is no folder, or a link on the way to it", barred);
            }
        }
        return folder;
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("This system cannot open files relative to an open folder");
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        return folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    private static Path relative(String path) throws IOException {
        Path relative = Path.of(path);
        if (path.isEmpty() || relative.isAbsolute()) {
            throw new IOException("Not a path within the run's folder: " + path);
        }
        for (Path name : relative) {
            if (name.toString().equals("..")
                    || name.toString().equals(".")
                    || name.toString().isEmpty()) {
                throw new IOException("Not a path within the run's folder: " + path);
            }
        }
        return relative;
    }

    /** A file that still grows ends here. */
    private static final class BoundedStream extends FilterInputStream {
        private long left;

        BoundedStream(InputStream content, long maximumBytes) {
            super(content);
            this.left = maximumBytes;
        }

        @Override
        public int read() throws IOException {
            if (left <= 0) {
                return -1;
            }
            int value = super.read();
            left -= value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (left <= 0) {
                return length == 0 ? 0 : -1;
            }
            int read = super.read(bytes, from, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}

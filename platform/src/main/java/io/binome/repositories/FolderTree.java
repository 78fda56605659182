package io.binome.repositories;

import io.binome.kernel.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder on disk as if it were committed as it stands: for commands that need no server. Links are not followed. */
public final class FolderTree implements CommitTree {
    private final Path root;

    public FolderTree(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public String commit() {
        return "0".repeat(40);
    }

    @Override
    public String treeId() {
        return "0".repeat(40);
    }

    @Override
    public Optional<String> idAt(String path) {
        return Optional.empty();
    }

    @Override
    public Optional<byte[]> read(String path, long maximumBytes) {
        Path file = root.resolve(path).normalize();
        if (!file.startsWith(root) || throughLink(file) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > maximumBytes) {
                throw new ProblemException(new RepositoryProblem.FileTooLarge(path, maximumBytes));
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Reading " + file, unreadable);
        }
    }

    private boolean throughLink(Path file) {
        for (Path at = file; at != null && !at.equals(root); at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Optional<String> linkTarget(String path) {
        Path file = root.resolve(path).normalize();
        try {
            return file.startsWith(root) && Files.isSymbolicLink(file)
                    ? Optional.of(Files.readSymbolicLink(file).toString())
                    : Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Reading the link " + file, unreadable);
        }
    }

    @Override
    public List<Entry> list(String folder) {
        Path at = root.resolve(folder).normalize();
        if (!at.startsWith(root) || throughLink(at)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(at)) {
            return files.filter(file -> !name(file).equals(".git"))
                    .sorted()
                    .map(FolderTree::entry)
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException nothing) {
            return List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Listing " + at, unreadable);
        }
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    private static Entry entry(Path file) {
        Kind kind = Files.isSymbolicLink(file)
                ? Kind.SYMBOLIC_LINK
                : Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) ? Kind.FOLDER : Kind.FILE;
        try {
            return new Entry(
                    name(file),
                    kind,
                    kind == Kind.FILE && Files.isExecutable(file),
                    kind == Kind.FILE ? Files.size(file) : 0);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Reading " + file, unreadable);
        }
    }
}

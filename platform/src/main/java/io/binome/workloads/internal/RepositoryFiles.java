package io.binome.workloads.internal;

import io.binome.kernel.ProblemException;
import io.binome.repositories.CommitTree;
import io.binome.workloads.ContainerSpec.FolderFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Files of a commit that travel with a service: into its containers, or into the build of its image. */
final class RepositoryFiles {
    /** One file mounted, or one secret. */
    static final long MAXIMUM_FILE_BYTES = 1 << 20;

    /** One folder mounted, all files together. */
    static final long MAXIMUM_FOLDER_BYTES = 8 << 20;

    static final int MAXIMUM_FOLDER_FILES = 2_000;

    private final CommitTree tree;
    private final String base;

    /** @param base folder of the stack, "" for the repository's root */
    RepositoryFiles(CommitTree tree, String base) {
        this.tree = tree;
        this.base = base;
    }

    CommitTree tree() {
        return tree;
    }

    /** The repository's path for one that stands in a file of the stack; empty when it leads out of the repository. */
    Optional<String> resolve(String path) {
        if (path.startsWith("/") || path.startsWith("~") || path.contains("\\") || path.contains("://")) {
            return Optional.empty();
        }
        return normal(base, path);
    }

    /** Without {@code .} and {@code ..}; empty when it leads out. */
    static Optional<String> normal(String base, String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : (base + "/" + path).split("/")) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return Optional.of(String.join("/", parts));
    }

    boolean isThere(String path) {
        return path.isEmpty() || tree.idAt(path).isPresent();
    }

    /** What stands at a path of the repository. */
    Optional<CommitTree.Kind> kind(String path) {
        if (path.isEmpty()) {
            return Optional.of(CommitTree.Kind.FOLDER);
        }
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        return tree.list(slash < 0 ? "" : path.substring(0, slash)).stream()
                .filter(entry -> entry.name().equals(name))
                .map(CommitTree.Entry::kind)
                .findFirst();
    }

    /** Contents and mode of a file; empty when it is none or above {@link #MAXIMUM_FILE_BYTES}. */
    Optional<byte[]> file(String path) {
        try {
            return tree.read(path, MAXIMUM_FILE_BYTES);
        } catch (ProblemException tooLarge) {
            return Optional.empty();
        }
    }

    /** All files below a folder, by path; what is neither file nor folder is left out. */
    FolderRead folder(String path) {
        List<FolderFile> files = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        Deque<String> folders = new ArrayDeque<>();
        folders.add("");
        long bytes = 0;
        while (!folders.isEmpty()) {
            String folder = folders.removeFirst();
            for (CommitTree.Entry entry : tree.list(join(path, folder))) {
                String below = join(folder, entry.name());
                switch (entry.kind()) {
                    case FOLDER -> folders.addLast(below);
                    case FILE -> {
                        bytes += entry.sizeBytes();
                        if (bytes > MAXIMUM_FOLDER_BYTES || files.size() >= MAXIMUM_FOLDER_FILES) {
                            return new FolderRead(List.of(), leftOut, true);
                        }
                        byte[] contents = tree.read(join(path, below), MAXIMUM_FOLDER_BYTES)
                                .orElseThrow();
                        files.add(new FolderFile(below, contents, entry.executable() ? 0755 : 0644));
                    }
                    case SYMBOLIC_LINK, SUBMODULE -> leftOut.add(below);
                }
            }
        }
        files.sort(Comparator.comparing(FolderFile::path));
        return new FolderRead(List.copyOf(files), List.copyOf(leftOut), false);
    }

    static String join(String folder, String name) {
        return folder.isEmpty() ? name : name.isEmpty() ? folder : folder + "/" + name;
    }

    /** @param tooLarge above the limits; no files then */
    record FolderRead(List<FolderFile> files, List<String> leftOut, boolean tooLarge) {}
}

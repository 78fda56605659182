package io.binome.repositories;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The files of one commit. Paths are relative, with forward slashes, and never leave the tree. */
public interface CommitTree {
    String commit();

    /** Identity of the tree's contents: the Git tree id. Equal trees have equal ids. */
    String treeId();

    /** Git id of the folder's tree or file's blob at this path, empty when there is none: changes if anything below does. */
    Optional<String> idAt(String path);

    /**
     * Contents of a file.
     *
     * @throws io.binome.kernel.ProblemException with {@link RepositoryProblem.FileTooLarge} above {@code maximumBytes}
     */
    Optional<byte[]> read(String path, long maximumBytes);

    /** What a symbolic link says, which may lead anywhere; empty when there is no link at this path. Never followed. */
    Optional<String> linkTarget(String path);

    /** Entries directly in a folder ("" is the root), by name; empty when it is no folder. */
    List<Entry> list(String folder);

    /**
     * Where a path that is written in a folder leads: from the root, without "." and "..".
     *
     * @return empty when it leads out of the tree
     */
    static Optional<String> resolve(String folder, String written) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : (folder + "/" + written).split("/")) {
            switch (name) {
                case "", "." -> {}
                case ".." -> {
                    if (names.pollLast() == null) {
                        return Optional.empty();
                    }
                }
                default -> names.addLast(name);
            }
        }
        return Optional.of(String.join("/", names));
    }

    record Entry(String name, Kind kind, boolean executable, long sizeBytes) {}

    enum Kind {
        FILE,
        FOLDER,
        SYMBOLIC_LINK,
        SUBMODULE
    }
}

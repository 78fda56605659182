package io.binome.workloads.internal;

import io.binome.repositories.CommitTree;
import io.binome.workloads.internal.WantedService.ImageSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** The files of a commit that a build reads, as a tar stream that is written while it is read. */
final class BuildContext {
    private static final long MAXIMUM_FILE_BYTES = 256L << 20;
    private static final int PIPE_BYTES = 1 << 18;

    /** A Dockerfile that stands in the Compose file goes under a name that no repository has. */
    private static final String INLINE_NAME = ".binome.Dockerfile";

    private final CommitTree tree;
    private final ImageSource.Built build;
    private final ContextFilter filter;

    BuildContext(CommitTree tree, ImageSource.Built build) {
        this.tree = tree;
        this.build = build;
        String own = RepositoryFiles.join(build.context(), build.dockerfile() + ".dockerignore");
        String shared = RepositoryFiles.join(build.context(), ".dockerignore");
        Optional<byte[]> ignored = read(own).or(() -> read(shared));
        this.filter = ContextFilter.parse(
                ignored.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse(""));
    }

    private Optional<byte[]> read(String path) {
        return tree.read(path, RepositoryFiles.MAXIMUM_FILE_BYTES);
    }

    String dockerfile() {
        return build.inline() == null ? build.dockerfile() : INLINE_NAME;
    }

    /** Whether the Dockerfile is there to be read. */
    boolean isComplete() {
        return build.inline() != null
                || tree.idAt(RepositoryFiles.join(build.context(), build.dockerfile()))
                        .isPresent();
    }

    /** Links that lead out of the repository, by their path in it, with what they say. */
    SortedMap<String, String> strayLinks() {
        SortedMap<String, String> stray = new TreeMap<>();
        strayLinks("", stray);
        return stray;
    }

    private void strayLinks(String folder, SortedMap<String, String> stray) {
        String inRepository = RepositoryFiles.join(build.context(), folder);
        for (CommitTree.Entry entry : tree.list(inRepository)) {
            String path = RepositoryFiles.join(folder, entry.name());
            if (entry.kind() == CommitTree.Kind.FOLDER) {
                strayLinks(path, stray);
            } else if (entry.kind() == CommitTree.Kind.SYMBOLIC_LINK && !filter.leavesOut(path)) {
                String link = RepositoryFiles.join(build.context(), path);
                tree.linkTarget(link)
                        .filter(target -> target.startsWith("/")
                                || RepositoryFiles.normal(inRepository, target).isEmpty())
                        .ifPresent(target -> stray.put(link, target));
            }
        }
    }

    InputStream open() {
        PipedInputStream input = new PipedInputStream(PIPE_BYTES);
        PipedOutputStream output;
        try {
            output = new PipedOutputStream(input);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        Thread.ofVirtual().name("build-context").start(() -> {
            try (TarArchiveOutputStream tar = new TarArchiveOutputStream(output, "UTF-8")) {
                tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
                tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
                if (build.inline() != null) {
                    add(tar, INLINE_NAME, build.inline().getBytes(StandardCharsets.UTF_8), false);
                }
                addFolder(tar, "");
            } catch (IOException readerWentAway) {
                // The builder stopped reading; it says why itself.
            }
        });
        return input;
    }

    private void addFolder(TarArchiveOutputStream tar, String folder) throws IOException {
        for (CommitTree.Entry entry : tree.list(RepositoryFiles.join(build.context(), folder))) {
            String path = RepositoryFiles.join(folder, entry.name());
            boolean always = path.equals(build.dockerfile()) || path.equals(".dockerignore");
            switch (entry.kind()) {
                // Rules with "!" may keep files below a folder that is left out, so folders are always looked into.
                case FOLDER -> addFolder(tar, path);
                case FILE -> {
                    if (always || !filter.leavesOut(path)) {
                        byte[] contents = tree.read(RepositoryFiles.join(build.context(), path), MAXIMUM_FILE_BYTES)
                                .orElseThrow(() -> new IOException(path + " went away"));
                        add(tar, path, contents, entry.executable());
                    }
                }
                case SYMBOLIC_LINK -> {
                    if (!filter.leavesOut(path)) {
                        addLink(
                                tar,
                                path,
                                tree.linkTarget(RepositoryFiles.join(build.context(), path))
                                        .orElseThrow(() -> new IOException(path + " went away")));
                    }
                }
                // Its files are in another repository.
                case SUBMODULE -> {}
            }
        }
    }

    /** As Docker does: the link itself, whether or not what it leads to is part of the context. */
    private static void addLink(TarArchiveOutputStream tar, String path, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        entry.setMode(0120777);
        entry.setModTime(0L);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private static void add(TarArchiveOutputStream tar, String path, byte[] contents, boolean executable)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setSize(contents.length);
        entry.setMode(executable ? 0100755 : 0100644);
        // The same commit gives the same bytes, so that layers are found in the builder's cache.
        entry.setModTime(0L);
        tar.putArchiveEntry(entry);
        tar.write(contents);
        tar.closeArchiveEntry();
    }
}

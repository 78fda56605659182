package io.binome.workloads.internal;

import io.binome.repositories.CommitTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A commit's tree in which one file holds something else. */
record EditedTree(CommitTree tree, String path, String contents) implements CommitTree {
    @Override
    public String commit() {
        return tree.commit();
    }

    @Override
    public String treeId() {
        throw new UnsupportedOperationException("A tree that nobody has committed has no id");
    }

    @Override
    public Optional<String> idAt(String at) {
        return tree.idAt(at);
    }

    @Override
    public Optional<byte[]> read(String at, long maximumBytes) {
        return at.equals(path) ? Optional.of(bytes()) : tree.read(at, maximumBytes);
    }

    @Override
    public Optional<String> linkTarget(String at) {
        return tree.linkTarget(at);
    }

    @Override
    public List<Entry> list(String folder) {
        int slash = path.lastIndexOf('/');
        if (!folder.equals(slash < 0 ? "" : path.substring(0, slash))) {
            return tree.list(folder);
        }
        String name = path.substring(slash + 1);
        return tree.list(folder).stream()
                .map(entry -> entry.name().equals(name)
                        ? new Entry(name, entry.kind(), entry.executable(), bytes().length)
                        : entry)
                .toList();
    }

    private byte[] bytes() {
        return contents.getBytes(StandardCharsets.UTF_8);
    }
}

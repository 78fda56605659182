package io.binome.workloads.internal;

import io.binome.compose.ComposeSources;
import io.binome.repositories.CommitTree;
import java.io.IOException;

/** A commit's tree as the Compose loader reads it: nothing but its files, no links. */
final class TreeSources implements ComposeSources {
    private final CommitTree tree;

    TreeSources(CommitTree tree) {
        this.tree = tree;
    }

    @Override
    public Found find(String path) {
        String plain = path.equals(".") ? "" : path;
        if (plain.isEmpty()) {
            return new Folder();
        }
        if (plain.startsWith("/") || plain.startsWith("../") || plain.equals("..")) {
            return new Refused("is outside of the repository");
        }
        int slash = plain.lastIndexOf('/');
        String name = plain.substring(slash + 1);
        return tree.list(slash < 0 ? "" : plain.substring(0, slash)).stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .<Found>map(entry -> found(plain, entry))
                .orElseGet(Missing::new);
    }

    private Found found(String path, CommitTree.Entry entry) {
        return switch (entry.kind()) {
            case FILE ->
                new File(entry.sizeBytes(), () -> tree.read(path, entry.sizeBytes())
                        .orElseThrow(() -> new IOException(path + " is not in the commit")));
            case FOLDER -> new Folder();
            case SYMBOLIC_LINK -> new Refused("is a symbolic link");
            case SUBMODULE -> new Refused("is a submodule");
        };
    }
}

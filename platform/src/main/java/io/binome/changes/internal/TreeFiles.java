package io.binome.changes.internal;

import io.binome.repositories.CommitTree;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The paths of all files of a commit, walked through when somebody asks for them and not before. */
final class TreeFiles extends AbstractSet<String> {
    private final CommitTree tree;
    private @Nullable SortedSet<String> walked;

    TreeFiles(CommitTree tree) {
        this.tree = tree;
    }

    private synchronized SortedSet<String> all() {
        SortedSet<String> files = walked;
        if (files == null) {
            files = new TreeSet<>();
            walk("", files);
            walked = files;
        }
        return files;
    }

    private void walk(String folder, SortedSet<String> files) {
        for (CommitTree.Entry entry : tree.list(folder)) {
            String path = folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
            if (entry.kind() == CommitTree.Kind.FOLDER) {
                walk(path, files);
            } else {
                files.add(path);
            }
        }
    }

    @Override
    public boolean contains(Object path) {
        return path instanceof String text && all().contains(text);
    }

    @Override
    public Iterator<String> iterator() {
        return all().iterator();
    }

    @Override
    public int size() {
        return all().size();
    }
}

package io.binome.contracts.internal;

import io.binome.kernel.ProblemException;
import io.binome.repositories.CommitTree;
import io.binome.repositories.RepositoryProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A commit that was just written, its files read from memory: within a transaction Git cannot be asked. */
final class WrittenTree implements CommitTree {
    private final CommitTree written;
    private final SortedMap<String, byte[]> files;

    WrittenTree(CommitTree written, Map<String, byte[]> files) {
        this.written = written;
        this.files = new TreeMap<>(files);
    }

    @Override
    public String commit() {
        return written.commit();
    }

    @Override
    public String treeId() {
        return written.treeId();
    }

    @Override
    public Optional<String> idAt(String path) {
        return written.idAt(path);
    }

    @Override
    public Optional<byte[]> read(String path, long maximumBytes) {
        byte[] content = files.get(path);
        if (content != null && content.length > maximumBytes) {
            throw new ProblemException(new RepositoryProblem.FileTooLarge(path, maximumBytes));
        }
        return Optional.ofNullable(content).map(byte[]::clone);
    }

    @Override
    public Optional<String> linkTarget(String path) {
        return Optional.empty();
    }

    @Override
    public List<Entry> list(String folder) {
        String within = folder.isEmpty() ? "" : folder + "/";
        SortedMap<String, Entry> entries = new TreeMap<>();
        files.forEach((path, content) -> {
            if (path.startsWith(within)) {
                String rest = path.substring(within.length());
                int slash = rest.indexOf('/');
                String name = slash < 0 ? rest : rest.substring(0, slash);
                entries.put(
                        name,
                        new Entry(name, slash < 0 ? Kind.FILE : Kind.FOLDER, false, slash < 0 ? content.length : 0));
            }
        });
        return new ArrayList<>(entries.values());
    }
}

package io.binome.repositories;

import io.binome.kernel.ProblemException;
import io.binome.kernel.Sha256;
import io.binome.repositories.RepositoryProblem.FileTooLarge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A commit's files in memory, by path. A text that begins with {@code ->} stands for a symbolic link to what follows. */
public final class FakeCommitTree implements CommitTree {
    private final SortedMap<String, byte[]> files = new TreeMap<>();

    public FakeCommitTree(Map<String, String> files) {
        files.forEach((path, text) -> this.files.put(path, text.getBytes(StandardCharsets.UTF_8)));
    }

    public static FakeCommitTree of(String path, String text) {
        return new FakeCommitTree(Map.of(path, text));
    }

    public FakeCommitTree with(String path, byte[] content) {
        FakeCommitTree changed = new FakeCommitTree(Map.of());
        changed.files.putAll(files);
        changed.files.put(path, content);
        return changed;
    }

    @Override
    public String commit() {
        return hash("commit ").substring(0, 40);
    }

    @Override
    public String treeId() {
        return hash("tree ").substring(0, 40);
    }

    private String hash(String below) {
        List<byte[]> parts = new ArrayList<>();
        files.forEach((path, content) -> {
            if ((path + "/").startsWith(below) || path.startsWith(below) || below.endsWith(" ")) {
                parts.add(path.getBytes(StandardCharsets.UTF_8));
                parts.add(content);
            }
        });
        parts.add(below.getBytes(StandardCharsets.UTF_8));
        return Sha256.hex(parts.toArray(byte[][]::new));
    }

    @Override
    public Optional<String> idAt(String path) {
        boolean there = files.keySet().stream().anyMatch(file -> file.equals(path) || file.startsWith(path + "/"));
        return there ? Optional.of(hash(path + "/").substring(0, 40)) : Optional.empty();
    }

    @Override
    public Optional<byte[]> read(String path, long maximumBytes) {
        byte[] content = files.get(path);
        if (content != null && content.length > maximumBytes) {
            throw new ProblemException(new FileTooLarge(path, maximumBytes));
        }
        return Optional.ofNullable(content).map(byte[]::clone);
    }

    @Override
    public Optional<String> linkTarget(String path) {
        return Optional.ofNullable(files.get(path))
                .map(content -> new String(content, StandardCharsets.UTF_8))
                .filter(text -> text.startsWith("->"))
                .map(text -> text.substring(2).strip());
    }

    @Override
    public List<Entry> list(String folder) {
        SortedMap<String, Entry> entries = new TreeMap<>();
        String prefix = folder.isEmpty() ? "" : folder + "/";
        files.forEach((path, content) -> {
            if (path.startsWith(prefix)) {
                String rest = path.substring(prefix.length());
                int slash = rest.indexOf('/');
                String name = slash < 0 ? rest : rest.substring(0, slash);
                boolean link = new String(content, StandardCharsets.UTF_8).startsWith("->");
                Kind kind = slash >= 0 ? Kind.FOLDER : link ? Kind.SYMBOLIC_LINK : Kind.FILE;
                entries.put(name, new Entry(name, kind, false, slash < 0 ? content.length : 0));
            }
        });
        return List.copyOf(entries.values());
    }
}

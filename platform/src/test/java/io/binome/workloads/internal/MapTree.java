package io.binome.workloads.internal;

import io.binome.kernel.Sha256;
import io.binome.repositories.CommitTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A commit's files in memory. */
final class MapTree implements CommitTree {
    private final SortedMap<String, String> files;

    MapTree(Map<String, String> files) {
        this.files = new TreeMap<>(files);
    }

    static MapTree of(String... pathsAndContents) {
        SortedMap<String, String> files = new TreeMap<>();
        for (int i = 0; i < pathsAndContents.length; i += 2) {
            files.put(pathsAndContents[i], pathsAndContents[i + 1]);
        }
        return new MapTree(files);
    }

    @Override
    public String commit() {
        return treeId();
    }

    @Override
    public String treeId() {
        return Sha256.hex(files.toString()).substring(0, 40);
    }

    @Override
    public Optional<String> idAt(String path) {
        if (path.isEmpty()) {
            return Optional.of(treeId());
        }
        SortedMap<String, String> below = new TreeMap<>(files);
        below.keySet().removeIf(name -> !name.equals(path) && !name.startsWith(path + "/"));
        return below.isEmpty()
                ? Optional.empty()
                : Optional.of(Sha256.hex(below.toString()).substring(0, 40));
    }

    @Override
    public Optional<byte[]> read(String path, long maximumBytes) {
        return Optional.ofNullable(files.get(path)).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    /** A file that begins with {@code ->} is a symbolic link. */
    @Override
    public Optional<String> linkTarget(String path) {
        return Optional.ofNullable(files.get(path))
                .filter(text -> text.startsWith("->"))
                .map(text -> text.substring(2).strip());
    }

    @Override
    public List<Entry> list(String folder) {
        String prefix = folder.isEmpty() ? "" : folder + "/";
        SortedMap<String, Entry> entries = new TreeMap<>();
        files.forEach((path, text) -> {
            if (path.startsWith(prefix)) {
                String rest = path.substring(prefix.length());
                int slash = rest.indexOf('/');
                String name = slash < 0 ? rest : rest.substring(0, slash);
                entries.put(
                        name,
                        new Entry(
                                name,
                                slash >= 0 ? Kind.FOLDER : text.startsWith("->") ? Kind.SYMBOLIC_LINK : Kind.FILE,
                                false,
                                slash < 0 ? text.length() : 0));
            }
        });
        return List.copyOf(entries.values());
    }
}

package io.binome.changes.internal;

import io.binome.kernel.CanonicalJson;
import io.binome.kernel.Sha256;
import io.binome.repositories.CommitTree;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an approval binds to, as hashes. */
final class Fingerprints {
    private Fingerprints() {}

    /** Hash of what a branch changes: each path with what stood there and what will. {@code base} null: nothing stood. */
    static String diff(Collection<String> paths, @Nullable CommitTree base, CommitTree merge) {
        Modes before = base == null ? null : new Modes(base);
        Modes after = new Modes(merge);
        Map<String, List<String>> changed = new TreeMap<>();
        for (String path : paths) {
            changed.put(
                    path,
                    List.of(
                            base == null ? "" : base.idAt(path).orElse(""),
                            before == null ? "" : before.of(path),
                            merge.idAt(path).orElse(""),
                            after.of(path)));
        }
        return Sha256.hex(CanonicalJson.bytes(changed));
    }

    /** A file that becomes a link, or a program, is another file although its bytes are the same. */
    private static final class Modes {
        private final CommitTree tree;
        private final Map<String, Map<String, String>> folders = new HashMap<>();

        Modes(CommitTree tree) {
            this.tree = tree;
        }

        String of(String path) {
            int slash = path.lastIndexOf('/');
            return folders.computeIfAbsent(slash < 0 ? "" : path.substring(0, slash), this::modes)
                    .getOrDefault(path.substring(slash + 1), "");
        }

        private Map<String, String> modes(String folder) {
            return tree.list(folder).stream()
                    .collect(Collectors.toMap(
                            CommitTree.Entry::name, entry -> entry.kind() + (entry.executable() ? "+x" : "")));
        }
    }

    /** Hash of the diff and of all plans, by stack name. */
    static String of(String diffHash, Map<String, String> planHashes) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("diff", diffHash);
        all.put("plans", planHashes);
        return Sha256.hex(CanonicalJson.bytes(all));
    }
}

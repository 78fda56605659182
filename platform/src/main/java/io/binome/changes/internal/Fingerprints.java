package io.binome.changes.internal;

import io.binome.kernel.CanonicalJson;
import io.binome.kernel.Sha256;
import io.binome.repositories.CommitTree;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an approval binds to, as hashes. */
final class Fingerprints {
    private Fingerprints() {}

    /** Hash of what a branch changes: each path with what stood there and what will. {@code base} null: nothing stood. */
    static String diff(Collection<String> paths, @Nullable CommitTree base, CommitTree merge) {
        Map<String, List<String>> changed = new TreeMap<>();
        for (String path : paths) {
            changed.put(
                    path,
                    List.of(
                            base == null ? "" : base.idAt(path).orElse(""),
                            merge.idAt(path).orElse("")));
        }
        return Sha256.hex(CanonicalJson.bytes(changed));
    }

    /** Hash of the diff and of all plans, by stack name. */
    static String of(String diffHash, Map<String, String> planHashes) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("diff", diffHash);
        all.put("plans", planHashes);
        return Sha256.hex(CanonicalJson.bytes(all));
    }
}

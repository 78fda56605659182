package io.binome.guidelines.internal;

import io.binome.guidelines.internal.RuleReader.Outcome;
import io.binome.guidelines.internal.RuleReader.Written;
import io.binome.kernel.CanonicalJson;
import io.binome.kernel.Sha256;
import io.binome.stacks.Finding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rules by the contents of their files: a program takes ten milliseconds to compile, and every plan asks for it. */
final class CompiledRules {
    /** About a kilobyte a rule; the files of a tenant that is not looked at for long are compiled again. */
    private static final int MOST_KEPT = 100;

    private final Languages languages = new Languages();
    private final Map<String, Outcome> kept = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable List<Written> shipped;
    private @Nullable String shippedFingerprint;

    Languages languages() {
        return languages;
    }

    synchronized List<Written> shipped() {
        List<Written> known = shipped;
        if (known == null) {
            known = ShippedRules.read(languages);
            shipped = known;
        }
        return known;
    }

    /** Those of another version of Binome may be others. */
    synchronized String shippedFingerprint() {
        String known = shippedFingerprint;
        if (known == null) {
            SortedMap<String, String> texts = new TreeMap<>();
            ShippedRules.files().forEach((name, bytes) -> texts.put(name, new String(bytes, StandardCharsets.UTF_8)));
            known = Sha256.hex(CanonicalJson.bytes(texts));
            shippedFingerprint = known;
        }
        return known;
    }

    /** Rules of all these files, and what is wrong with them. */
    Outcome rules(SortedMap<String, String> files) {
        String key = GuidelineStore.fingerprint(files);
        synchronized (kept) {
            Outcome known = kept.get(key);
            if (known != null) {
                return known;
            }
        }
        List<Written> written = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        files.forEach((path, text) -> {
            Outcome outcome = RuleReader.read(path, text.getBytes(StandardCharsets.UTF_8), languages);
            written.addAll(outcome.written());
            findings.addAll(outcome.findings());
        });
        Outcome all = new Outcome(List.copyOf(written), List.copyOf(findings));
        synchronized (kept) {
            kept.put(key, all);
            if (kept.size() > MOST_KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return all;
    }

    List<Exempted> exemptions(SortedMap<String, String> files) {
        List<Exempted> exemptions = new ArrayList<>();
        files.forEach(
                (path, text) -> exemptions.addAll(ExemptionReader.read(path, text.getBytes(StandardCharsets.UTF_8))
                        .exemptions()));
        return exemptions;
    }
}

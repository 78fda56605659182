package io.binome.workloads.internal;

import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.secrets.Borrower;
import io.binome.secrets.Fingerprint;
import io.binome.secrets.LentSecrets;
import io.binome.secrets.SecretReference;
import io.binome.secrets.SecretReference.Kept;
import io.binome.secrets.SecretStore;
import io.binome.secrets.SecretsProblem.SecretNotFound;
import io.binome.secrets.SecretsProblem.VaultSealed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Versions of secrets in memory. */
final class FakeSecretStore implements SecretStore {
    final Map<String, List<String>> versions = new HashMap<>();
    private final Fingerprint fingerprint;
    boolean away;

    FakeSecretStore(Fingerprint fingerprint) {
        this.fingerprint = fingerprint;
    }

    void put(String name, String value) {
        versions.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }

    @Override
    public Lent lend(TenantScope scope, Collection<SecretReference> references, Borrower borrower, Duration atMost) {
        if (away) {
            throw new ProblemException(new VaultSealed("https://vault.example"));
        }
        Map<SecretReference, byte[]> values = new HashMap<>();
        Map<SecretReference, SecretReference> meant = new HashMap<>();
        for (SecretReference reference : references) {
            Kept kept = (Kept) reference;
            List<String> all = versions.getOrDefault(kept.name(), List.of());
            int version = kept.version() == null ? all.size() : kept.version();
            if (version < 1 || version > all.size()) {
                throw new ProblemException(new SecretNotFound(kept.text()));
            }
            values.put(kept, all.get(version - 1).getBytes(StandardCharsets.UTF_8));
            meant.put(kept, new Kept(kept.name(), version));
        }
        return new LentSecrets(scope, values, meant, fingerprint, () -> {});
    }
}

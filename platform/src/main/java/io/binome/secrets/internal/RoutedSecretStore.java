package io.binome.secrets.internal;

import io.binome.kernel.TenantScope;
import io.binome.secrets.Borrower;
import io.binome.secrets.Fingerprint;
import io.binome.secrets.LentSecrets;
import io.binome.secrets.SecretReference;
import io.binome.secrets.SecretReference.Kept;
import io.binome.secrets.SecretStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Binome's own store and Vault as one: each reference goes to the store that it names. */
final class RoutedSecretStore implements SecretStore {
    private final TenantKeys keys;
    private final SecretStore own;
    private final SecretStore vault;
    private final Fingerprint fingerprint;

    RoutedSecretStore(TenantKeys keys, SecretStore own, SecretStore vault, Fingerprint fingerprint) {
        this.keys = keys;
        this.own = own;
        this.vault = vault;
        this.fingerprint = fingerprint;
    }

    @Override
    public Lent lend(TenantScope scope, Collection<SecretReference> references, Borrower borrower, Duration atMost) {
        // What is borrowed for will seal a plan or a state in the end: better not begun than without a key then.
        keys.await(scope, borrower);
        List<SecretReference> here = new ArrayList<>();
        List<SecretReference> there = new ArrayList<>();
        references.forEach(reference -> (reference instanceof Kept ? here : there).add(reference));
        // First what needs no lease: if it fails, there is nothing to give back.
        Lent mine = own.lend(scope, here, borrower, atMost);
        if (there.isEmpty()) {
            return mine;
        }
        Lent outside = vault.lend(scope, there, borrower, atMost);
        Map<SecretReference, byte[]> values = new HashMap<>(mine.values());
        values.putAll(outside.values());
        Map<SecretReference, SecretReference> meant = new HashMap<>();
        for (Lent part : List.of(mine, outside)) {
            part.values().keySet().forEach(asked -> meant.put(asked, asked.pinned(part.resolutions())));
        }
        return new LentSecrets(scope, values, meant, fingerprint, outside::close);
    }
}

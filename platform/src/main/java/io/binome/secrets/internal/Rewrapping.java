package io.binome.secrets.internal;

import io.binome.database.OwnerTransaction;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.secrets.MasterKeyRotation.Wrapped;
import io.binome.secrets.SecretsProblem.OtherMasterKey;
import io.binome.secrets.WrappingKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every tenant's keys, of all generations, from the master keys that are at hand to the next. */
public final class Rewrapping {
    private final Map<String, WrappingKey> present;
    private final WrappingKey next;
    private final TenantKeyStore store = new TenantKeyStore();

    public Rewrapping(Collection<? extends WrappingKey> present, WrappingKey next) {
        this.present =
                present.stream().collect(Collectors.toMap(WrappingKey::id, Function.identity(), (first, _) -> first));
        this.next = next;
    }

    public Wrapped run(OwnerTransaction transaction) {
        int wrapped = 0;
        int renewed = 0;
        int before = 0;
        int found = 0;
        int lost = 0;
        SortedSet<String> former = new TreeSet<>();
        for (TenantKeyStore.Owned owned : store.lockAll(transaction)) {
            TenantKeyStore.Wrapped key = owned.key();
            @Nullable WrappingKey opener = present.get(key.masterKey());
            if (key.masterKey().equals(next.id()) && !key.lost()) {
                byte[] anew = next.renewed(key.bytes());
                if (Arrays.equals(anew, key.bytes())) {
                    before++;
                } else {
                    replace(transaction, owned.tenant(), key, anew);
                    renewed++;
                }
            } else if (opener != null) {
                String use = TenantKeys.use(owned.tenant(), key.generation());
                replace(transaction, owned.tenant(), key, next.wrap(opener.unwrap(key.bytes(), use), use));
                former.add(key.masterKey());
                wrapped++;
                found += key.lost() ? 1 : 0;
            } else if (key.lost()) {
                lost++;
            } else {
                throw new ProblemException(new OtherMasterKey(key.masterKey(), String.join(", ", present.keySet())));
            }
        }
        return new Wrapped(wrapped, renewed, before, found, lost, String.join(", ", former));
    }

    private void replace(OwnerTransaction transaction, TenantScope tenant, TenantKeyStore.Wrapped key, byte[] anew) {
        store.replace(transaction.in(tenant), new TenantKeyStore.Wrapped(key.generation(), next.id(), anew, false));
    }
}
